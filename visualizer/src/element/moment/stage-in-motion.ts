import type { Branch } from "../../controls/branch.ts";
import type { Branches } from "../../controls/branches.ts";
import type { Scene, View } from "../../layout/marks/scene.ts";
import { frameAt } from "../../layout/motion/camera.ts";
import { legAt } from "../../layout/motion/choreography.ts";
import { easeInOut, transitionOf } from "../../layout/motion/motion.ts";
import type { TornPair } from "../../layout/stage/torn.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { type ViewState, viewOf } from "../state/view-state.ts";
import type { ActiveStage } from "./active-stage.ts";
import { type Drawn, SceneCache } from "./scene-cache.ts";

/**
 * Works out the stage where something has happened or happens; keeps the drawings of the last few positions, since a motion
 * asks for the same ones at each frame.
 */
export class StageInMotion {
  readonly #caches = new WeakMap<Branch, SceneCache>();

  /** From the state, and from nothing else, to what is drawn. */
  stageOf(state: ViewState, branches: Branches, isStill: boolean): ActiveStage {
    const { playhead, opening } = state;
    const branch = branches.active;
    const { timeline } = branch;
    const { position, motion } = playhead;
    const cache = this.#cacheOf(branch);
    if (opening !== undefined) return this.#opening(state, opening, branch, isStill);
    if (motion === undefined || isStill) {
      const start = timeline.groupStart(position);
      const view = viewOf(state);
      const drawn =
        branches.other === undefined
          ? cache.rest(timeline, start, position, view)
          : this.#drawn(branches, { from: start, to: position }, view, undefined);
      const before = isStill ? beatBefore(state, timeline, position) : undefined;
      const hops = before === undefined ? undefined : cache.hops(timeline, before, position, view);
      return { branch, position, ...drawn, phase: 1, towards: position, hops };
    }
    const choreography = cache.choreography(timeline, motion.from, motion.to);
    const seen = viewOf(state);
    const { leg, phase, lens } = frameAt(timeline, choreography, motion, seen);
    const view = { ...seen, lens };
    const drawn = this.#drawn(branches, leg, view, choreography.hero);
    const towards = playhead.isWaiting ? position : leg.to;
    return { branch, position, ...drawn, phase, towards };
  }

  /** The stage at the end of a part of a motion, and how it came from its start. */
  #drawn(
    branches: Branches,
    { from, to }: { readonly from: number; readonly to: number },
    view: View,
    hero: string | undefined,
  ): Drawn {
    const { active, other } = branches;
    const cache = this.#cacheOf(active);
    const { timeline } = active;
    if (other === undefined) {
      if (from === to) return { scene: cache.scene(timeline, to, view), transition: undefined };
      const transition = cache.transition(timeline, from, to, view, hero);
      return { scene: transition.to, transition };
    }
    const lens = view.lens ?? { from: to, to, share: 1 };
    const torn = (position: number): Scene =>
      cache.torn(pairAt(branches, other, position), { ...view, lens });
    const scene = torn(to);
    const transition =
      from === to ? undefined : transitionOf(torn(from), scene, timeline.log, hero);
    return { scene, transition };
  }

  /** The simplest form, while one write travels through it; and how it unfolds. */
  #opening(
    state: ViewState,
    opening: NonNullable<ViewState["opening"]>,
    branch: Branch,
    isStill: boolean,
  ): ActiveStage {
    const { timeline } = branch;
    const { position } = state.playhead;
    const cache = this.#cacheOf(branch);
    const view = viewOf(state);
    const { legs, phase, unfolded } = opening;
    const leg = isStill
      ? // From where the write is made: its arrow begins at its row.
        { from: legs[1]?.from ?? 0, to: legs.at(-1)?.to ?? 0 }
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

/** Where a story point began, for readers for whom nothing moves; in a fork two futures share the room. */
function beatBefore(state: ViewState, timeline: Timeline, position: number): number | undefined {
  const index = timeline.beats.indexOf(position);
  const isTold = timeline.story !== undefined && state.size === "beat" && index >= 0;
  if (!isTold || state.branches?.other !== undefined) return undefined;
  return timeline.beats[index - 1] ?? 0;
}

function pairAt(branches: Branches, other: Branch, position: number): TornPair {
  const active = { timeline: branches.active.timeline, position };
  const beside = { timeline: other.timeline, position: branches.positionOf(other, position) };
  const isWhatIfActive = branches.shown[0] === other;
  return isWhatIfActive
    ? { asItWas: beside, whatIf: active, isWhatIfActive }
    : { asItWas: active, whatIf: beside, isWhatIfActive };
}
