import { enqueueObject, isNotFound, type KubernetesObject, ReconcileLoop } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { expect, test } from "vitest";
import type { ChaosError } from "../chaos-error.ts";
import { replayChaos } from "../chaos-test.ts";
import type { ControllerUnderTest } from "../controller.ts";
import { comesToRest } from "../rules/ready-rules.ts";
import { always, eventually } from "../rules/rules.ts";
import {
  configMap,
  configMaps,
  failureOf,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

const nothingIsLabelled = eventually("nothing is labelled", ({ list }) =>
  list(configMaps).every(({ metadata }) => metadata?.labels?.["seen"] === undefined),
);

const labelling = reconciling(async (key, { client }) => {
  await client.patch(configMaps, key, { metadata: { labels: { seen: "yes" } } });
});

test("a story says what each write changed, a user's and a program's", async () => {
  const { story, failure } = await failureOf(labelling, { invariants: [nothingIsLabelled] });

  expect(story.join("\n")).toMatch(
    /user: create configmaps default\/a at \d+ \(data\.value: "\d"\)\n[\s\S]*maps\.1: patch configmaps default\/a: 200 at \d+ \(metadata\.labels: \{"seen":"yes"\}\)/,
  );
  expect(failure.message).toBe("it does not hold; it looked at configmaps default/a");
});

test("a user who names no namespace is told by where the object came to be, and not in vain", async () => {
  const { story } = await failureOf(labelling, {
    users: [{ resource: "configmaps", variants: [configMap("1")] }],
    invariants: [nothingIsLabelled],
  });

  expect(story.join("\n")).toMatch(/user: create configmaps default\/\w at \d+/);
  expect(story.join("\n")).not.toMatch(/in vain|apiserver: create/);
});

test("what comes again and again is told once, with the number of times", async () => {
  const deleting = reconciling((_key, { client }) => client.delete(configMaps, "default/missing"));
  const { story } = await failureOf(deleting, {
    invariants: [eventually("no maps", ({ list }) => list(configMaps).length === 0)],
    troubles: [],
  });

  expect(story.join("\n")).toMatch(
    /maps\.1: delete configmaps default\/missing: 404 NotFound[\s\S]*\(and so \d+ times more, until [\d.]+s\)/,
  );
  expect(story.length).toBeLessThan(16);
});

test("what only looks alike is told each by each: other names, other answers", async () => {
  const counting = reconciling(async (_key, { client }) => {
    for (const name of ["n-0", "n-1", "n-2", "n-3"]) {
      const map = { ...configMap("1"), metadata: { namespace: "default", name } };
      await client.create(configMaps, map).catch(() => undefined);
    }
  });
  const { story } = await failureOf(counting, {
    invariants: [eventually("fewer", ({ list }) => list(configMaps).length < 4)],
    troubles: [],
  });

  for (const name of ["n-0", "n-1", "n-2", "n-3"])
    expect(story.join("\n")).toContain(`maps.1: create configmaps default/${name}: 201`);
});

const idle = reconciling(() => undefined);

test("an object whose deletion no watch told is told to be a tombstone", async () => {
  const replayed = replayChaos(
    idle,
    { users, invariants: [eventually("it is there", ({ list }) => list(configMaps).length > 0)] },
    `
version: 1
processes: [maps]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 50, do: cut-watches}
  - {atMs: 60, do: delete, resource: configmaps, name: a, namespace: default}
  - {atMs: 70, do: delete, resource: configmaps, name: b, namespace: default}
  - {atMs: 5000, do: crash, process: maps, downMs: 100}
`,
  );

  await expect(replayed).rejects.toThrow(
    /fault: close on the watch of configmaps of maps\.1\n[\s\S]*is replaced by 0 objects at \d+; handlers get a tombstone of default\/a\n/,
  );
  await expect(replayed).rejects.not.toThrow(/tombstone[\s\S]*tombstone of default\/a/);
  // Why the cache is behind for so long.
  await expect(replayed).rejects.toThrow(
    /fault: close on the watch[\s\S]*configmaps: [^\n]*waits [\d.]+ ?m?s[\s\S]*is replaced by 0 objects/,
  );
});

test("a process that starts again has empty caches, by whatever name: what was deleted meanwhile makes no tombstone", async () => {
  const controller: ControllerUnderTest = {
    name: "maps",
    start({ informersWith }) {
      const informers = informersWith({ namespace: "default" });
      informers.core.v1.configMaps.informer();
      informers.start();
    },
  };
  const replayed = replayChaos(
    controller,
    { users, invariants: [eventually("it is there", ({ list }) => list(configMaps).length > 0)] },
    `
version: 1
processes: [maps]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 1000, do: crash, process: maps, downMs: 1000}
  - {atMs: 1500, do: delete, resource: configmaps, name: a, namespace: default}
`,
  );

  await expect(replayed).rejects.toThrow(/crash[\s\S]*is replaced by 0 objects/);
  await expect(replayed).rejects.not.toThrow(/tombstone/);
});

const fighting = (name: string): ControllerUnderTest => ({
  ...reconciling(async (key, { client, informers }) => {
    const { metadata } = informers.core.v1.configMaps.informer().indexer.getByKey(key) ?? {};
    if (metadata?.labels?.["owner"] === name) return;
    try {
      await client.patch(configMaps, key, { metadata: { labels: { owner: name } } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }),
  name,
});

test("two controllers that fight are told in a few lines, by the one write that they fight over", async () => {
  const { failure, plan, story } = await failureOf([fighting("left"), fighting("right")], {
    invariants: [always("nothing", () => true)],
    troubles: [],
    operationsMax: 2,
  });

  expect(failure.rule).toBe("the run comes to rest");
  expect(plan.script).toHaveLength(1);
  expect(story.length).toBeLessThan(50);
  expect(story.join("\n")).toMatch(/and so \d{3,} times more/);
}, 240_000);

test("writes that never end are told in a few lines, whatever caches learn in between in another order each time", async () => {
  const slowly = (name: string): ControllerUnderTest => ({
    ...reconciling(async (key, { client, sleep }) => {
      await sleep(200);
      await client
        .patch(configMaps, key, { metadata: { labels: { owner: name } } })
        .catch(() => undefined);
    }),
    name,
  });
  const replayed = replayChaos(
    [slowly("left"), slowly("right")],
    { users, invariants: [comesToRest()] },
    `
version: 1
processes: [left, right]
network: {latencyMs: 5, jitterMs: 18}
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
`,
  );

  const { story } = (await replayed.catch((error: unknown) => error)) as ChaosError;
  expect(story.length).toBeLessThan(60);
  expect(story.join("\n")).toMatch(/and (so )?\d{2,} (times )?more.*, until 1[12]\d\.\d+s/);
});

test("a create that is refused is told by the name that it would have had", async () => {
  const creating = reconciling(async (_key, { client }) => {
    await client.create(configMaps, {
      ...configMap("1"),
      metadata: { namespace: "default", name: "mine" },
    });
  });
  const replayed = replayChaos(
    creating,
    { users, invariants: [eventually("nothing", () => false)] },
    `
version: 1
processes: [maps]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
`,
  );

  await expect(replayed).rejects.toThrow(
    /maps\.1: create configmaps default\/mine: 409 AlreadyExists/,
  );
});

test("a Service that is deleted is told by its own name, and its address beside it", async () => {
  const { services } = resources.core.v1;
  const deleting: ControllerUnderTest = {
    name: "sweeper",
    start: ({ client }) => client.delete(services, "default/web"),
  };
  const { story } = await failureOf(deleting, {
    users: [],
    objects: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", namespace: "default" },
        spec: { ports: [{ port: 80 }] },
      } as KubernetesObject,
    ],
    invariants: [eventually("it stays", ({ get }) => get(services, "default/web") !== undefined)],
    troubles: [],
  });

  expect(story.join("\n")).toMatch(/sweeper\.1: delete services default\/web: 200/);
  expect(story.join("\n")).toMatch(/apiserver: delete ipaddresses\.networking\.k8s\.io 10\./);
});

test("a reconcile is told with its replica and worker, and when it ends well", async () => {
  const working: ControllerUnderTest = {
    name: "maps",
    replicas: 2,
    async start({ informers, environment, sleep }) {
      const loop = new ReconcileLoop(environment, {
        name: "maps",
        maxConcurrent: 2,
        reconcile: () => sleep(5000),
      });
      informers.core.v1.configMaps.informer().addEventHandler(enqueueObject(loop.queue));
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
    },
  };
  const replayed = replayChaos(
    working,
    {
      users,
      invariants: [eventually("none is there", ({ list }) => list(configMaps).length === 0)],
    },
    `
version: 1
processes: [maps-1, maps-2]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 10, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: default}}}
`,
  );

  await expect(replayed).rejects.toThrow(/maps-2\/maps\/worker-2: reconciles default\/b\n/);
  await expect(replayed).rejects.toThrow(
    /maps-1\/maps\/worker-1: reconcile of default\/a ends well\n/,
  );
});

test("of a write without an answer it is told whether it was done, and of a part of an object which", async () => {
  const evicting = reconciling(async (_key, { client, fetch }) => {
    const path = "/api/v1/namespaces/default/pods/a/eviction";
    const metadata = { name: "a", namespace: "default" };
    const body = JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata });
    const headers = { "content-type": "application/json" };
    await fetch(new Request(`http://cluster${path}`, { method: "POST", headers, body }));
    await client.patch(configMaps, "default/a", { data: { seen: "yes" } });
  });
  const pod = {
    ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "default" } },
    spec: { containers: [{ name: "a", image: "a:1" }] },
  };
  const failing = replayChaos(
    evicting,
    { users, objects: [pod], invariants: [nothingIsLabelled, eventually("no", () => false)] },
    `
version: 1
processes: [maps]
script:
  - {atMs: 0, do: fault, fault: {on: {verb: create}, life: {times: 1}, do: {reset: before-headers}}, forMs: 5000}
  - {atMs: 0, do: fault, fault: {on: {verb: patch}, life: {times: 1}, do: {loseResponse: true}}, forMs: 5000}
  - {atMs: 10, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
`,
  );
  const { story } = (await failing.catch((error: unknown) => error)) as ChaosError;

  expect(story.join("\n")).toMatch(
    /create pods\/eviction default\/a: no answer, and nothing is changed[\s\S]*create pods\/eviction default\/a: 201[\s\S]*patch configmaps default\/a: it is done, and the answer is lost/,
  );
});
