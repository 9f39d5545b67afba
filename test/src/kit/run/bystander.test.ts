import { isConflict, type KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { chaosTest, replayChaos } from "../chaos-test.ts";
import { eventually } from "../rules/rules.ts";
import {
  configMap,
  configMaps,
  failureOf,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

/** Writes `seen` into the data of each map, by the whole object that it has in its cache. */
const seeing = (hasMistake: boolean) =>
  reconciling(async (key, { client, informers }) => {
    const map = informers.core.v1.configMaps.informer().indexer.getByKey(key);
    if (map === undefined || map.data?.["seen"] === "yes") return;
    const { resourceVersion: _version, ...unversioned } = map.metadata ?? {};
    const metadata = hasMistake ? unversioned : map.metadata;
    await client.update(configMaps, {
      ...map,
      ...(metadata && { metadata }),
      data: { ...map.data, seen: "yes" },
    });
  });

test("who replaces a whole object without its version takes away what somebody else put there", async () => {
  const { failure, story } = await failureOf(seeing(true), {
    troubles: ["bystander", "slow-watch"],
    invariants: [nothingWrong],
    runs: 300,
  });

  expect(failure.rule).toBe("what others put on an object stays");
  expect(failure.message).toMatch(
    /maps took the .* off configmaps default\/\w, which somebody else/,
  );
  // The write itself is told, too.
  expect(story.at(-1)).toMatch(/maps\.1: update configmaps default\/\w: 200/);
  expect(story.join("\n")).toMatch(/bystander: mark by \w+ configmaps default\/\w at \d+/);
});

test("with the version it survives, and the bystander takes away all that it put there", async () => {
  const report = await chaosTest(seeing(false), {
    users,
    troubles: ["bystander", "slow-watch"],
    invariants: [
      eventually("nothing of the bystander is left", ({ list }) =>
        list(configMaps).every(
          ({ metadata }) => !JSON.stringify(metadata).includes("bystander.example.com"),
        ),
      ),
    ],
    runs: 100,
  });

  expect(report.struck["mark"]).toBeGreaterThan(30);
});

test("what users take off is their business, and a finalizer holds a deletion until it is taken away", async () => {
  let held: KubernetesObject | undefined;
  await replayChaos(
    reconciling(async (key, { client }) => {
      const map = await client.get(configMaps, key).catch(() => undefined);
      if (map?.metadata?.deletionTimestamp) held = map;
      else if (map)
        await client.patch(configMaps, key, { data: { seen: "yes" } }).catch((error: unknown) => {
          if (!isConflict(error)) throw error;
        });
    }),
    {
      objects: [{ ...configMap("1"), metadata: { name: "a", namespace: "default" } }],
      users,
      invariants: [
        eventually("it is gone", ({ get }) => get(configMaps, "default/a") === undefined),
      ],
    },
    `
version: 1
processes: [maps]
script:
  - {atMs: 10, do: mark, resource: configmaps, name: a, by: annotation, forMs: 9000}
  - {atMs: 20, do: patch, resource: configmaps, name: a, namespace: default, patch: {metadata: {annotations: null}}}
  - {atMs: 30, do: mark, resource: configmaps, name: a, by: finalizer, forMs: 4000}
  - {atMs: 40, do: delete, resource: configmaps, name: a, namespace: default}
`,
  );

  expect(held?.metadata?.finalizers).toEqual(["bystander.example.com/2"]);
});
