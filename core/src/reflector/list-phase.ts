import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { ListResult } from "../source/lister-watcher.ts";
import { listPages } from "../source/pager.ts";
import { listRefusalOf } from "./object-check.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import type { ReflectorRules } from "./reflector-rules.ts";
import type { ResumePoint } from "./resume-point.ts";
import { ListWatchError } from "./watch-errors.ts";

/** What a {@link ListPhase} works with. */
export interface ListPhaseOptions<T extends KubernetesObject> {
  readonly reflector: ReflectorOptions<T>;
  readonly name: string;
  readonly rules: ReflectorRules;
  readonly resume: ResumePoint;
  /** Runs a step on the Reflector's lane. */
  readonly post: (step: () => void) => void;
  readonly done: (list: KubernetesList<T>) => void;
  readonly failed: (error: ListWatchError) => void;
  /** The server asked to wait that long, milliseconds. */
  readonly waiting: (error: unknown, delayMs: number) => void;
}

/** The classical list of one round: version, pages, and the one retry without a version (RF-10 … RF-14). */
export class ListPhase<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #options: ListPhaseOptions<T>;
  #cancel: Cancel | undefined;

  constructor(environment: Environment, options: ListPhaseOptions<T>) {
    this.#environment = environment;
    this.#options = options;
  }

  start(): void {
    const { rules, resume } = this.#options;
    const resourceVersion = rules.listResourceVersion({
      last: resume.lastSyncResourceVersion,
      isUnavailable: resume.isUnavailable,
      isStreaming: false,
    });
    const pageSize = this.#pageSizeFor(resourceVersion);
    this.#request({ resourceVersion }, pageSize, (result, isPaginated) => {
      if (result.ok || !rules.needsFreshList(result.error)) {
        this.#finish(result, isPaginated && resourceVersion === "0");
        return;
      }
      // RF-12: at once, without a version, through the same pager.
      resume.isUnavailable = true;
      this.#emitFailed(result.error);
      this.#request({ resourceVersion: "" }, pageSize, (again, isPaginatedAgain) => {
        this.#finish(again, isPaginatedAgain && resourceVersion === "0");
      });
    });
  }

  cancel(): void {
    this.#cancel?.();
  }

  /** RF-11; undefined leaves it to the pager. */
  #pageSizeFor(resourceVersion: string): number | undefined {
    const { pageSize } = this.#options.reflector;
    if (pageSize !== undefined && pageSize !== 0) return pageSize;
    if (this.#options.resume.wasPaginated) return undefined;
    return resourceVersion === "" || resourceVersion === "0" ? undefined : 0;
  }

  #request(
    request: ListOptions,
    pageSize: number | undefined,
    done: (result: ListResult<T>, isPaginated: boolean) => void,
  ): void {
    const { reflector, name, post } = this.#options;
    this.#cancel = listPages(reflector.listerWatcher, request, {
      ...(pageSize === undefined ? {} : { pageSize }),
      enqueue: post,
      onRequest: (options, page) =>
        this.#environment.trace.emit?.({
          kind: "reflector.list-requested",
          informer: name,
          options,
          page,
        }),
      waiting: this.#options.waiting,
      done,
    });
  }

  #finish(result: ListResult<T>, isPaginatedFromCache: boolean): void {
    const { reflector, resume, done } = this.#options;
    if (!result.ok) {
      this.#fail(result.error);
      return;
    }
    const refusal = listRefusalOf(result.list, reflector.expected);
    if (refusal !== undefined) {
      this.#fail(new Error(refusal));
      return;
    }
    // RF-14
    resume.isUnavailable = false;
    if (isPaginatedFromCache) resume.wasPaginated = true;
    done(result.list);
  }

  #fail(error: unknown): void {
    this.#emitFailed(error);
    this.#options.failed(new ListWatchError("list", this.#options.reflector.resource, error));
  }

  #emitFailed(error: unknown): void {
    this.#environment.trace.emit?.({
      kind: "reflector.list-failed",
      informer: this.#options.name,
      error: messageOf(error),
    });
  }
}
