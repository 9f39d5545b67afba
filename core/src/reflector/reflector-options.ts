import type { KubernetesObject } from "../api/object.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { ExpectedObject } from "./object-check.ts";
import type { ReflectorRules } from "./reflector-rules.ts";
import type { RequestPaceOptions } from "./request-pace.ts";
import type { ToldErrors } from "./troubles.ts";

/** Settings of a {@link Reflector}. Times are milliseconds. */
export interface ReflectorOptions<T extends KubernetesObject> {
  readonly listerWatcher: ListerWatcher<T>;
  /** Where what is read goes: the queue of an informer. */
  readonly store: ReflectorStore<T>;
  /** Plural resource name with its group: `nodes`, `deployments.apps`. */
  readonly resource: string;
  /** Names lane and facts. @defaultValue the resource */
  readonly name?: string;
  /** Objects of another kind are dropped (RF-33). @defaultValue anything */
  readonly expected?: ExpectedObject;
  /** RF-41; 0 never resyncs. @defaultValue 0 */
  readonly resyncPeriodMs?: number;
  /** Asked at each tick of the resync timer. @defaultValue always yes */
  readonly shouldResync?: () => boolean;
  /** RF-11; 0 leaves the choice to the rule. @defaultValue 0 */
  readonly pageSize?: number;
  /** RF-2; smaller values than the default are ignored. @defaultValue 300,000 */
  readonly minWatchTimeoutMs?: number;
  /** RF-26; 0 switches the window off. @defaultValue 0 */
  readonly maxInternalErrorRetryMs?: number;
  /** RF-27: stream lists where the source can (LW-3). @defaultValue true */
  readonly useWatchList?: boolean;
  /**
   * A live watch on which nothing came for this long, bookmarks included, is taken for dead and opened again from the
   * last version; client-go waits for its timeout of 5 to 10 minutes. 0 waits as client-go does. @defaultValue 0
   */
  readonly readDeadlineMs?: number;
  /** @defaultValue as client-go's (RF-5) */
  readonly backoff?: BackoffOptions;
  /** Told of the error that ended a round (RF-4). @defaultValue `environment.warn` */
  readonly watchErrorHandler?: (error: unknown) => void;
  /** Which troubles the watch error handler hears of. @defaultValue "as-client-go" */
  readonly toldErrors?: ToldErrors;
  /** The floor between attempts that no back-off holds apart. @defaultValue ten at once, then one a second */
  readonly requestPace?: RequestPaceOptions;
  /** @defaultValue reflectorRules */
  readonly rules?: ReflectorRules;
}
