import type { Branch } from "../../controls/branch.ts";
import type { Branches } from "../../controls/branches.ts";
import type { Scene } from "../../layout/marks/scene.ts";
import { sceneOf } from "../../layout/stage/stage.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { interfaceText } from "../../text/catalogue.ts";
import type { InterfaceText } from "../../text/interface-text.ts";
import { type ViewState, viewOf } from "../state/view-state.ts";
import type { ActiveStage } from "./active-stage.ts";
import { playKit } from "./play-kit.ts";
import type { StageInMotion } from "./stage-in-motion.ts";

/** Everything that panels are drawn from: the state, and what follows from it. */
export interface Moment {
  readonly state: ViewState;
  readonly text: InterfaceText;
  readonly branches: Branches;
  readonly timeline: Timeline;
  readonly position: number;
  /** A motion runs: what reads long texts waits for its end. */
  readonly isMoving: boolean;
  /** Nothing may travel: the reader's system or the reader asked for it. */
  readonly isStill: boolean;
  readonly active: ActiveStage;
}

/** Works out moments. */
export class Moments {
  #inMotion: StageInMotion | undefined;
  /** The drawing before everything: it is the same as long as its view is. */
  #start:
    | { readonly timeline: Timeline; readonly drawn: string; readonly scene: Scene }
    | undefined;

  /** From the state, and from nothing else, to what is drawn; undefined while there is no trace, or not yet what it needs. */
  momentOf(state: ViewState, isStill: boolean): Moment | undefined {
    const { branches, playhead } = state;
    if (branches === undefined || state.status.kind !== "shown") return undefined;
    const active = isBeforeAll(state)
      ? this.#beforeAll(state, branches.active)
      : this.#stage?.stageOf(state, branches, isStill);
    if (active === undefined) return undefined;
    return {
      state,
      text: interfaceText(state.language),
      branches,
      timeline: branches.active.timeline,
      position: playhead.position,
      isMoving: (playhead.motion !== undefined && !playhead.isWaiting) || isOpening(state),
      isStill,
      active,
    };
  }

  get #stage(): StageInMotion | undefined {
    const kit = playKit();
    if (kit !== undefined) this.#inMotion ??= new kit.StageInMotion();
    return this.#inMotion;
  }

  #beforeAll(state: ViewState, branch: Branch): ActiveStage {
    const { timeline } = branch;
    const view = viewOf(state);
    const drawn = `${timeline.length} ${JSON.stringify(view)}`;
    if (this.#start?.timeline !== timeline || this.#start.drawn !== drawn)
      this.#start = { timeline, drawn, scene: sceneOf(timeline, 0, view) };
    const { scene } = this.#start;
    return { branch, position: 0, scene, transition: undefined, phase: 1, towards: 0 };
  }
}

/** It rests before the first record: nothing has moved, and nothing is to be told. */
export function isBeforeAll({ branches, playhead, opening }: ViewState): boolean {
  return (
    playhead.position === 0 &&
    playhead.motion === undefined &&
    opening === undefined &&
    branches?.other === undefined
  );
}

function isOpening({ opening }: ViewState): boolean {
  return opening !== undefined && (opening.phase < 1 || opening.unfolded > 0);
}
