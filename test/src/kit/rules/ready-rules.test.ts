import {
  enqueueObject,
  type KubernetesObject,
  ReconcileLoop,
  seededRandom,
} from "@informerlab/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import { type ControllerUnderTest, processesOf } from "../controller.ts";
import { aimedPlan } from "../plan/aim.ts";
import { planArbitrary } from "../plan/plan-arbitrary.ts";
import type { Failure } from "../run/run-judge.ts";
import { runPlan } from "../run/run-plan.ts";
import { nothingWrong, reconciling, users } from "../testing/config-map-controllers.ts";
import { deployment, type FieldMistake, fieldMistakes } from "../testing/field-mistakes.ts";
import { leaderElected, onlyTheLeaderWrites } from "./leadership.ts";
import { observedGeneration } from "./ready-rules.ts";

/** What `chaosTest` draws from with `seed: 2`; with another seed one of the mistakes may take more runs. */
const seed = Math.floor(seededRandom(2).next() * 0x7fffffff);

const table = fieldMistakes.map((mistake) => [mistake.name, mistake] as const);

test.each(table)(
  "%s: found, and its right version is silent",
  async (_name, mistake) => {
    expect((await firstFailure(mistake, true, 200))?.rule).toBe(mistake.rule);
    expect(await firstFailure(mistake, false, 60)).toBeUndefined();
  },
  120_000,
);

/** The first failure of the plans of `chaosTest`, as it came: nothing here needs it small. */
async function firstFailure(
  { make, options }: FieldMistake,
  hasMistake: boolean,
  numRuns: number,
): Promise<Failure | undefined> {
  const controllers = ([] as ControllerUnderTest[]).concat(make(hasMistake));
  const names = processesOf(controllers).map(({ name }) => name);
  let runs = 0;
  for (const plan of fc.sample(fc.noBias(planArbitrary(options, names)), { seed, numRuns })) {
    const { failure, moments } = await runPlan(controllers, options, plan);
    if (failure !== undefined) return failure;
    const aimed = aimedPlan(plan, moments, options);
    const run = aimed && (await runPlan(controllers, options, aimed));
    if (run?.failure !== undefined) return run.failure;
    runs += aimed === undefined ? 1 : 2;
    if (runs >= numRuns) break;
  }
  return undefined;
}

test("observedGeneration: neither a status that somebody else replaces nor an object held in deletion is a break", async () => {
  const held = (replicas: number): KubernetesObject => ({
    ...deployment(replicas),
    metadata: { finalizers: ["example.com/somebody-else"] },
  });
  const ignoring: ControllerUnderTest = {
    name: "deployments",
    async start({ informers, client, environment }) {
      const informer = informers.apps.v1.deployments.informer();
      const loop = new ReconcileLoop(environment, {
        name: "deployments",
        reconcile: async (key) => {
          const seen = informer.indexer.getByKey(key);
          if (seen?.metadata === undefined || seen.metadata.deletionTimestamp !== undefined) return;
          // What others say in the status stays.
          const status = { ...seen.status, observedGeneration: seen.metadata.generation };
          if (seen.status?.observedGeneration === status.observedGeneration) return;
          await client.updateStatus("deployments.apps", { ...seen, status });
        },
      });
      informer.addEventHandler(enqueueObject(loop.queue));
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
    },
  };

  await chaosTest(ignoring, {
    users: [{ resource: "deployments.apps", variants: [held(1), held(2)] }],
    accidents: [{ resource: "deployments.apps", do: { status: { replicas: 9 } } }],
    invariants: observedGeneration("deployments.apps"),
    runs: 60,
  });
}, 60_000);

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
