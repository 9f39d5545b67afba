import type { Lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";

/** Something that runs beside the server and acts through it, as controllers of a real cluster do. */
export interface Controller {
  readonly name: string;
  /** Begins, and reacts `reactionMs` after what it reacts to. */
  start(server: Apiserver, reactionMs: number): RunningController;
}

/** A controller at work. */
export interface RunningController {
  stop(): void;
  /** Begins anew with what is stored: after a restored snapshot, of which no commit tells. */
  resync?(): void;
}

/** Runs a step of a controller once its reaction time is over; at once means with the next turn of its lane. */
export function react(server: Apiserver, lane: Lane, reactionMs: number, step: () => void): void {
  const { clock, scheduler } = server.environment;
  if (reactionMs > 0) clock.after(reactionMs, lane, step);
  else scheduler.post(lane, step);
}
