import type { Branch } from "../../controls/branch.ts";
import type { Scene } from "../../layout/marks/scene.ts";
import type { Journey, Transition } from "../../layout/motion/motion.ts";

/** The stage as drawn at this moment: of the future that steps, torn where another one is compared with it. */
export interface ActiveStage {
  readonly branch: Branch;
  readonly position: number;
  /** Where everything stands at the end of what moves now. */
  readonly scene: Scene;
  readonly transition: Transition | undefined;
  /** 0 … 1; 1 at rest. */
  readonly phase: number;
  /** The position to which the running part of the motion leads; the playhead's at rest. */
  readonly towards: number;
  /** Where nothing may travel: all hops of the story point that has been reached. */
  readonly hops?: readonly Journey[] | undefined;
}
