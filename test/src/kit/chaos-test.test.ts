import { enqueueObject, isNotFound, type KubernetesObject, ReconcileLoop } from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import { readTraceFile, writeTraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { checkInvariants, violationsOf } from "../invariants/judge.ts";
import { chaosTest, replayChaos } from "./chaos-test.ts";
import type { ChaosOptions, ControllerUnderTest } from "./controller.ts";
import { eventually, sameEndAsWithoutFaults, sometimes } from "./rules/rules.ts";
import {
  configMap,
  configMaps,
  everyTwinIsMarked,
  failureOf,
  nothingWrong,
  reconciling,
  twins,
  users,
} from "./testing/config-map-controllers.ts";

test("a crash between two writes is found, told with its program, and found again from the printed plan", async () => {
  const options: ChaosOptions = {
    users,
    invariants: [everyTwinIsMarked],
    troubles: ["crash-between-writes"],
  };
  const error = await failureOf(twins(false), { ...options, runs: 200 });

  expect(error.message).toContain("is not marked");
  expect(error.message).toMatch(
    /^\(found in run \d+ of seed 1, shrunk from \d+ operations to \d+ in \d{1,2} runs\)$/m,
  );
  expect(error.story.join("\n")).toMatch(
    /maps\.1: create configmaps default\/\w-twin: 201[\s\S]*maps: crash[\s\S]*maps: start again/,
  );
  expect(error.plan.script?.length).toBeLessThanOrEqual(3);
  expect(error.testFile).toContain("replayChaos(controller, options, `");
  expect(error.testFile).toContain('import { test } from "vitest";\n');
  const command =
    "npx informerlab-scenario plan.yaml --program YOUR-CONTROLLER.ts --trace run.jsonl";
  expect(error.message).toContain(`\n  ${command}\n`);
  expect(error.message).toMatch(/run\.jsonl on http:\/\/localhost:4321\/play\/[\s\S]*`npm start`/);
  const { finding, records } = readTraceFile(writeTraceFile(error.trace));
  expect(finding).toEqual({ ...error.failure, atMs: undefined, seq: finding?.seq });
  expect(records.length).toBeGreaterThanOrEqual(finding?.seq ?? Number.POSITIVE_INFINITY);
  const named = (kind: string): readonly string[] =>
    records.flatMap(({ fact }) => (fact.kind === kind && "queue" in fact ? [fact.queue] : []));
  // Each life has its own: what the informers are judged by would take the second's for the first's.
  expect(new Set(named("reconcile.started"))).toEqual(new Set(["maps", "maps (2)"]));
  expect(violationsOf(checkInvariants(records))).toEqual([]);
  // The server's first objects stand in it, though the story begins after them.
  const [created] = records.flatMap(({ fact }) => (fact.kind === "server.committed" ? [fact] : []));
  expect(created?.ref.resource).toBe("namespaces");
  expect(error.story.join("\n")).not.toContain("namespaces");
  await expect(replayChaos(twins(false), options, error.yaml)).rejects.toThrow("is not marked");
  await expect(replayChaos(twins(true), options, error.yaml)).resolves.toMatchObject({
    failure: undefined,
  });

  const again = await failureOf(twins(false), { ...options, runs: 200 });
  expect(again.message).toBe(error.message);
}, 60_000);

test("the careful controller survives every trouble and ends as without faults", async () => {
  const report = await chaosTest(twins(true), {
    users: [
      {
        ...users[0],
        resource: "configmaps",
        deletes: false,
        variants: [configMap("1"), configMap("2")],
      },
    ],
    invariants: [
      everyTwinIsMarked,
      sameEndAsWithoutFaults(),
      sometimes("it writes", ({ commit }) => commit?.by === "maps"),
    ],
    runs: 150,
  });

  expect(report.sometimes["it writes"]).toBeGreaterThan(100);
  expect(Object.keys(report.struck)).toEqual(
    expect.arrayContaining(["crash", "status", "loseResponse", "latency", "pause"]),
  );
}, 60_000);

test("an end that depends on the faults is found without any specification", async () => {
  const counting = reconciling(async (key, { client }) => {
    if (key.endsWith("/count")) return;
    const find = client.get(configMaps, "default/count").catch(() => undefined);
    const count = await find;
    const seen = Number(count?.data?.["value"] ?? 0) + 1;
    if (count === undefined) {
      await client.create(configMaps, {
        ...configMap("1"),
        metadata: { namespace: "default", name: "count" },
      });
    } else await client.update(configMaps, { ...count, data: { value: String(seen) } });
  });
  const error = await failureOf(counting, { invariants: [sameEndAsWithoutFaults()], runs: 100 });

  expect(error.failure.rule).toBe("the same end as without faults");
  expect(error.message).toMatch(
    /^the same end as without faults: configmaps default\/count: data\.value: with faults "\d+", without "\d+"$/m,
  );
}, 60_000);

test("a uid is drawn anew in each run: what carries its owner's, wherever, ends the same; that of one who is gone does not", async () => {
  const labelling = (isRight: boolean): ControllerUnderTest =>
    reconciling(async (key, { client, informers }) => {
      const name = key.split("/")[1] ?? "";
      const { uid } = informers.core.v1.configMaps.informer().indexer.getByKey(key)?.metadata ?? {};
      if (name.startsWith("of-") || uid === undefined) return;
      const metadata = { namespace: "default", name: `of-${name}` };
      const labels = { owner: uid };
      const map = { ...configMap(`for ${uid}`), metadata: { ...metadata, labels } };
      const there = await client.get(configMaps, `default/of-${name}`).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (there === undefined) await client.create(configMaps, map);
      else if (isRight && there.metadata?.labels?.["owner"] !== uid)
        await client.update(configMaps, map);
    });
  const options: ChaosOptions = { users, invariants: [sameEndAsWithoutFaults()], runs: 100 };

  await expect(
    chaosTest(labelling(true), {
      ...options,
      users: [{ ...users[0], resource: "configmaps", deletes: false, variants: [configMap("1")] }],
    }),
  ).resolves.toMatchObject({ runs: 100 });
  const object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}";
  await expect(
    replayChaos(
      labelling(false),
      options,
      `
version: 1
processes: [maps]
script:
  - {atMs: 0, do: pause, process: maps, forMs: 900}
  - {atMs: 0, do: create, object: ${object}}
  - {atMs: 300, do: delete, resource: configmaps, namespace: default, name: a}
  - {atMs: 600, do: create, object: ${object}}
`,
    ),
  ).rejects.toThrow(
    /: configmaps default\/of-a: data\.value: with faults "for uid of configmaps default\/a", without "for uid of a deleted configmaps default\/a"\n/,
  );
}, 60_000);

test("a failure is told in Chinese where that is asked for; what the program says stays as it is", async () => {
  const throwing = reconciling(() => {
    throw new Error("out of luck");
  });

  const { message, story } = await failureOf(throwing, { language: "zh-CN" });

  const [head, how] = message.split("\n");
  expect(head).toMatch(
    /^除了被服务器拒绝，调谐不会失败：maps：调谐 \S+ 失败：Error: out of luck（位于 .+）$/,
  );
  expect(how).toMatch(/^（种子 1 的第 \d+ 次运行，操作由 \d+ 个缩小到 \d+ 个，用了 \d+ 次运行）$/);
  expect(message).toMatch(
    /\n经过\n[\s\S]*\n {2}因此，在 [\d.]+s：[\s\S]*\n计划\n[\s\S]*\n测试文件\n/,
  );
  expect(story.join("\n").replaceAll("out of luck", "")).not.toMatch(/[a-z]{2,}( [a-z]{2,}){2}/);
});

test("own kinds come by their definitions, and several controllers share a cluster", async () => {
  interface Widget extends KubernetesObject {
    readonly spec?: { readonly size: number };
    readonly status?: { readonly size: number };
  }
  const widgets: TypedResource<Widget> = {
    group: "shop.example.com",
    version: "v1",
    resource: "widgets",
    kind: "Widget",
    isNamespaced: true,
  };
  const properties = { size: { type: "integer" } };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.shop.example.com" },
    spec: {
      group: "shop.example.com",
      scope: "Namespaced",
      names: { plural: "widgets", singular: "widget", kind: "Widget" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                spec: { type: "object", properties },
                status: { type: "object", properties },
              },
            },
          },
        },
      ],
    },
  };
  const sizing: ControllerUnderTest = {
    name: "sizing",
    async start({ informers, client, environment }) {
      const informer = informers.forResource(widgets).informer();
      const loop = new ReconcileLoop(environment, {
        name: "sizing",
        reconcile: async (key) => {
          const widget = informer.indexer.getByKey(key);
          if (widget === undefined || widget.status?.size === widget.spec?.size) return;
          await client.patch(
            widgets,
            key,
            { status: { size: widget.spec?.size } },
            { subresource: "status" },
          );
        },
      });
      informer.addEventHandler(enqueueObject(loop.queue));
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
    },
  };
  const widget = (size: number): Widget => ({
    apiVersion: "shop.example.com/v1",
    kind: "Widget",
    spec: { size },
  });
  const report = await chaosTest([sizing, twins(true)], {
    kinds: [definition],
    users: [
      ...users,
      {
        resource: "widgets.shop.example.com",
        namespace: "default",
        variants: [widget(1), widget(2)],
      },
    ],
    invariants: [
      eventually("each status follows its spec", ({ list }) =>
        list(widgets).every(({ spec, status }) => spec?.size === status?.size),
      ),
      sometimes("both write in one run", ({ commits }) =>
        ["sizing", "maps"].every((name) => commits.some(({ by }) => by === name)),
      ),
    ],
    runs: 60,
  });

  expect(report.sometimes["both write in one run"]).toBeGreaterThan(10);
}, 60_000);

test("who edits an object out of a cache is told where, and what to do instead", async () => {
  const editing = reconciling((key, { informers }) => {
    const map = informers.core.v1.configMaps.informer().indexer.getByKey(key);
    if (map !== undefined) Object.assign(map.metadata ?? {}, { labels: { seen: "yes" } });
  });

  const { failure } = await failureOf(editing, { troubles: [] });

  expect(failure.message).toMatch(
    /^maps: default\/\w failed: TypeError: .* \(at .*chaos-test\.test\.ts:\d+:\d+\); .* frozen here: change a copy/,
  );
});

test("state outside of start() is told by where two runs of one plan part", async () => {
  const applied = new Set<string>();
  const remembering = reconciling(async (key, { client }) => {
    if (applied.has(key)) return;
    applied.add(key);
    await client.patch(configMaps, key, { metadata: { labels: { applied: "yes" } } });
  });

  await expect(
    chaosTest(remembering, { users, invariants: [nothingWrong], runs: 5 }),
  ).rejects.toThrow(
    /it keeps state between runs[\s\S]*they part here\n( {2}both: .*\n)* {2}first: .*\n {2}second: .*/,
  );
});

test("what the runs do not reach is said, and options that make no test are refused", async () => {
  const idle = reconciling(() => undefined);
  await expect(
    chaosTest(idle, { users, invariants: [sometimes("pigs fly", () => false)], runs: 3 }),
  ).rejects.toThrow("never came true in 3 runs: pigs fly");
  await expect(chaosTest(idle, { users, invariants: [] })).rejects.toThrow("needs invariants");
  await expect(chaosTest(idle, { invariants: [nothingWrong] })).rejects.toThrow(
    "something to happen",
  );
  await expect(
    chaosTest({ ...idle, name: "No name" }, { users, invariants: [nothingWrong] }),
  ).rejects.toThrow('controllers[0].name: "No name" is not a name');
  await expect(
    replayChaos(idle, { users, invariants: [nothingWrong] }, "version: 1\nprocesses: [other]\n"),
  ).rejects.toThrow("the plan is for other; these controllers run as maps");
});
