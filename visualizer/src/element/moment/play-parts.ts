import { hasLeftItsLane } from "../../layout/motion/border.ts";
import { frameMarks } from "../../layout/motion/frame.ts";
import { narrateAt } from "../../text/narrate.ts";
import { Acts } from "../state/acts.ts";
import { narrationAt } from "../state/narration-at.ts";
import { StageInMotion } from "./stage-in-motion.ts";

/** What a picture needs once something has happened: what moves, and the sentences that tell it. */
export interface PlayKit {
  readonly Acts: typeof Acts;
  readonly StageInMotion: typeof StageInMotion;
  readonly frameMarks: typeof frameMarks;
  readonly hasLeftItsLane: typeof hasLeftItsLane;
  readonly narrateAt: typeof narrateAt;
  readonly narrationAt: typeof narrationAt;
}

/** One chunk of all of it. */
export const playParts: PlayKit = {
  Acts,
  StageInMotion,
  frameMarks,
  hasLeftItsLane,
  narrateAt,
  narrationAt,
};
