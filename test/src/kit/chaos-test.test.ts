import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { enqueueObject, isConflict, type KubernetesObject, ReconcileLoop } from "@informerlab/core";
import { type coreV1, resources, type TypedResource } from "@informerlab/core/kinds";
import { expect, test } from "vitest";
import type { ChaosError } from "./chaos-error.ts";
import { chaosTest, replayChaos } from "./chaos-test.ts";
import type { ChaosOptions, ControllerUnderTest, Program } from "./controller.ts";
import { formatPlan, parsePlan } from "./plan-text.ts";
import { always, eventually, sameEndAsWithoutFaults, sometimes } from "./rules.ts";

const { configMaps } = resources.core.v1;

const configMap = (value: string): coreV1.ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  data: { value },
});
const users: NonNullable<ChaosOptions["users"]> = [
  { resource: "configmaps", namespace: "default", variants: [configMap("1"), configMap("2")] },
];
const nothingWrong = always("nothing", () => true);

/** A controller that reconciles config maps. */
function reconciling(
  reconcile: (key: string, program: Program) => void | Promise<void>,
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

async function failureOf(
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

test("a failing assertion in an event handler fails the test, with its place", async () => {
  const error = await failureOf({
    name: "asserts",
    start({ informers }) {
      const { informer } = informers.core.v1.configMaps;
      informer().addEventHandler({ onAdd: () => assert.equal(1, 2) });
      informers.start();
    },
  });

  expect(error.failure.rule).toBe("no event handler throws");
  expect(error.message).toMatch(/threw on add of[\s\S]*1 !== 2[\s\S]*chaos-test\.test\.ts:\d+/);
});

test("an error of a reconcile that is no refusal of the server fails the test; refusals are retried", async () => {
  const error = await failureOf(
    reconciling(async (key, { client }) => {
      const map = await client.get(configMaps, key);
      (map.data as unknown as { missing: { field: string } }).missing.field.trim();
    }),
  );

  expect(error.failure.rule).toBe("no reconcile fails but for the server's refusals");
  expect(error.message).toMatch(/TypeError[\s\S]*chaos-test\.test\.ts:\d+/);
});

test("whoever edits a cached object is told where", async () => {
  const error = await failureOf({
    name: "edits",
    start({ informers }) {
      const edit = (map: coreV1.ConfigMap): void => {
        Object.assign(map.data ?? {}, { value: "edited" });
      };
      informers.core.v1.configMaps.informer().addEventHandler({ onAdd: edit });
      informers.start();
    },
  });

  expect(error.message).toMatch(/Cannot assign to read only property 'value'/);
});

test("a real timer is refused by name and place", async () => {
  const error = await failureOf(
    reconciling(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }),
  );

  expect(error.failure.rule).toBe("the controller waits in virtual time only");
  expect(error.message).toMatch(/setTimeout is called at .*chaos-test\.test\.ts:\d+/);
});

test("a reconcile that waits for a socket is named instead of hanging", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const { get } = await import("node:http");
  const error = await failureOf(
    reconciling(
      () =>
        new Promise((_resolve, reject) => {
          get({ port, host: "127.0.0.1", timeout: 60_000 }).on("error", () => reject);
        }),
    ),
    { runs: 1 },
  );
  server.closeAllConnections();
  server.close();

  expect(error.failure).toMatchObject({ rule: "what begins ends" });
  expect(error.message).toMatch(/worker\/maps\/1 of maps never came back/);
});

test("a controller that is not a function of its plan is refused, with what makes it so", async () => {
  const error = await failureOf(
    reconciling(async (key, { client, informers }) => {
      const map = informers.core.v1.configMaps.informer().indexer.getByKey(key);
      if (map === undefined || map.metadata?.labels?.["chance"] !== undefined) return;
      await client.patch(configMaps, key, {
        metadata: { labels: { chance: `x${Math.random()}` } },
      });
    }),
  );

  expect(error.message).toMatch(
    /two runs of the same plan differ[\s\S]*Math\.random at .*chaos-test\.test\.ts/,
  );
});

/** Creates a twin of each config map, and then marks it. */
const twins = (isCareful: boolean): ControllerUnderTest =>
  reconciling(async (key, { client, informers }) => {
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
const everyTwinIsMarked = eventually("every twin is marked", ({ list }) => {
  const bare = list(configMaps).filter(
    ({ metadata }) => metadata?.name?.endsWith("-twin") && metadata.labels?.["marked"] !== "yes",
  );
  return bare.length === 0 || `${bare[0]?.metadata?.name} is not marked`;
});

test("a crash between two writes is found, told with its program, and found again from the printed plan", async () => {
  const options: ChaosOptions = {
    users,
    invariants: [everyTwinIsMarked],
    troubles: ["crash-between-writes"],
  };
  const error = await failureOf(twins(false), { ...options, runs: 200 });

  expect(error.message).toContain("is not marked");
  expect(error.story.join("\n")).toMatch(
    /maps\.1: create configmaps default\/\w-twin: 201[\s\S]*maps: crash[\s\S]*maps: start again/,
  );
  expect(error.plan.script?.length).toBeLessThanOrEqual(3);
  expect(error.testFile).toContain("replayChaos(controller, options, `");
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
  expect(error.message).toMatch(/without faults: .*count[\s\S]*with faults: {4}.*count/);
}, 60_000);

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

test("a program that speaks HTTP gets a fetch that lives in the simulation", async () => {
  const report = await chaosTest(
    reconciling(async (key, { fetch }) => {
      if (key.endsWith("/seen")) return;
      const path = "/api/v1/namespaces/default/configmaps/seen?fieldManager=seen&force=true";
      const body = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "seen" },
        data: { [key.replace("/", ".")]: "yes" },
      };
      const answer = await fetch(path, {
        method: "PATCH",
        headers: { "content-type": "application/apply-patch+yaml" },
        body: JSON.stringify(body),
      });
      await answer.json();
    }),
    {
      users,
      invariants: [
        sometimes(
          "it writes",
          ({ commit }) => commit?.by === "maps" && commit.key === "default/seen",
        ),
      ],
      troubles: ["slow-requests", "crash", "watch-cut"],
      runs: 30,
    },
  );

  expect(report.commits).toBeGreaterThan(60);
});

test("each kind of failure on the way of a write reaches the program as the error that a real client throws", async () => {
  const seen = new Set<string>();
  await chaosTest(
    reconciling(async (key, { client }) => {
      try {
        const map = await client.get(configMaps, key);
        await client.update(configMaps, {
          ...map,
          metadata: { ...map.metadata, labels: { seen: "yes" } },
        });
      } catch (error) {
        seen.add(isConflict(error) ? "Conflict" : (error as Error).name);
        const { status } = error as {
          status?: { code?: number; details?: { retryAfterSeconds?: number } };
        };
        if (status?.code !== undefined) seen.add(String(status.code));
        if (status?.details?.retryAfterSeconds !== undefined) seen.add("Retry-After");
        throw error;
      }
    }),
    { users, invariants: [nothingWrong], runs: 150 },
  );

  expect([...seen]).toEqual(
    expect.arrayContaining(["Conflict", "409", "429", "500", "Retry-After", "TransportError"]),
  );
}, 60_000);

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
  ).rejects.toThrow('"No name" is no name');
  await expect(
    replayChaos(idle, { users, invariants: [nothingWrong] }, "version: 1\nprocesses: [other]\n"),
  ).rejects.toThrow("the plan is for other; these controllers run as maps");
});

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
