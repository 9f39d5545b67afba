import type { KubernetesObject } from "../api/object.ts";
import type { Indexers } from "../cache/index-functions.ts";
import type { Indexer, IndexerOptions } from "../cache/indexer.ts";
import type { MutationError } from "../cache/mutation-detector.ts";
import type { TransformFunction } from "../cache/store.ts";
import type { Clock } from "../environment/clock.ts";
import type { BufferLimit } from "../handlers/coalescing-buffer.ts";
import type { EventDistributor } from "../handlers/event-distributor.ts";
import type { HandlerError } from "../handlers/handler-queue.ts";
import type { Queue } from "../queue/queue.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import type { ReflectorRules } from "../reflector/reflector-rules.ts";
import type { ToldErrors } from "../reflector/troubles.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";
import type { CreateQueueOptions, QueueFlavour } from "./create-queue.ts";
import type { DeltaProcessor, DeltaProcessorOptions } from "./delta-processor.ts";

/** Settings of a {@link SharedIndexInformer}. Times are milliseconds. */
export interface SharedIndexInformerOptions<T extends KubernetesObject>
  extends Pick<
    ReflectorOptions<T>,
    | "resource"
    | "expected"
    | "pageSize"
    | "minWatchTimeoutMs"
    | "maxInternalErrorRetryMs"
    | "useWatchList"
    | "readDeadlineMs"
    | "backoff"
    | "requestPace"
  > {
  readonly listerWatcher: ListerWatcher<T>;
  /** Names lanes, facts and metrics; unique in its environment. @defaultValue the resource */
  readonly name?: string;
  /** DESIGN: what the queue between Reflector and Indexer promises. @defaultValue "real-atomic" */
  readonly queue?: QueueFlavour;
  /** RS-1: how often the whole cache is told again to handlers; 0 never. @defaultValue 0 */
  readonly resyncPeriodMs?: number;
  /** @defaultValue none */
  readonly indexers?: Indexers<T>;
  /** Trims objects before they are queued; must not change its argument and must be idempotent (RF-27). @defaultValue none */
  readonly transform?: TransformFunction<T>;
  /**
   * Told of every trouble between the server and the cache, each cause once and again every five minutes while it lasts: a
   * {@link ListWatchError} that says what failed, where, and when it is tried again. @defaultValue `environment.warn`
   */
  readonly watchErrorHandler?: (error: unknown) => void;
  /** "as-client-go": the handler hears of failed rounds only, and of each (RF-4). @defaultValue "every-cause" */
  readonly toldErrors?: ToldErrors;
  /** Told when a handler threw or rejected. @defaultValue `environment.warn` */
  readonly handlerErrorHandler?: (error: HandlerError) => void;
  /** MD-1: finds whoever edits cached objects; costs a copy of each. @defaultValue false */
  readonly detectMutations?: boolean;
  /** Told what {@link detectMutations} finds. @defaultValue the scheduler's report: a fault of the program */
  readonly mutationHandler?: (error: MutationError) => void;
  /** Compares the cache with a list this often (see {@link SharedIndexInformer.checkConsistency}); 0 never. @defaultValue 0 */
  readonly consistencyCheckPeriodMs?: number;
  /** Parts to build from; tests plant bugs here. @defaultValue the real ones */
  readonly parts?: InformerParts<T>;
}

/** The seams at which a part can be replaced by another that keeps its contract. */
export interface InformerParts<T extends KubernetesObject> {
  /** The queue between Reflector and Indexer. */
  createQueue?(options: CreateQueueOptions<T>): Queue<T>;
  /** The cache. */
  createIndexer?(options: IndexerOptions<T>): Indexer<T>;
  /** Applies what is popped to the cache and tells the handlers. */
  createDeltaProcessor?(options: DeltaProcessorOptions<T>): DeltaProcessor<T>;
  /** Hands each notification to every handler. */
  createDistributor?(clock: Clock): EventDistributor<T>;
  /** What the Reflector does about versions and failures. */
  readonly reflectorRules?: ReflectorRules;
  /** Stands between Reflector and server. */
  wrapListerWatcher?(listerWatcher: ListerWatcher<T>): ListerWatcher<T>;
}

/** Settings of one handler. */
export interface HandlerOptions {
  /** RS-2: 0 never, else at least 1,000. @defaultValue the informer's period */
  readonly resyncPeriodMs?: number;
  /** @defaultValue `handler-N` */
  readonly name?: string;
  /** Bounded memory for slow handlers, see {@link BufferLimit}. @defaultValue unbounded, as in client-go */
  readonly buffer?: BufferLimit;
}
