import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { printJson } from "../api/json.ts";
import { copyJson, type KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import type { Environment } from "../environment/environment.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";

/** Somebody changed a cached object in place. */
export class MutationError extends Error {
  override readonly name = "MutationError";
  /** Key of the object. */
  readonly key: string;
  /** First member that differs, such as `.metadata.labels.zone`. */
  readonly path: string;
  /** Whose call changed it; absent when that is not known. */
  readonly handler: string | undefined;

  constructor(
    informer: string,
    {
      before,
      after,
      handler,
    }: { readonly before: KubernetesObject; readonly after: unknown; readonly handler?: string },
  ) {
    const key = metaNamespaceKey(before);
    const { path, values } = firstDifference(before, after);
    super(
      `cache of informer ${informer} was modified${handler === undefined ? "" : ` by handler ${handler}`}: ` +
        `${key} at ${path}${values}; cached objects are shared, copy one before changing it`,
    );
    this.key = key;
    this.path = path;
    this.handler = handler;
  }
}

/** Settings of a {@link MutationDetector}. Times are milliseconds. */
export interface MutationDetectorOptions {
  /** Name of the informer, for the error. */
  readonly name: string;
  /** Between two comparisons. @defaultValue 1,000 */
  readonly periodMs?: number;
  /** An object is compared for at least this long and at most twice as long. @defaultValue 120,000 */
  readonly retainMs?: number;
  /** @defaultValue the scheduler's report: a fault of the program */
  readonly onMutation?: ((error: MutationError) => void) | undefined;
  /** Told of every finding before {@link onMutation}, with the object as it is now. */
  readonly onFound?: (error: MutationError, object: KubernetesObject) => void;
}

/** Cached object → a copy of what it was. */
type Watched = Map<KubernetesObject, KubernetesObject>;

/**
 * Finds consumers that edit cached objects (MD-1): keeps a copy of each object that handlers are told of and
 * compares again and again. A test aid: it costs a copy of every object.
 *
 * @see client-go tools/cache/mutation_detector.go
 */
export class MutationDetector {
  readonly #environment: Environment;
  readonly #options: MutationDetectorOptions;
  readonly #lane: Lane;
  #young: Watched = new Map();
  #old: Watched = new Map();
  #rotatedAt: number;
  #cancel: Cancel | undefined;

  constructor(environment: Environment, options: MutationDetectorOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#lane = lane(`mutation-detector/${options.name}`);
    this.#rotatedAt = environment.clock.now();
  }

  /** Keeps an eye on an object; tombstones are not tracked. */
  watch(object: KubernetesObject | DeletedFinalStateUnknown): void {
    if (object instanceof DeletedFinalStateUnknown) return;
    if (!this.#young.has(object))
      this.#young.set(object, this.#old.get(object) ?? copyJson(object));
    this.#old.delete(object);
    if (this.#cancel === undefined) this.#schedule();
  }

  /** Compares everything now and reports each object that changed, once. */
  check(): void {
    for (const object of [...this.#young.keys(), ...this.#old.keys()]) this.#compare(object);
    const now = this.#environment.clock.now();
    if (now - this.#rotatedAt < (this.#options.retainMs ?? 120_000)) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#rotatedAt = now;
  }

  /** Compares what a handler was given, right after its call: only then is it known who changed it. */
  checkAfterCall(object: KubernetesObject, handler: string): void {
    this.#compare(object, handler);
  }

  /** Compares a last time and ends. */
  stop(): void {
    this.#cancel?.();
    this.check();
    this.#young.clear();
    this.#old.clear();
  }

  #schedule(): void {
    this.#cancel = this.#environment.clock.after(this.#options.periodMs ?? 1000, this.#lane, () => {
      this.#cancel = undefined;
      this.check();
      if (this.#young.size + this.#old.size > 0) this.#schedule();
    });
  }

  #compare(object: KubernetesObject, handler?: string): void {
    const before = this.#young.get(object) ?? this.#old.get(object);
    if (before === undefined || printJson(object) === printJson(before)) return;
    this.#young.delete(object);
    this.#old.delete(object);
    const { name, onMutation, onFound } = this.#options;
    const by = handler === undefined ? {} : { handler };
    const error = new MutationError(name, { before, after: object, ...by });
    onFound?.(error, object);
    const { scheduler } = this.#environment;
    // In a step of its own: within a call it would pass for an error of the handler.
    if (onMutation === undefined)
      scheduler.post(this.#lane, () => scheduler.report(error, this.#lane));
    else onMutation(error);
  }
}

/** Path of the first member that differs, and what became of it, for people. */
function firstDifference(
  before: unknown,
  after: unknown,
  path = "",
): { readonly path: string; readonly values: string } {
  if (
    typeof before !== "object" ||
    typeof after !== "object" ||
    before === null ||
    after === null
  ) {
    const values = ` (${printJson(before)} became ${printJson(after)})`;
    return { path: path === "" ? "." : path, values };
  }
  const left = before as Record<string, unknown>;
  const right = after as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (printJson(left[key]) !== printJson(right[key])) {
      return firstDifference(left[key], right[key], `${path}.${key}`);
    }
  }
  return { path, values: "" };
}
