import { seededRandom } from "@informerlab/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chaosTest } from "./chaos-test.ts";
import { type ControllerUnderTest, processesOf } from "./controller.ts";
import { leaderElected, onlyTheLeaderWrites } from "./leadership.ts";
import { planArbitrary } from "./plan-arbitrary.ts";
import type { Failure } from "./run-judge.ts";
import { runPlan } from "./run-plan.ts";
import { nothingWrong, reconciling, users } from "./testing/config-map-controllers.ts";
import { type FieldMistake, fieldMistakes } from "./testing/field-mistakes.ts";

/** What `chaosTest` draws from when nobody says otherwise. */
const seed = Math.floor(seededRandom(1).next() * 0x7fffffff);

const table = fieldMistakes.map((mistake) => [mistake.name, mistake] as const);

test.each(table)(
  "%s: found, and its right version is silent",
  async (_name, mistake) => {
    expect((await firstFailure(mistake, true, 200))?.rule).toBe(mistake.rule);
    expect(await firstFailure(mistake, false, 60)).toBeUndefined();
  },
  120_000,
);

/** The first failure of random plans, as it came: nothing here needs it small. */
async function firstFailure(
  { make, options }: FieldMistake,
  hasMistake: boolean,
  numRuns: number,
): Promise<Failure | undefined> {
  const controllers = ([] as ControllerUnderTest[]).concat(make(hasMistake));
  const names = processesOf(controllers).map(({ name }) => name);
  for (const plan of fc.sample(fc.noBias(planArbitrary(options, names)), { seed, numRuns })) {
    const { failure } = await runPlan(controllers, options, plan);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

test("what is no rule, and what is no Lease, is refused with what would be right", async () => {
  const idle = reconciling(() => undefined);
  const invariants = [nothingWrong, () => true] as unknown as (typeof nothingWrong)[];

  await expect(chaosTest(idle, { users, invariants })).rejects.toThrow(
    "invariants[1] is a function: make it with always(name, check)",
  );
  const lease = { namespace: "default", name: "a" } as unknown as string;
  expect(() => leaderElected(lease)).toThrow('takes "namespace/name" of the Lease');
  expect(() => onlyTheLeaderWrites({ lease })).toThrow('takes "namespace/name" of the Lease');
});
