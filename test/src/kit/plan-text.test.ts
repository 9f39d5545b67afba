import { expect, test } from "vitest";
import { formatPlan, parsePlan } from "./plan-text.ts";

test("plans survive being written and read; what is wrong in one is named", () => {
  const plan = parsePlan(`version: 1
processes: [web]
script:
  - {atMs: 5, do: crash, process: web, afterWrites: 2, downMs: 100}
  - {atMs: 9, do: change, resource: pods, pick: 3, to: {status: {phase: Running}}}
`);
  expect(parsePlan(formatPlan(plan))).toEqual(plan);
  expect(() => parsePlan("version: 1\nprocesses: [a]\nscript:\n  - {atMs: 1, do: crush}")).toThrow(
    /script\.0\.do.*did you mean "crash"/,
  );
});
