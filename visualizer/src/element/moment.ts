import type { Branch, Branches } from "../controls/branches.ts";
import type { Transition } from "../layout/motion.ts";
import type { Scene, View } from "../layout/scene.ts";
import { laneOf } from "../model/lanes.ts";
import type { Timeline } from "../model/timeline.ts";
import { interfaceText } from "../text/catalogue.ts";
import type { InterfaceText } from "../text/interface-text.ts";
import { SceneCache } from "./scene-cache.ts";
import { type ViewState, viewOf } from "./view-state.ts";

/** One future as drawn at this moment. */
export interface ShownBranch {
  readonly branch: Branch;
  readonly position: number;
  /** Where everything stands at the end of what moves now. */
  readonly scene: Scene;
  readonly transition: Transition | undefined;
  /** 0 … 1; 1 at rest. */
  readonly phase: number;
}

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
  readonly shown: readonly ShownBranch[];
  /** The one of `shown` that steps. */
  readonly active: ShownBranch;
}

/** Works out moments; keeps the drawings of the last few positions, since a motion asks for the same ones at each frame. */
export class Moments {
  readonly #caches = new WeakMap<Branch, SceneCache>();

  /** From the state, and from nothing else, to what is drawn; undefined while there is no trace. */
  momentOf(state: ViewState, isStill: boolean): Moment | undefined {
    const { branches, playhead } = state;
    if (branches === undefined || state.status.kind !== "shown") return undefined;
    const shown = branches.shown.map((branch) => this.#shown(state, branches, branch));
    const active = shown.find(({ branch }) => branch === branches.active);
    if (active === undefined) return undefined;
    return {
      state,
      text: interfaceText(state.language),
      branches,
      timeline: branches.active.timeline,
      position: playhead.position,
      isMoving: playhead.motion !== undefined,
      isStill,
      shown,
      active,
    };
  }

  #shown(state: ViewState, branches: Branches, branch: Branch): ShownBranch {
    const { playhead } = state;
    const { timeline } = branch;
    const view = sharedView(state, branches);
    const position = branches.positionOf(branch, playhead.position);
    const motion = branch === branches.active ? playhead.motion : undefined;
    const to = motion?.to ?? position;
    const from = motion?.from ?? timeline.groupStart(position);
    const cache = this.#cacheOf(branch);
    return {
      branch,
      position,
      scene: cache.scene(timeline, to, view),
      transition: to === from ? undefined : cache.transition(timeline, from, to, view),
      phase: motion?.phase ?? 1,
    };
  }

  #cacheOf(branch: Branch): SceneCache {
    let cache = this.#caches.get(branch);
    if (cache === undefined) {
      cache = new SceneCache();
      this.#caches.set(branch, cache);
    }
    return cache;
  }
}

/** Where only one lane is open, two futures show the same one: that in which the step happens. */
function sharedView(state: ViewState, branches: Branches): View {
  const view = viewOf(state);
  if (branches.other === undefined || view.openLane !== undefined) return view;
  const { playhead } = state;
  const position = playhead.motion?.to ?? playhead.position;
  const fact = branches.active.timeline.log.recordAt(position)?.fact;
  return { ...view, openLane: fact === undefined ? undefined : laneOf(fact) };
}
