import { expect, test } from "vitest";
import type { Box, Mark } from "../layout/marks/mark.ts";
import type { Fleet, MemberState } from "../model/runs/fleet.ts";
import { type FleetWords, fleetMarks } from "./fleet-overlay.ts";

const words: FleetWords = {
  title: "informers",
  load: "at the apiserver",
  made: "lists so far",
  watching: "watching",
  opening: "asking to watch",
  listing: "asking for a list",
  waiting: "waiting",
  stopped: "not running",
  watches: "watch opened",
  lists: "list sent",
  refused: "refused",
};
const states: readonly MemberState[] = ["watching", "opening", "listing", "waiting", "stopped"];

function fleetOf(size: number): Fleet {
  const members = Array.from({ length: size }, (_, index) => ({
    name: `a${index}`,
    state: states[index % states.length] ?? "stopped",
    lists: 2,
  }));
  return { members, bins: [{ watches: 4, lists: 1, refused: 2 }], peak: 4 };
}

function all(marks: readonly Mark[]): readonly Mark[] {
  return marks.flatMap((mark) => [mark, ...all(mark.children ?? [])]);
}

const cellsOf = (marks: readonly Mark[]): readonly Mark[] =>
  all(marks).filter(({ id }) => id === "cell");

test.each([
  [24, { x: 0, y: 140, width: 950, height: 300 }],
  [24, { x: 0, y: 140, width: 340, height: 360 }],
  [1000, { x: 0, y: 140, width: 950, height: 300 }],
] as const)("%i informers have a cell each inside %o", (size, box: Box) => {
  const cells = cellsOf(fleetMarks(fleetOf(size), box, words));

  expect(cells.length).toBe(size);
  for (const { attributes } of cells) {
    const { x = 0, y = 0, width = 0, height = 0 } = attributes;
    expect(Number(x)).toBeGreaterThanOrEqual(box.x);
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(box.x + box.width);
    expect(Number(y) + Number(height)).toBeLessThanOrEqual(box.y + box.height);
  }
});

test("lists and refusals stand on the floor, watches hang below it", () => {
  const marks = all(fleetMarks(fleetOf(8), { x: 0, y: 0, width: 600, height: 300 }, words));
  const floor = Number(marks.find(({ id }) => id === "floor")?.attributes["y1"]);
  const barOf = (kind: string) => {
    const [bar] = marks.find(({ id }) => id === `bar-0-${kind}`)?.children ?? [];
    const { y = 0, height = 0 } = bar?.attributes ?? {};
    return { top: Number(y), bottom: Number(y) + Number(height) };
  };

  expect(barOf("lists").bottom).toBe(floor);
  expect(barOf("refused").bottom).toBe(barOf("lists").top);
  expect(barOf("watches").top).toBe(floor);
});
