import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { printJson } from "../api/json.ts";
import { copyJson, type KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import type { Environment } from "../environment/environment.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";

/** Somebody changed a cached object in place. */
export class MutationError extends Error {
  override readonly name = "MutationError";

  constructor(informer: string, key: string, before: unknown, after: unknown) {
    super(
      `cache of informer ${informer} was modified: ${key} at ${firstDifference(before, after)}; ` +
        "cached objects are shared, copy one before changing it",
    );
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
  readonly onMutation?: (error: MutationError) => void;
}

interface Pair {
  readonly cached: KubernetesObject;
  readonly copy: KubernetesObject;
}

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
  #young: Pair[] = [];
  #old: Pair[] = [];
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
    this.#young.push({ cached: object, copy: copyJson(object) });
    if (this.#cancel === undefined) this.#schedule();
  }

  /** Compares everything now and reports each object that changed, once. */
  check(): void {
    this.#young = this.#young.filter((pair) => this.#isUnchanged(pair));
    this.#old = this.#old.filter((pair) => this.#isUnchanged(pair));
    const now = this.#environment.clock.now();
    if (now - this.#rotatedAt < (this.#options.retainMs ?? 120_000)) return;
    this.#old = this.#young;
    this.#young = [];
    this.#rotatedAt = now;
  }

  /** Compares a last time and ends. */
  stop(): void {
    this.#cancel?.();
    this.check();
    this.#young = [];
    this.#old = [];
  }

  #schedule(): void {
    this.#cancel = this.#environment.clock.after(this.#options.periodMs ?? 1000, this.#lane, () => {
      this.#cancel = undefined;
      this.check();
      if (this.#young.length + this.#old.length > 0) this.#schedule();
    });
  }

  #isUnchanged({ cached, copy }: Pair): boolean {
    if (printJson(cached) === printJson(copy)) return true;
    const error = new MutationError(this.#options.name, metaNamespaceKey(copy), copy, cached);
    const { onMutation } = this.#options;
    if (onMutation === undefined) {
      this.#environment.scheduler.report(error, this.#lane);
    } else {
      onMutation(error);
    }
    return false;
  }
}

/** Path of the first member that differs, for people. */
function firstDifference(before: unknown, after: unknown, path = ""): string {
  if (
    typeof before !== "object" ||
    typeof after !== "object" ||
    before === null ||
    after === null
  ) {
    return `${path === "" ? "." : path} (${printJson(before)} became ${printJson(after)})`;
  }
  const left = before as Record<string, unknown>;
  const right = after as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (printJson(left[key]) !== printJson(right[key])) {
      return firstDifference(left[key], right[key], `${path}.${key}`);
    }
  }
  return path;
}
