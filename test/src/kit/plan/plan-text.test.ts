import { expect, test } from "vitest";
import { formatPlan, isPlanText, parsePlan } from "./plan-text.ts";

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

test("a plan is known as one also where it is indented as it was printed; a scenario is none", () => {
  const plan = "version: 1\nprocesses: [web]\nscript:\n  - {atMs: 5, do: expire-watches}\n";
  const printed = plan.replace(/^(?=.)/gm, "  ");

  expect(isPlanText(plan)).toBe(true);
  expect(isPlanText(printed)).toBe(true);
  expect(parsePlan(printed)).toEqual(parsePlan(plan));
  const body = "{apiVersion: a/v1, kind: A, spec: {\n    processes: []}}";
  expect(
    isPlanText(`version: 1\ninformers: []\nobjects:\n  - {resource: a, name: a, body: ${body}}\n`),
  ).toBe(false);
});
