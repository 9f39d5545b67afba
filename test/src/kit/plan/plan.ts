import type { KubernetesObject } from "@informerlab/core";
import type { Fault } from "@informerlab/fake-apiserver";
import type { NetworkProgram, Timed } from "../../scenario/scenario.ts";

/** Names an object, or picks one of those that exist at that moment: the `pick`-th in key order, counted round. */
export interface ChosenObject {
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly pick?: number;
}

/** What somebody does to the world around the controllers. */
export type PlanAction =
  | { readonly do: "create"; readonly object: KubernetesObject }
  /** Replaces the top-level fields given, `ownerReferences` and `finalizers`; labels and annotations are merged, and `null` takes one away. */
  | ({ readonly do: "change"; readonly to: Readonly<Record<string, unknown>> } & ChosenObject)
  /** A JSON merge patch: only what it names changes, lists are replaced, `null` takes a field away. */
  | ({ readonly do: "patch"; readonly patch: Readonly<Record<string, unknown>> } & ChosenObject)
  | ({ readonly do: "delete" } & ChosenObject)
  /**
   * Somebody else puts something on an object that no controller made, and takes it away after a while: an annotation, a
   * finalizer, which holds its deletion as long, a condition of its status (an annotation where the kind has none), or
   * another owner.
   */
  | ({ readonly do: "mark"; readonly by: Mark; readonly forMs: number } & ChosenObject)
  /** The storage forgets all but the newest `keep` revisions. */
  | { readonly do: "compact"; readonly keep?: number }
  | { readonly do: "cut-watches"; readonly how?: "clean" | "reset" }
  /** Every watch, or those of one resource, end with 410: who watched lists again. */
  | { readonly do: "expire-watches"; readonly resource?: string }
  | { readonly do: "restart-server" }
  | { readonly do: "fault"; readonly fault: Fault; readonly forMs?: number }
  /** The process ends at once, or as soon as the server has done its `afterWrites`-th write from now, whose answer it never gets. It starts again after `downMs`. */
  | {
      readonly do: "crash";
      readonly process: string;
      readonly afterWrites?: number;
      readonly downMs: number;
    }
  /** The process is asked to end (`program.stop`), and ends as by SIGKILL after `graceMs`. It starts again after `downMs`. */
  | {
      readonly do: "stop";
      readonly process: string;
      readonly graceMs: number;
      readonly downMs: number;
    }
  /** The process gets no time to run: a busy machine, a long garbage collection. */
  | { readonly do: "pause"; readonly process: string; readonly forMs: number };

/** What a bystander puts on the objects of others. */
export type Mark = "annotation" | "finalizer" | "condition" | "owner";

/** One thing that happens at a time. */
export type PlanOperation = Timed & PlanAction;

/** The world of one run, as data: with the same controllers the same plan gives the same run. */
export interface ChaosPlan {
  readonly version: 1;
  /** Says that this is a plan for `chaosTest`, not a scenario; names the processes it is for. */
  readonly processes: readonly string[];
  readonly seed?: number;
  readonly schedule?: "fifo" | "random";
  readonly network?: NetworkProgram;
  /** How far the clocks of processes are ahead of the server's, milliseconds. @defaultValue 0 each */
  readonly clocks?: Readonly<Record<string, number>>;
  readonly script?: readonly PlanOperation[];
}

/**
 * What only disturbs: without it the same users do the same. What a bystander puts on an object decides what users can do:
 * while a finalizer holds it, its name is taken.
 */
export function isTrouble({ do: action }: PlanAction): boolean {
  return !["create", "change", "patch", "delete", "mark"].includes(action);
}

/** The plan without trouble. */
export function calmPlan({ version, processes, seed, script }: ChaosPlan): ChaosPlan {
  return {
    version,
    processes,
    ...(seed === undefined ? {} : { seed }),
    script: (script ?? []).filter((operation) => !isTrouble(operation)),
  };
}

/** When the last of a plan's operations begins, milliseconds. */
export function lastOperationMs({ script = [] }: ChaosPlan): number {
  return Math.max(0, ...script.map(({ atMs }) => atMs));
}
