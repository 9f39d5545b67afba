import { enqueueObject, ReconcileLoop, type ReconcileResult } from "@informerlab/core";
import { type coreV1, resources, type TypedResource } from "@informerlab/core/kinds";
import type { ChaosError } from "../chaos-error.ts";
import { chaosTest } from "../chaos-test.ts";
import type { ChaosOptions, ControllerUnderTest, Program } from "../controller.ts";
import { always, eventually, type Rule } from "../rules/rules.ts";

export const configMaps: TypedResource<coreV1.ConfigMap> = resources.core.v1.configMaps;

/** A config map that holds one value. */
export function configMap(value: string): coreV1.ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    data: { value },
  };
}

/** They write and delete config maps. */
export const users: NonNullable<ChaosOptions["users"]> = [
  { resource: "configmaps", namespace: "default", variants: [configMap("1"), configMap("2")] },
];

/** A rule that everything keeps. */
export const nothingWrong: Rule = always("nothing", () => true);

/** A controller that reconciles config maps. */
export function reconciling(
  reconcile: (key: string, program: Program) => void | Promise<void> | ReconcileResult,
): ControllerUnderTest {
  return {
    name: "maps",
    async start(program) {
      const { informers, environment } = program;
      const loop = new ReconcileLoop(environment, {
        name: "maps",
        reconcile: (key) => reconcile(key, program),
      });
      informers.core.v1.configMaps.informer().addEventHandler(enqueueObject(loop.queue));
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
    },
  };
}

/** How the runs of a controller fail. @throws Error when none does */
export async function failureOf(
  controller: ControllerUnderTest | readonly ControllerUnderTest[],
  options: Partial<ChaosOptions> = {},
): Promise<ChaosError> {
  try {
    await chaosTest(controller, { users, invariants: [nothingWrong], runs: 30, ...options });
  } catch (error) {
    return error as ChaosError;
  }
  throw new Error("no rule broke");
}

/** Creates a twin of each config map, and then marks it. */
export function twins(isCareful: boolean): ControllerUnderTest {
  return reconciling(async (key, { client, informers }) => {
    if (
      key.endsWith("-twin") ||
      informers.core.v1.configMaps.informer().indexer.getByKey(key) === undefined
    )
      return;
    const name = `${key.split("/")[1]}-twin`;
    try {
      await client.create(configMaps, {
        ...configMap("twin"),
        metadata: { namespace: "default", name },
      });
    } catch (error) {
      if ((error as { status?: { reason?: string } }).status?.reason !== "AlreadyExists")
        throw error;
      // Careless: whoever created it must have marked it, too.
      if (!isCareful) return;
    }
    await client.patch(configMaps, `default/${name}`, { metadata: { labels: { marked: "yes" } } });
  });
}

/** What the careless one breaks. */
export const everyTwinIsMarked: Rule = eventually("every twin is marked", ({ list }) => {
  const bare = list(configMaps).filter(
    ({ metadata }) => metadata?.name?.endsWith("-twin") && metadata.labels?.["marked"] !== "yes",
  );
  return bare.length === 0 || `${bare[0]?.metadata?.name} is not marked`;
});
