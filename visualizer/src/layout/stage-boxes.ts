import { type LaneId, laneIds } from "../model/lanes.ts";
import type { Box } from "./mark.ts";
import type { StageMode, View } from "./scene.ts";

/** Where everything stands. */
export interface StageBoxes {
  readonly mode: StageMode;
  readonly width: number;
  readonly height: number;
  readonly log: { readonly frame: Box; readonly title: Box; readonly cells: Box };
  readonly lanes: Readonly<Record<LaneId, { readonly box: Box; readonly isOpen: boolean }>>;
  readonly writeBack: Box;
  /** Narrow only: the strip of eight dots. */
  readonly strip?: Box;
}

/** The height of a lane's header. */
export const headerHeight = 46;

const gap = 8;
const folded = 40;
const shares: Readonly<Record<LaneId, number>> = {
  apiserver: 146,
  network: 172,
  reflector: 126,
  queue: 182,
  indexer: 188,
  handlers: 186,
  workqueue: 184,
  workers: 0,
};

/** From 1,100 px all lanes stand side by side, from 640 px in two rows; below, one is open at a time. */
export function modeOf(width: number): StageMode {
  return width >= 1100 ? "wide" : width >= 640 ? "medium" : "narrow";
}

/** The stage for a width; heights never depend on what happens, so that nothing jumps. */
export function stageBoxes(view: Pick<View, "width" | "lanes">, openLane: LaneId): StageBoxes {
  const mode = modeOf(view.width);
  if (mode === "wide") return wide(view);
  if (mode === "medium") return medium(view);
  return narrow(view.width, openLane);
}

function wide({ width, lanes }: Pick<View, "width" | "lanes">): StageBoxes {
  const columns = laneIds.filter((id) => id !== "workers");
  const top = 96 + gap;
  const boxes = row(columns, { x: 0, y: top, width, height: 276 }, lanes);
  const bottom = { y: top + 276 + gap, height: 72 };
  const workersX = Math.round(width * 0.62);
  const workers = { x: workersX, ...bottom, width: width - workersX };
  return {
    mode: "wide",
    width,
    height: bottom.y + bottom.height,
    log: logBoxes(width, 158),
    lanes: { ...boxes, workers: { box: workers, isOpen: true } } as StageBoxes["lanes"],
    writeBack: { x: 0, ...bottom, width: workersX - gap },
  };
}

function medium({ width, lanes }: Pick<View, "width" | "lanes">): StageBoxes {
  const height = 256;
  const top = 96 + gap;
  const upper = row(
    ["apiserver", "network", "reflector", "queue"],
    { x: 0, y: top, width, height },
    lanes,
  );
  const lower = row(
    ["indexer", "handlers", "workqueue", "workers"],
    { x: 0, y: top + height + gap, width, height },
    lanes,
  );
  const bottom = top + 2 * (height + gap);
  return {
    mode: "medium",
    width,
    height: bottom + 64,
    log: logBoxes(width, 140),
    lanes: { ...upper, ...lower } as StageBoxes["lanes"],
    writeBack: { x: 0, y: bottom, width, height: 64 },
  };
}

function narrow(width: number, openLane: LaneId): StageBoxes {
  const log = {
    frame: { x: 0, y: 0, width, height: 124 },
    title: { x: 0, y: 0, width, height: 28 },
    cells: { x: 10, y: 28, width: width - 20, height: 96 },
  };
  const strip = { x: 0, y: 124 + gap, width, height: 52 };
  const open = { x: 0, y: strip.y + strip.height + 4, width, height: headerHeight + 204 };
  const step = width / laneIds.length;
  const boxes = Object.fromEntries(
    laneIds.map((id, index) => {
      const dot = { x: step * index, y: strip.y, width: step, height: strip.height };
      return [id, { box: id === openLane ? open : dot, isOpen: id === openLane }];
    }),
  );
  const bottom = open.y + open.height + gap;
  return {
    mode: "narrow",
    width,
    height: bottom + 64,
    log,
    strip,
    lanes: boxes as StageBoxes["lanes"],
    writeBack: { x: 0, y: bottom, width, height: 64 },
  };
}

function logBoxes(width: number, title: number): StageBoxes["log"] {
  return {
    frame: { x: 0, y: 0, width, height: 96 },
    title: { x: 0, y: 0, width: title, height: 96 },
    cells: { x: title, y: 0, width: width - title - 12, height: 96 },
  };
}

/** Lanes side by side; folded ones give their room to the others. */
function row(
  ids: readonly LaneId[],
  box: Box,
  open: View["lanes"],
): Partial<Record<LaneId, { box: Box; isOpen: boolean }>> {
  const isOpen = (id: LaneId): boolean =>
    open === undefined || open.length === 0 || open.includes(id);
  const share = (id: LaneId): number => shares[id] || shares.handlers;
  const foldedWidth = ids.filter((id) => !isOpen(id)).length * folded;
  const room = box.width - gap * (ids.length - 1) - foldedWidth;
  const total = ids.filter(isOpen).reduce((sum, id) => sum + share(id), 0);
  const boxes: Partial<Record<LaneId, { box: Box; isOpen: boolean }>> = {};
  let x = box.x;
  for (const id of ids) {
    const width = isOpen(id) ? (room * share(id)) / total : folded;
    const left = Math.round(x);
    boxes[id] = {
      box: { x: left, y: box.y, width: Math.round(x + width) - left, height: box.height },
      isOpen: isOpen(id),
    };
    x += width + gap;
  }
  return boxes;
}
