import { drawGlyph } from "../marks/glyph.ts";
import { circle, group, label, type Mark, path, placed, rect, round } from "../marks/mark.ts";
import { shortKey, widthOf } from "../marks/measure.ts";
import type { Scene, SceneItem } from "../marks/scene.ts";
import { type Look, type Pointed, sceneMarks } from "../marks/scene-marks.ts";
import { arcOf, boxAt, type Journey, pointOf, type Transition } from "./motion.ts";
import { textBoxes, trailMarks } from "./trail.ts";

/** How a frame is drawn. */
export interface FrameOptions extends Pointed {
  /** 0: as before the step; 1: at rest after it. */
  readonly phase: number;
  /** Nothing travels: old and new place are joined by an arrow. */
  readonly isStill: boolean;
  /** Of a story point that was not seen moving: all its hops, one journey each. */
  readonly hops?: readonly Journey[] | undefined;
  /** The selected object's way, item by item. */
  readonly chain?: readonly SceneItem[] | undefined;
}

/** Everything of one moment of the picture, in drawing order. */
export function frameMarks(
  scene: Scene,
  transition: Transition | undefined,
  options: FrameOptions,
): readonly Mark[] {
  const phase = options.isStill ? 1 : options.phase;
  const before = new Map(transition?.from.items.map((item) => [item.id, item]));
  const journeys = transition?.journeys ?? [];
  const taken = new Set(journeys.map(({ id }) => id));
  return sceneMarks(scene, options, {
    lookOf: (item) => lookOf(item, transition, before.get(item.id), phase),
    chain: chainMarks(options.chain ?? []),
    leaving:
      phase >= 1 ? [] : (transition?.leaving ?? []).map((item) => leavingMark(item, phase, taken)),
    trails: phase < 1 ? [] : trailsOf(scene, options.hops ?? journeys.slice(0, 8), options),
    trailsClass: options.isStill ? "iv-trails iv-still" : "iv-trails",
    travellers: phase >= 1 ? [] : journeys.flatMap((journey) => traveller(journey, phase)),
  });
}

function trailsOf(
  scene: Scene,
  journeys: readonly Journey[],
  { hops }: FrameOptions,
): readonly Mark[] {
  if (journeys.length === 0) return [];
  const texts = scene.items.flatMap(({ marks, box }) => textBoxes(marks, box.x, box.y));
  return trailMarks(journeys, [...textBoxes(scene.marks), ...texts], hops !== undefined);
}

function lookOf(
  item: SceneItem,
  transition: Transition | undefined,
  before: SceneItem | undefined,
  phase: number,
): Look {
  const isMoving = phase < 1 && transition !== undefined;
  const isAwaited = isMoving && transition.arriving.has(item.id);
  // What nothing brings, as a write's place on the ruler, comes when the rest has; the hatch grows instead.
  const isComing = isMoving && before === undefined && item.stretch?.kind !== "forgotten";
  const opacity = isComing ? round(Math.max(0, (phase - 0.8) * 5)) : 1;
  // What stood there stands there until it is replaced.
  const isReplaced = isAwaited && phase < 0.9 && before !== undefined;
  const shown = isReplaced ? before : item;
  const box =
    isReplaced || transition === undefined ? shown.box : boxAt(transition, before, item, phase);
  // Names are set where needles rest: on the way they would run through each other.
  const isOnItsWay =
    isMoving &&
    before !== undefined &&
    item.id.startsWith("needle:") &&
    Math.abs(box.x - item.box.x) > 1;
  return { shown: isOnItsWay ? { ...item, marks: item.marks.slice(0, 1) } : shown, box, opacity };
}

/** What nothing takes away fades at once; what is deleted stands there until its deletion has come. */
function leavingMark(item: SceneItem, phase: number, taken: ReadonlySet<string>): Mark {
  const left = taken.has(`taken:${item.id}`) ? (1 - phase) * 5 : 1 - phase * 2;
  return group(
    `leaving:${item.id}`,
    {
      class: "iv-item",
      transform: `translate(${round(item.box.x)},${round(item.box.y)})`,
      opacity: round(Math.min(1, Math.max(0, left))),
    },
    item.marks,
  );
}

function traveller(journey: Journey, phase: number): readonly Mark[] {
  const { x, y, progress } = pointOf(journey, phase);
  if (progress <= 0 || progress >= 1) return [];
  const caption = shortKey(journey.caption, 110);
  const fade = journey.isTurnedAway && progress > 0.7 ? round((1 - progress) / 0.3) : 1;
  const glyph = progress < 0.5 ? journey.glyphFrom : journey.glyph;
  const light = journey.isHero ? [circle("light", 0, 0, 24, "iv-light")] : [];
  if (glyph === "key") {
    const width = widthOf(caption) + 14;
    return [
      group(
        `travel:${journey.id}`,
        { class: "iv-traveller", transform: `translate(${x},${y})`, opacity: fade },
        [
          ...light,
          rect("box", { x: -width / 2, y: -11, width, height: 22 }, "iv-chip iv-now", 5),
          label("key", 0, 4, caption, "iv-mono", "middle"),
        ],
      ),
    ];
  }
  const width = widthOf(caption) + 8;
  return [
    group(`travel:${journey.id}`, { class: "iv-traveller", transform: `translate(${x},${y})` }, [
      ...light,
      ...(caption === ""
        ? []
        : [
            rect("plate", { x: -width / 2, y: 15, width, height: 17 }, "iv-plate", 4),
            label("key", 0, 28, caption, "iv-mono", "middle"),
          ]),
      placed("token", 0, 0, [drawGlyph(glyph, journey.isHero ? 28 : 22)]),
    ]),
  ];
}

function chainMarks(chain: readonly SceneItem[]): readonly Mark[] {
  return chain.slice(1).map((item, index) => {
    const start = chain[index];
    const from = {
      x: (start?.box.x ?? 0) + (start?.box.width ?? 0) / 2,
      y: (start?.box.y ?? 0) + (start?.box.height ?? 0) / 2,
    };
    const to = { x: item.box.x + item.box.width / 2, y: item.box.y + item.box.height / 2 };
    return path(`link:${index}`, arcOf([from, to]), "iv-link");
  });
}
