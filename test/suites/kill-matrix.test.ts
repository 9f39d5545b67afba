import { killMatrix } from "@informerlab/test";
import { expect, test } from "vitest";

/** Runs are counted, not timed: a machine may be busy. */
const timeout = 600_000;

/** That no bug survives is the subject of planted-bugs.test.ts. */
test("every rule kills a planted bug", { timeout }, () => {
  const { idleRules } = killMatrix({ seed: 1, runs: 10, huntsBugs: false });

  expect(idleRules).toEqual([]);
});
