import {
  formatScenario,
  type Level,
  runScenario,
  type Scenario,
  solutionOf,
} from "@informerlab/test";
import { expect, test } from "vitest";
import { lessons } from "../src/lessons/lessons.ts";
import { judgeLevel } from "../src/levels/judge-level.ts";
import type { LevelVerdict } from "../src/levels/level-verdict.ts";
import { simulate } from "../src/simulator/simulate.ts";

const levels = lessons.flatMap((lesson) => lesson.levels);

function tried(level: Level, scenario: Scenario): LevelVerdict {
  return judgeLevel(level, scenario, runScenario(scenario, { judge: false }).trace);
}

function levelOf(id: string): Level {
  const level = levels.find((one) => one.id === id);
  if (level === undefined) throw new Error(`there is no level ${id}`);
  return level;
}

/** The level's scenario with these operations beside its own. */
function withScript(level: Level, ...script: NonNullable<Scenario["script"]>): Scenario {
  return { ...level.scenario, script: [...(level.scenario.script ?? []), ...script] };
}

test("there are five levels, and no two have the same name", () => {
  expect(new Set(levels.map(({ id }) => id)).size).toBe(5);
});

test.each(levels)("$id: whoever changes nothing has not reached it", (level) => {
  expect(tried(level, level.scenario)).toMatchObject({ isMet: false, breaches: [] });
});

test.each(levels)("$id: its solution reaches it by what is allowed", (level) => {
  expect(tried(level, solutionOf(level))).toMatchObject({ isMet: true, breaches: [] });
});

test.each(levels)("$id: every piece that is offered is allowed", (level) => {
  const [first] = level.pieces;
  if (first === undefined) expect(level.may.add).toBe(0);
  for (const piece of level.pieces)
    expect(tried(level, withScript(level, piece)).breaches).toEqual([]);
});

test.each([
  ["three-lists", { atMs: 5000, do: "expire-watches" }, 2],
  ["three-lists", { atMs: 5000, do: "cut-watches", how: "reset" }, 1],
  ["two-tombstones", { atMs: 5000, do: "delete", resource: "nodes", name: "n2" }, 0],
  ["never-existed", { atMs: 5000, do: "update", resource: "nodes", name: "n2" }, 0],
] as const)("%s: a near miss is told with what it has: %o", (id, operation, found) => {
  expect(tried(levelOf(id), withScript(levelOf(id), operation))).toEqual({
    found,
    isMet: false,
    breaches: [],
  });
});

test("stale-minute: a silence that is too short is told in milliseconds", () => {
  const level = levelOf("stale-minute");
  const [, silence] = level.pieces;
  const { found, isMet } = tried(
    level,
    withScript(level, ...(silence === undefined ? [] : [silence])),
  );

  expect(isMet).toBe(false);
  expect(found).toBeGreaterThan(15_000);
  expect(found).toBeLessThan(25_000);
});

test("one-word: the queue that keeps the order of writes is nearer, and not there", () => {
  const level = levelOf("one-word");
  const real = level.scenario.informers.map((informer) => ({
    ...informer,
    queue: "real" as const,
  }));

  const before = tried(level, level.scenario).found;
  expect(tried(level, { ...level.scenario, informers: real }).found).toBeLessThanOrEqual(before);
});

test("what a level does not allow is named, however well the goal is met", () => {
  const level = levelOf("stale-minute");
  const stall = {
    atMs: 9000,
    do: "fault",
    fault: { on: { open: true }, do: { stall: true } },
  } as const;
  const lost = {
    atMs: 9500,
    do: "fault",
    fault: { on: { verb: "watch" }, do: { dropEvent: true }, unsound: true },
  } as const;
  const { script: _script, ...bare } = level.scenario;
  const others = [{ resource: "nodes", name: "n9" }];

  expect(tried(level, withScript(level, { ...stall, forMs: 70_000 }, lost)).breaches).toEqual([
    { id: "too-many", count: 2, most: 1 },
    { id: "unsound" },
  ]);
  expect(
    tried(level, { ...bare, objects: others, script: [{ atMs: 1, do: "update", ...others[0]! }] })
      .breaches,
  ).toEqual([
    { id: "changed", what: "objects" },
    { id: "removed", what: "change" },
    { id: "kind", what: "update" },
  ]);
  expect(
    tried(level, { ...level.scenario, informers: [{ resource: "nodes", queue: "real" }] }).breaches,
  ).toEqual([{ id: "changed", what: "informers" }]);
});

test("the simulator judges a try that was written as text", () => {
  const level = levelOf("two-tombstones");
  const result = simulate({
    do: "run-yaml",
    yaml: formatScenario(solutionOf(level)),
    source: "scenario",
    level,
  });

  expect(result.level).toEqual({ found: 2, isMet: true, breaches: [] });
});
