import { forkKit } from "../../controls/fork-kit.ts";
import type { Scene, View } from "../../layout/marks/scene.ts";
import { type Choreography, choreographyOf } from "../../layout/motion/choreography.ts";
import {
  type Journey,
  mayHaveArrived,
  type Transition,
  transitionOf,
} from "../../layout/motion/motion.ts";
import { stepBetween } from "../../layout/motion/transition.ts";
import { sceneOf } from "../../layout/stage/stage.ts";
import type { TornPair } from "../../layout/stage/torn.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";

/** A drawing, and how it came about. */
export interface Drawn {
  readonly scene: Scene;
  readonly transition: Transition | undefined;
}

/** Keeps the drawings of the last few positions: a motion asks for the same two at each frame. */
export class SceneCache {
  #scenes = new Map<string, Scene>();
  #transitions = new Map<string, Transition>();
  #choreographies = new Map<string, Choreography>();
  #hops = new Map<string, readonly Journey[]>();
  #timeline: Timeline | undefined;
  #beside: Timeline | undefined;
  #length = 0;
  #restedAt = "";

  scene(timeline: Timeline, position: number, view: View): Scene {
    this.#forTimeline(timeline);
    const key = `${position} ${JSON.stringify(view)}`;
    const known = this.#scenes.get(key);
    if (known !== undefined) return known;
    const scene = sceneOf(timeline, position, view);
    keep(this.#scenes, key, scene);
    return scene;
  }

  /** Two futures as one stage. */
  torn(pair: TornPair, view: View): Scene {
    const { asItWas, whatIf, isWhatIfActive } = pair;
    const [active, beside] = isWhatIfActive ? [whatIf, asItWas] : [asItWas, whatIf];
    this.#forTimeline(active.timeline, beside.timeline);
    const key = `torn ${asItWas.position} ${whatIf.position} ${JSON.stringify(view)}`;
    const known = this.#scenes.get(key);
    if (known !== undefined) return known;
    const scene = forkKit().tornSceneOf(pair, view);
    keep(this.#scenes, key, scene);
    return scene;
  }

  transition(timeline: Timeline, from: number, to: number, view: View, hero?: string): Transition {
    this.#forTimeline(timeline);
    const key = `${from} ${to} ${hero ?? ""} ${JSON.stringify(view)}`;
    const known = this.#transitions.get(key);
    if (known !== undefined) return known;
    const transition = stepBetween(timeline, from, to, view, hero);
    keep(this.#transitions, key, transition);
    return transition;
  }

  /**
   * Where a step has led, and what came there in it: of what nobody has seen moving only the trails are drawn. What was
   * drawn for other places is let go: a reader who scrubs comes through hundreds, and what lives long is what the
   * garbage collector holds up the page for.
   */
  rest(timeline: Timeline, from: number, to: number, view: View): Drawn {
    const place = `${from} ${to} ${JSON.stringify(view)}`;
    if (place !== this.#restedAt) this.#forget();
    this.#restedAt = place;
    const scene = this.scene(timeline, to, view);
    if (!mayHaveArrived(scene, timeline.log, from)) return { scene, transition: undefined };
    const lens = view.lens ?? { from: to, to, share: 1 };
    const before = this.scene(timeline, from, { ...view, lens });
    return { scene, transition: transitionOf(before, scene, timeline.log) };
  }

  choreography(timeline: Timeline, from: number, to: number): Choreography {
    this.#forTimeline(timeline);
    const key = `${from} ${to}`;
    const known = this.#choreographies.get(key);
    if (known !== undefined) return known;
    const choreography = choreographyOf(timeline, from, to);
    keep(this.#choreographies, key, choreography);
    return choreography;
  }

  /** Where the followed object went between two positions, one journey a hop, all in the arrangement of `view`. */
  hops(timeline: Timeline, from: number, to: number, view: View): readonly Journey[] {
    this.#forTimeline(timeline);
    const key = `${from} ${to} ${JSON.stringify(view)}`;
    const known = this.#hops.get(key);
    if (known !== undefined) return known;
    const { legs, hero } = this.choreography(timeline, from, to);
    const arranged: View = { ...view, lens: { from: to, to, share: 1 } };
    const hops = legs.flatMap((leg) => {
      const { journeys } = stepBetween(timeline, leg.from, leg.to, arranged, hero);
      return journeys.find(({ isHero }) => isHero) ?? [];
    });
    keep(this.#hops, key, hops);
    return hops;
  }

  #forTimeline(timeline: Timeline, beside = this.#beside): void {
    const isKnown = this.#timeline === timeline && this.#beside === beside;
    if (isKnown && this.#length === timeline.length) return;
    this.#timeline = timeline;
    this.#beside = beside;
    this.#length = timeline.length;
    this.#forget();
  }

  /** A map that is emptied keeps its old table, which keeps the next one: what they held outlives every small collection. */
  #forget(): void {
    this.#scenes = new Map();
    this.#transitions = new Map();
    this.#choreographies = new Map();
    this.#hops = new Map();
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= 6) map.delete(map.keys().next().value ?? "");
  map.set(key, value);
}
