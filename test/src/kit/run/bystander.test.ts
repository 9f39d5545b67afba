import { isConflict, type KubernetesObject } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { describe, expect, test } from "vitest";
import { chaosTest, replayChaos } from "../chaos-test.ts";
import type { ControllerUnderTest, Program } from "../controller.ts";
import { eventually } from "../rules/rules.ts";
import {
  configMap,
  configMaps,
  failureOf,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";
import { deployment } from "../testing/field-mistakes.ts";

const { deployments } = resources.apps.v1;

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

/** Writes a deployment once, some time after it started. */
function telling(tell: (key: string, program: Program) => Promise<unknown>): ControllerUnderTest {
  return {
    name: "deployments",
    async start(program) {
      const { informers, sleep } = program;
      informers.apps.v1.deployments.informer();
      informers.start();
      await informers.waitForCacheSync();
      await sleep(100);
      await tell("default/a", program);
    },
  };
}

const condition = { type: "Seen", status: "True", reason: "Seen", message: "" };
const ownOwner = { apiVersion: "v1", kind: "Namespace", name: "kube-system", uid: "1" };

/** What is there before the controller starts, and what is marked before it writes. */
async function markedBy(
  by: "condition" | "owner" | "annotation",
  tell: (key: string, program: Program) => Promise<unknown>,
  forMs = 9000,
): Promise<string | undefined> {
  const run = replayChaos(
    telling(tell),
    {
      objects: [{ ...deployment(1), metadata: { name: "a", namespace: "default" } }],
      invariants: [
        eventually(
          "nothing of the bystander is left",
          ({ list }) =>
            !/bystander.example.com|"name":"default"/.test(JSON.stringify(list(deployments))),
        ),
      ],
    },
    `version: 1\nprocesses: [deployments]\nscript:\n  - {atMs: 50, do: mark, resource: deployments.apps, name: a, by: ${by}, forMs: ${forMs}}\n`,
  );
  return run.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
}

describe("entries of lists", () => {
  const status = { status: { conditions: [condition] } };
  const metadata = { metadata: { ownerReferences: [ownOwner] } };

  test("a merge patch that replaces the list of conditions loses somebody else's; a strategic one keeps it", async () => {
    const lost = await markedBy("condition", (key, { client }) =>
      client.patch(deployments, key, status, { subresource: "status" }),
    );

    expect(lost).toMatch(
      /deployments took the condition bystander.example.com\/1 off deployments.apps default\/a.*replaces the whole list loses the entries of others/s,
    );
    const kept = markedBy("condition", (key, { client }) =>
      client.patch(deployments, key, status, { subresource: "status", type: "strategic" }),
    );
    expect(await kept).toBeUndefined();
  });

  test("so it is with owners", async () => {
    const lost = await markedBy("owner", (key, { client }) =>
      client.patch(deployments, key, metadata),
    );

    expect(lost).toMatch(/took the owner default off deployments.apps default\/a/);
    const kept = markedBy("owner", (key, { client }) =>
      client.patch(deployments, key, metadata, { type: "strategic" }),
    );
    expect(await kept).toBeUndefined();
  });

  test("where a kind has no conditions, a condition is an annotation", async () => {
    const { failure } = await failureOf(seeing(true), {
      troubles: ["bystander", "slow-watch"],
      runs: 300,
    });

    expect(failure.message).not.toContain("condition");
  });
});

test("who writes what it read long ago puts back what somebody else took away", async () => {
  const stale = async (key: string, { client, sleep }: Program): Promise<unknown> => {
    const { metadata, ...rest } = await client.get(deployments, key);
    await sleep(1000);
    const { resourceVersion: _version, ...unversioned } = metadata ?? {};
    return client.update(deployments, { ...rest, metadata: unversioned });
  };

  expect(await markedBy("annotation", stale, 500)).toMatch(
    /deployments put the annotation bystander.example.com\/1 back on deployments.apps default\/a/,
  );
});
