import { type LaneId, laneIds } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { Held } from "../../model/world/world.ts";
import { type DrawnLane, type LaneContext, objectRow, rowPlaces } from "../lanes/lane-context.ts";
import { storeRows } from "../lanes/lane-indexer.ts";
import { serverRows } from "../lanes/lane-server.ts";
import { type Box, group, label, type Mark, rect } from "../marks/mark.ts";
import { compareKeys } from "../marks/measure.ts";
import type { LaneScene, Scene, SceneItem, View } from "../marks/scene.ts";
import {
  boxesAt,
  contextOf,
  drawInside,
  drawLane,
  laneHeader,
  litLane,
  sceneOf,
  unique,
} from "./stage.ts";
import { headerHeight } from "./stage-boxes.ts";

/** One of two futures at its moment. */
export interface Side {
  readonly timeline: Timeline;
  readonly position: number;
}

/** Two futures of one run, the older one first, and which of them steps. */
export interface TornPair {
  readonly asItWas: Side;
  readonly whatIf: Side;
  readonly isWhatIfActive: boolean;
}

/**
 * Two futures as one stage: what is equal stands there once, what differs is torn in halves, above as it was, below
 * what if. Ruler, arrangement and everything equal are the active future's.
 */
export function tornSceneOf({ asItWas, whatIf, isWhatIfActive }: TornPair, view: View): Scene {
  const [active, other] = isWhatIfActive ? [whatIf, asItWas] : [asItWas, whatIf];
  const base = sceneOf(active.timeline, active.position, view);
  const boxes = boxesAt(active.timeline, active.position, view);
  const lit = litLane(active.timeline, active.position, view);
  const mine = contextOf(active.timeline, active.timeline.worldAt(active.position), view);
  const theirs = contextOf(other.timeline, other.timeline.worldAt(other.position), view);
  const torn = new Map<string, DrawnLane>();
  for (const id of laneIds) {
    const laneBox = boxes.lanes[id];
    const pair = { mine: { ...mine, box: laneBox.box }, theirs: { ...theirs, box: laneBox.box } };
    const drawn = drawLane(pair.theirs, id, boxes, false);
    const here = base.items.filter(({ lane }) => lane === id);
    if (isSame(here, drawn.items) || laneBox.form === "great") continue;
    const sides = isWhatIfActive
      ? { above: pair.theirs, below: pair.mine, isBelowActive: true }
      : { above: pair.mine, below: pair.theirs, isBelowActive: false };
    const lane = base.lanes.find((one) => one.id === id);
    if (laneBox.form === "open" && lane !== undefined)
      torn.set(id, tearLane(sides, lane, id === lit));
  }
  if (torn.size === 0) return base;
  return {
    ...base,
    lanes: base.lanes,
    marks: base.marks.map((mark) => torn.get(mark.id.replace("lane-", ""))?.mark ?? mark),
    items: unique([
      ...base.items.filter(({ lane }) => !torn.has(lane)),
      ...[...torn.values()].flatMap(({ items }) => items),
    ]),
  };
}

function isSame(a: readonly SceneItem[], b: readonly SceneItem[]): boolean {
  return a.length === b.length && a.every(({ label: words }, index) => words === b[index]?.label);
}

interface Halves {
  readonly above: LaneContext;
  readonly below: LaneContext;
  readonly isBelowActive: boolean;
}

function tearLane(halves: Halves, lane: LaneScene, isActive: boolean): DrawnLane {
  const { box, id } = lane;
  const inside: Box = {
    x: box.x,
    y: box.y + headerHeight,
    width: box.width,
    height: box.height - headerHeight - 6,
  };
  const active = halves.isBelowActive ? halves.below : halves.above;
  const content =
    id === "apiserver" || id === "indexer"
      ? tornRows(halves, id, inside)
      : tornHalves(halves, id as LaneId, inside);
  return {
    lane,
    mark: group(
      `lane-${id}`,
      { class: `iv-lane iv-lane-${id} iv-torn${isActive ? " iv-active" : ""}`, "data-lane": id },
      [rect("frame", box, "iv-panel", 10), ...laneHeader(active, lane), ...content.marks],
    ),
    items: content.items,
  };
}

interface Content {
  readonly marks: readonly Mark[];
  readonly items: readonly SceneItem[];
}

/** Two small stages of one lane: above with a whole line around it, below with a broken one. */
function tornHalves({ above, below, isBelowActive }: Halves, id: LaneId, box: Box): Content {
  const height = box.height / 2;
  const drawn = [above, below].map((context, index) => {
    const half = {
      x: box.x + 5,
      y: box.y + index * height,
      width: box.width - 10,
      height: height - 4,
    };
    const isOther = (index === 1) !== isBelowActive;
    const drawing = drawInside(
      { ...context, box: { ...half, y: half.y + 16, height: half.height - 18 } },
      id,
      "open",
    );
    const name = index === 0 ? above.text.words.asItWas : above.text.words.whatIf;
    return {
      marks: [
        rect(`half-${index}`, half, index === 0 ? "iv-as-it-was" : "iv-what-if", 8),
        label(
          `half-name-${index}`,
          half.x + half.width - 8,
          half.y + 13,
          name,
          halfName(index),
          "end",
        ),
        group(`half-marks-${index}`, { class: "iv-half" }, drawing.marks),
      ],
      items: isOther ? drawing.items.map(asOther) : drawing.items,
    };
  });
  return { marks: drawn.flatMap(({ marks }) => marks), items: drawn.flatMap(({ items }) => items) };
}

function halfName(index: number): string {
  return index === 0 ? "iv-tiny iv-muted" : "iv-tiny iv-what-if-text";
}

function asOther(item: SceneItem): SceneItem {
  return { ...item, id: `other:${item.id}`, isOther: true };
}

/** Objects by key: equal ones once, differing ones as two half rows, absent ones as a note. */
function tornRows(halves: Halves, lane: RowLane, box: Box): Content {
  const rowsOf = lane === "apiserver" ? serverRows : storeRows;
  const byKey = (context: LaneContext): ReadonlyMap<string, Held> =>
    new Map(rowsOf(context).map((held) => [held.ref.key, held]));
  const above = byKey(halves.above);
  const below = byKey(halves.below);
  const keys = [...new Set([...above.keys(), ...below.keys()])].sort(compareKeys);
  const differing = new Set(keys.filter((key) => !isEqual(above.get(key), below.get(key))));
  const differingFirst = [...differing, ...keys.filter((key) => !differing.has(key))];
  const places = rowPlaces({ ...box, height: box.height - 4 }, keys.length);
  const shown = differingFirst.slice(0, places.room).sort(compareKeys);
  const contents = shown.map((key, index): Content => {
    const place = places.at(index);
    if (!differing.has(key)) return halfRow(halves.above, lane, key, above.get(key), place);
    const height = place.height / 2 - 1;
    const upper = { ...place, height };
    const lower = { ...place, height, y: place.y + place.height / 2 + 1 };
    const first = halfRow(halves.above, lane, key, above.get(key), upper, "iv-as-it-was");
    const second = halfRow(halves.below, lane, key, below.get(key), lower, "iv-what-if");
    return {
      marks: [...first.marks, ...second.marks],
      items: halves.isBelowActive
        ? [...first.items.map(asOther), ...second.items]
        : [...first.items, ...second.items.map(asOther)],
    };
  });
  return {
    marks: contents.flatMap(({ marks }) => marks),
    items: contents.flatMap(({ items }) => items),
  };
}

type RowLane = "apiserver" | "indexer";

/** One object of one side; `frame` is drawn around it where the sides differ. */
function halfRow(
  context: LaneContext,
  lane: RowLane,
  key: string,
  held: Held | undefined,
  box: Box,
  frame?: string,
): Content {
  const marks = frame === undefined ? [] : [rect(`${frame}-${key}`, box, frame, 6)];
  if (held === undefined) {
    const words = `${key} ${context.text.words.absent}`;
    const y = box.y + box.height / 2 + 4;
    return {
      marks: [
        ...marks,
        label(`absent-${frame ?? ""}-${key}`, box.x + 10, y, words, "iv-small iv-muted"),
      ],
      items: [],
    };
  }
  const id = `${lane === "apiserver" ? "server" : "store"}:${key}`;
  const row = objectRow(context, { id, lane, held, glyph: held.change, box });
  return { marks, items: [frame === undefined ? row : { ...row, marks: row.marks.slice(1) }] };
}

function isEqual(a: Held | undefined, b: Held | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.ref.resourceVersion === b.ref.resourceVersion;
}
