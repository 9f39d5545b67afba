import { type LaneId, laneIds } from "../../model/timeline/lanes.ts";
import type { Box } from "../marks/mark.ts";
import type { StageFocus, StageMode, View } from "../marks/scene.ts";
import { openMax } from "./focus.ts";

/** How a lane is drawn: with room; as a narrow spine; as one of two great boxes; as a dot of the strip; not at all. */
export type LaneForm = "open" | "spine" | "great" | "dot" | "hidden";

/** Where a lane stands, and in which form. */
export interface LaneBox {
  readonly box: Box;
  readonly form: LaneForm;
}

/** Where everything stands. */
export interface StageBoxes {
  readonly mode: StageMode;
  readonly width: number;
  readonly height: number;
  readonly ruler: Box;
  readonly lanes: Readonly<Record<LaneId, LaneBox>>;
  readonly writeBack: Box;
  /** Narrow only: the strip of eight dots. */
  readonly strip?: Box;
}

/** The height of a lane's header. */
export const headerHeight = 44;

const gap = 6;
const rulerHeight = 124;
const laneHeight = 262;
const returnHeight = 34;

/** From 560 px lanes stand side by side; below, one is open at a time. */
export function modeOf(width: number): StageMode {
  return width >= 560 ? "wide" : "narrow";
}

/** The stage for a width; heights never depend on what happens, so that nothing jumps. */
export function stageBoxes(view: Pick<View, "width">, focus: StageFocus): StageBoxes {
  return modeOf(view.width) === "wide" ? wide(view.width, focus) : narrow(view.width, focus);
}

function wide(width: number, focus: StageFocus): StageBoxes {
  const top = rulerHeight + gap;
  const spine = width >= 1000 ? 46 : width >= 760 ? 38 : 32;
  const closed = laneIds.length - focus.open.length;
  const room = width - gap * (laneIds.length - 1) - closed * spine;
  const great = focus.open.length > openMax(width) ? 1.3 : 2.1;
  const weightOf = (id: LaneId): number =>
    !focus.open.includes(id) ? 0 : id === focus.active ? great : 1;
  const total = laneIds.reduce((sum, id) => sum + weightOf(id), 0);
  let x = 0;
  const lanes = laneIds.map((id): [LaneId, LaneBox] => {
    const isOpen = focus.open.includes(id);
    const laneWidth = isOpen ? (room * weightOf(id)) / total : spine;
    const box = { x, y: top, width: laneWidth, height: laneHeight };
    x += laneWidth + gap;
    return [id, { box, form: isOpen ? "open" : "spine" }];
  });
  return {
    mode: "wide",
    width,
    height: top + laneHeight + gap + returnHeight,
    ruler: { x: 0, y: 0, width, height: rulerHeight },
    lanes: Object.fromEntries(lanes) as StageBoxes["lanes"],
    writeBack: { x: 0, y: top + laneHeight + gap, width, height: returnHeight },
  };
}

/** The picture in its simplest form: the cluster, your copy, one wire between them, and who reads the copy. */
export function overviewBoxes({ width }: Pick<View, "width">): StageBoxes {
  const top = rulerHeight + gap;
  const isWide = modeOf(width) === "wide";
  const great = Math.round(width * (isWide ? 0.27 : 0.36));
  const height = isWide ? laneHeight - 58 : laneHeight - 8;
  const right = width - great;
  const at = (x: number, boxWidth: number): Box => ({ x, y: top, width: boxWidth, height });
  const nothing = (x: number): LaneBox => ({ box: at(x, 0), form: "hidden" });
  const reader: Box = { x: right, y: top + height + 14, width: great, height: 44 };
  return {
    mode: modeOf(width),
    width,
    height: stageBoxes({ width }, { active: "apiserver", open: ["apiserver"] }).height,
    ruler: { x: 0, y: 0, width, height: rulerHeight },
    lanes: {
      apiserver: { box: at(0, great), form: "great" },
      network: { box: at(great, right - great), form: "great" },
      reflector: nothing(right),
      queue: nothing(right),
      indexer: { box: at(right, great), form: "great" },
      handlers: nothing(width),
      workqueue: nothing(width),
      workers: { box: isWide ? reader : at(width, 0), form: isWide ? "great" : "hidden" },
    },
    writeBack: { x: 0, y: reader.y + reader.height + 4, width, height: returnHeight },
  };
}

function narrow(width: number, focus: StageFocus): StageBoxes {
  const strip = { x: 0, y: rulerHeight + gap, width, height: 52 };
  const open = { x: 0, y: strip.y + strip.height + 4, width, height: headerHeight + 200 };
  const step = width / laneIds.length;
  const lanes = laneIds.map((id, index): [LaneId, LaneBox] => {
    const dot = { x: step * index, y: strip.y, width: step, height: strip.height };
    return [id, id === focus.active ? { box: open, form: "open" } : { box: dot, form: "dot" }];
  });
  const bottom = open.y + open.height + gap;
  return {
    mode: "narrow",
    width,
    height: bottom + returnHeight,
    ruler: { x: 0, y: 0, width, height: rulerHeight },
    strip,
    lanes: Object.fromEntries(lanes) as StageBoxes["lanes"],
    writeBack: { x: 0, y: bottom, width, height: returnHeight },
  };
}

/** Boxes on the way from one arrangement to another; forms are those of the nearer one. */
export function blendBoxes(from: StageBoxes, to: StageBoxes, share: number): StageBoxes {
  if (share >= 1) return to;
  if (share <= 0) return from;
  if (from.mode === "narrow" && from.strip !== undefined && to.strip !== undefined) return to;
  const lanes = laneIds.map((id): [LaneId, LaneBox] => {
    const a = from.lanes[id];
    const b = to.lanes[id];
    const box = blend(a.box, b.box, share);
    return [id, { box, form: formOf(a, b, box, share) }];
  });
  return {
    ...to,
    lanes: Object.fromEntries(lanes) as StageBoxes["lanes"],
    writeBack: blend(from.writeBack, to.writeBack, share),
  };
}

function formOf(a: LaneBox, b: LaneBox, box: Box, share: number): LaneForm {
  if (a.form === b.form) return a.form;
  const hasRoom = box.width >= 110;
  if (a.form === "great" || b.form === "great") return share < 0.5 ? a.form : b.form;
  if (a.form === "hidden" || b.form === "hidden") return box.width < 18 ? "hidden" : "spine";
  return hasRoom ? "open" : "spine";
}

function blend(a: Box, b: Box, share: number): Box {
  const mix = (from: number, to: number): number => from + (to - from) * share;
  return {
    x: mix(a.x, b.x),
    y: mix(a.y, b.y),
    width: mix(a.width, b.width),
    height: mix(a.height, b.height),
  };
}
