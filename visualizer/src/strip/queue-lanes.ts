import { group, label, line, type Mark, rect, round } from "../layout/marks/mark.ts";
import { fitText, widthOf } from "../layout/marks/measure.ts";
import type { ReaderState } from "../model/readers/reader-states.ts";

/** One flavour's run. */
export interface QueueLane {
  readonly id: string;
  readonly name: string;
  readonly states: readonly ReaderState[];
}

export interface QueueLanes {
  readonly width: number;
  readonly lanes: readonly QueueLane[];
  /** The state that is looked at. */
  readonly at: { readonly lane: number; readonly index: number } | undefined;
}

const laneHeight = 34;
const top = 22;
const cellMax = 46;

/** The height of that many lanes in pixels. */
export function lanesHeight(lanes: number): number {
  return top + lanes * laneHeight + 6;
}

/** Where each state stands: states of one moment side by side, moments in order, the same moments above each other. */
export interface Cell {
  readonly lane: number;
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * Places for the states of several runs of the same writes. A moment is as wide as the run that shows most states in it, so
 * that what happens at once in one run stands above what takes five steps in another.
 */
export function cellsOf({ width, lanes }: Pick<QueueLanes, "width" | "lanes">): {
  readonly cells: readonly Cell[];
  readonly moments: readonly { readonly atMs: number; readonly x: number }[];
} {
  const left = leftOf(width, lanes);
  const counts = new Map<number, number>();
  for (const { states } of lanes) {
    const own = new Map<number, number>();
    for (const { atMs } of states) own.set(atMs, (own.get(atMs) ?? 0) + 1);
    for (const [atMs, count] of own) counts.set(atMs, Math.max(counts.get(atMs) ?? 0, count));
  }
  const times = [...counts.keys()].sort((a, b) => a - b);
  const total = times.reduce((sum, atMs) => sum + (counts.get(atMs) ?? 0) + 0.4, 0);
  const size = Math.min(cellMax, (width - left - 8) / Math.max(1, total));
  const starts = new Map<number, number>();
  let x = left;
  for (const atMs of times) {
    starts.set(atMs, x);
    x += ((counts.get(atMs) ?? 0) + 0.4) * size;
  }
  const cells = lanes.flatMap(({ states }, lane) => {
    const used = new Map<number, number>();
    return states.map(({ atMs }, index): Cell => {
      const before = used.get(atMs) ?? 0;
      const mine = states.filter((state) => state.atMs === atMs).length;
      // One state where another run shows five takes the room of all five.
      const share = ((counts.get(atMs) ?? 1) / mine) * size;
      used.set(atMs, before + 1);
      return {
        lane,
        index,
        x: round((starts.get(atMs) ?? left) + before * share),
        y: top + lane * laneHeight,
        width: round(share),
      };
    });
  });
  return { cells, moments: times.map((atMs) => ({ atMs, x: starts.get(atMs) ?? left })) };
}

export function queueLaneMarks(
  strip: QueueLanes,
  momentText: (atMs: number) => string,
): readonly Mark[] {
  const { width, lanes, at } = strip;
  const { cells, moments } = cellsOf(strip);
  let free = 0;
  return [
    rect("ground", { x: 0, y: 0, width, height: lanesHeight(lanes.length) }, "iv-panel", 8),
    ...moments.flatMap(({ atMs, x }) => {
      const text = momentText(atMs);
      if (x < free) return [];
      free = x + widthOf(text, 12, "sans") + 10;
      return [label(`time-${atMs}`, x, 14, text, "iv-tick-text")];
    }),
    ...lanes.map(({ id, name }, index) => {
      const y = top + index * laneHeight;
      const text = fitText(name, leftOf(width, lanes) - 16, 12, "sans");
      return group(`lane-${id}`, { class: "iv-queue-lane" }, [
        label("name", 8, y + 19, text, "iv-small iv-strong"),
        line("floor", leftOf(width, lanes), y + 30, width - 6, y + 30, "iv-hair"),
      ]);
    }),
    ...cells.map((cell) =>
      cellMark(cell, lanes, at?.lane === cell.lane && at.index === cell.index),
    ),
  ];
}

function leftOf(width: number, lanes: readonly QueueLane[]): number {
  const names = Math.max(...lanes.map(({ name }) => widthOf(name, 12, "sans")));
  return Math.min(names + 24, width / 4);
}

function cellMark(
  { lane, index, x, y, width }: Cell,
  lanes: readonly QueueLane[],
  isAt: boolean,
): Mark {
  const state = lanes[lane]?.states[index];
  const isTrue = state?.existedAt !== undefined;
  const kind = isTrue ? "true" : "never";
  const phase = state?.isSynced === true ? "" : " iv-state-early";
  const box = { x: x + 1, y: y + 2, width: Math.max(1, width - 2), height: 26 };
  const sign = isTrue ? "✓" : "✗";
  const words = isTrue && width > 44 ? `${sign} r${state.existedAt}` : sign;
  const textWidth = widthOf(words, 12, "sans");
  return group(
    `state-${lane}-${index}`,
    { class: `iv-state-cell${isAt ? " iv-state-at" : ""}`, "data-state": `${lane} ${index}` },
    [
      rect("box", box, `iv-state-${kind}${phase}`, 4),
      ...(width < textWidth + 3
        ? []
        : [label("sign", x + width / 2, y + 19, words, "iv-small iv-strong", "middle")]),
    ],
  );
}
