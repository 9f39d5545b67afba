import type { ItemLane } from "../layout/marks/scene.ts";
import type { Intent } from "./state/intent.ts";

/** Where the keyboard's focus can be sent: the one thing that is not in the state, since the document has it. */
export interface Focus {
  lane(lane: ItemLane): void;
  row(direction: 1 | -1): void;
  stage(): void;
  leave(): void;
}

/** What needs more than this picture: a runner, and the page around. */
export interface ConductorHooks {
  readonly fork: (choice: Extract<Intent, { kind: "choose-fork" }>["choice"]) => void;
  readonly switchQueue: (queue: Extract<Intent, { kind: "switch-queue" }>["queue"]) => void;
  readonly share: () => void;
  readonly picked: () => void;
  /** A prediction was made. */
  readonly predicted?: (prediction: { readonly beat: string; readonly answer: string }) => void;
  /** The playhead has come to rest. */
  readonly rested: (position: number) => void;
}
