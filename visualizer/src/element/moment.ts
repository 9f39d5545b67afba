import type { Branch, Branches } from "../controls/branches.ts";
import { legAt } from "../layout/choreography.ts";
import { easeInOut, type Transition } from "../layout/motion.ts";
import type { Scene, View } from "../layout/scene.ts";
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
  /** The position to which the running part of the motion leads; the playhead's at rest. */
  readonly towards: number;
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

// The lanes make room before the object arrives.
const lensEnd = 0.6;

/** Works out moments; keeps the drawings of the last few positions, since a motion asks for the same ones at each frame. */
export class Moments {
  readonly #caches = new WeakMap<Branch, SceneCache>();

  /** From the state, and from nothing else, to what is drawn; undefined while there is no trace. */
  momentOf(state: ViewState, isStill: boolean): Moment | undefined {
    const { branches, playhead } = state;
    if (branches === undefined || state.status.kind !== "shown") return undefined;
    const shown = branches.shown.map((branch) => this.#shown(state, branches, branch, isStill));
    const active = shown.find(({ branch }) => branch === branches.active);
    if (active === undefined) return undefined;
    return {
      state,
      text: interfaceText(state.language),
      branches,
      timeline: branches.active.timeline,
      position: playhead.position,
      isMoving: playhead.motion !== undefined || isOpening(state),
      isStill,
      shown,
      active,
    };
  }

  #shown(state: ViewState, branches: Branches, branch: Branch, isStill: boolean): ShownBranch {
    const { playhead } = state;
    const { timeline } = branch;
    const view = viewOf(state);
    const position = branches.positionOf(branch, playhead.position);
    const cache = this.#cacheOf(branch);
    const isActive = branch === branches.active;
    if (isActive && state.opening !== undefined)
      return this.#opening(state, state.opening, branch, isStill);
    if (isActive && playhead.motion !== undefined && !isStill) {
      const { from, to, phase } = playhead.motion;
      const choreography = cache.choreography(timeline, from, to);
      const step = legAt(choreography, phase);
      if (step !== undefined) {
        const { leg } = step;
        const lens = lensOf(leg.from, leg.to, step.phase);
        const seen = { ...view, lens };
        const transition = cache.transition(timeline, leg.from, leg.to, seen, choreography.hero);
        const scene = transition.to;
        return { branch, position, scene, transition, phase: step.phase, towards: leg.to };
      }
    }
    const from = timeline.groupStart(position);
    return {
      branch,
      position,
      scene: cache.scene(timeline, position, view),
      transition: position === from ? undefined : cache.transition(timeline, from, position, view),
      phase: 1,
      towards: position,
    };
  }

  /** The simplest form, while one write travels through it; and how it unfolds. */
  #opening(
    state: ViewState,
    opening: NonNullable<ViewState["opening"]>,
    branch: Branch,
    isStill: boolean,
  ): ShownBranch {
    const { timeline } = branch;
    const { position } = state.playhead;
    const cache = this.#cacheOf(branch);
    const view = viewOf(state);
    const { legs, phase, unfolded } = opening;
    const leg = isStill
      ? { from: legs[0]?.from ?? 0, to: legs.at(-1)?.to ?? 0 }
      : (legAt({ legs, hero: undefined, lengthMs: 0 }, phase)?.leg ?? { from: 0, to: 0 });
    const share = isStill ? 1 : (legAt({ legs, hero: undefined, lengthMs: 0 }, phase)?.phase ?? 1);
    const lens = { from: "overview", to: position, share: easeInOut(unfolded) } as const;
    const seen: View = { ...view, lens };
    const place = unfolded > 0 ? { from: position, to: position } : leg;
    const transition = cache.transition(timeline, place.from, place.to, seen);
    return {
      branch,
      position,
      scene: transition.to,
      transition,
      phase: unfolded > 0 ? 1 : share,
      towards: position,
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

function isOpening({ opening }: ViewState): boolean {
  return opening !== undefined && (opening.phase < 1 || opening.unfolded > 0);
}

function lensOf(from: number, to: number, phase: number): NonNullable<View["lens"]> {
  return { from, to, share: easeInOut(Math.min(1, phase / lensEnd)) };
}
