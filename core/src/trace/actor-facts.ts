import type { ObjectRef } from "./trace.ts";

/** What people and programs outside the pipeline do in a scenario. */
export type ActorFact =
  | {
      readonly kind: "actor.acted";
      /** Who: `kubectl`, `controller` … */
      readonly actor: string;
      /** What, as a verb: `create`, `update`, `delete`, `read` … */
      readonly action: string;
      /** Id of the operation in its scenario. */
      readonly operation: string;
      readonly ref?: ObjectRef;
    }
  | { readonly kind: "scenario.healed" }
  | { readonly kind: "scenario.quiet" };
