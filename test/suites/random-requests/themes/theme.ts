import type { RawRequest } from "../../requests/request.ts";
import type { Action } from "../actions.ts";
import type { World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";

/** What the requests of a seed are about. */
export interface Theme {
  readonly name: string;
  kinds(place: {
    readonly group: string;
    readonly namespace: string;
  }): readonly WorldKind[] | Promise<readonly WorldKind[]>;
  /** What is there before. */
  first(world: World): readonly RawRequest[];
  /** A path that answers 404 until what came first has had its effect. */
  awaited?(world: World): string;
  readonly actions: readonly (readonly [weight: number, action: Action])[];
  /** What is said with each request: who asks. */
  headers?(world: World): Readonly<Record<string, string>> | undefined;
}
