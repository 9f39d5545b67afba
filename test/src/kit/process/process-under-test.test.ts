import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClientSet, type KubernetesObject, lane } from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";
import { MemoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { CoreV1Api } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { chaosTest, replayChaos } from "../chaos-test.ts";
import type { ControllerUnderTest } from "../controller.ts";
import { always, eventually } from "../rules/rules.ts";
import {
  configMaps,
  failureOf,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

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
  expect(error.message).toMatch(
    /threw on add of[\s\S]*1 !== 2[\s\S]*process-under-test\.test\.ts:\d+/,
  );
});

test("an error of a reconcile that is no refusal of the server fails the test; refusals are retried", async () => {
  const error = await failureOf(
    reconciling(async (key, { client }) => {
      const map = await client.get(configMaps, key);
      (map.data as unknown as { missing: { field: string } }).missing.field.trim();
    }),
  );

  expect(error.failure.rule).toBe("no reconcile fails but for the server's refusals");
  expect(error.message).toMatch(/TypeError[\s\S]*process-under-test\.test\.ts:\d+/);
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
  expect(error.message).toMatch(/setTimeout is called at .*process-under-test\.test\.ts:\d+/);
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
    /two runs of the same plan differ[\s\S]*Math\.random at .*process-under-test\.test\.ts/,
  );
});

test("a call whose refusal nobody hears is found, with the call and its line", async () => {
  const error = await failureOf(
    {
      name: "forgets",
      start: ({ client }) => void client.get(configMaps, "default/none"),
    },
    { troubles: [] },
  );

  expect(error.failure.rule).toBe("no promise is rejected unheard");
  expect(error.failure.message).toMatch(
    /nobody hears how get configmaps default\/none at .*process-under-test\.test\.ts:\d+:\d+ ended: StatusError: .*not found; await the promise, or catch it/,
  );
});

test("a clientset's call whose refusal nobody hears is found, too", async () => {
  const error = await failureOf(
    {
      name: "forgets",
      start(program) {
        void createClientSet(program).core.v1.configMaps.inNamespace("default").get("none");
      },
    },
    { troubles: [] },
  );

  expect(error.failure.message).toMatch(
    /^nobody handles StatusError: configmaps "none" not found; await the promise, or catch it: .* \(at .*process-under-test\.test\.ts:\d+:\d+\)$/,
  );
});

test("so is one of somebody else's clientset, with the line where it was made", async () => {
  const error = await failureOf(
    {
      name: "forgets",
      start({ server, onEnd }) {
        const config = new MemoryKubeConfig(server);
        onEnd(() => config.close());
        void config
          .makeApiClient(CoreV1Api)
          .readNamespacedConfigMap({ namespace: "default", name: "none" });
      },
    },
    { troubles: [], realIo: true, runs: 2 },
  );

  expect(error.failure.rule).toBe("no promise is rejected unheard");
  expect(error.failure.message).toMatch(/\(at .*process-under-test\.test\.ts:\d+:\d+\)$/);
});

test("a campaign whose test is over ends before its next run", async () => {
  const stop = new AbortController();
  let starts = 0;
  const campaign = chaosTest(
    {
      name: "counts",
      start() {
        starts += 1;
        if (starts === 3) stop.abort();
      },
    },
    { users, invariants: [nothingWrong], runs: 1000, troubles: [], signal: stop.signal },
  );

  await expect(campaign).rejects.toThrow(
    "the test that began this campaign was over before its run",
  );
  expect(starts).toBe(3);
});

test("what a process leaves unheard that was asked to end is no find", async () => {
  const report = await chaosTest(
    {
      name: "ends",
      start: ({ client, stop }) => {
        stop.addEventListener("abort", () => void client.get(configMaps, "default/none"));
      },
    },
    { users, invariants: [nothingWrong], troubles: ["stop"], runs: 30 },
  );

  expect(report.struck["stop"]).toBeGreaterThan(5);
});

test("a timer that fired while its process was paused can still be cancelled by what goes on before it", async () => {
  const fired: string[] = [];
  const controller: ControllerUnderTest = {
    name: "timers",
    start({ environment: { clock } }) {
      const cancel = clock.after(200, lane("late"), () => fired.push("late"));
      clock.after(100, lane("early"), () => {
        fired.push("early");
        cancel();
      });
    },
  };

  await replayChaos(
    controller,
    { users, invariants: [nothingWrong] },
    "{version: 1, processes: [timers], script: [{atMs: 50, do: pause, process: timers, forMs: 1000}]}",
  );

  expect(fired).toEqual(["early"]);
});

test("what an informer of a selector reads is told in the trace, which is judged by it", async () => {
  const controller: ControllerUnderTest = {
    name: "chosen",
    start({ informersWith }) {
      const factory = informersWith({
        namespace: "default",
        tweakListOptions: (query) => ({ ...query, labelSelector: "app=web" }),
      });
      factory.core.v1.configMaps.informer();
      factory.start();
    },
  };

  const { trace } = await replayChaos(
    controller,
    { users, invariants: [nothingWrong] },
    "{version: 1, processes: [chosen], script: []}",
  );

  const started = trace.records.find(({ fact }) => fact.kind === "informer.started");
  expect(started?.fact).toMatchObject({
    scope: { namespace: "default", labelSelector: "app=web" },
  });
});

test("integers beyond 2^53 are sent, read back and judged as they are", async () => {
  const seconds = 9_007_199_254_740_993n;
  const read: unknown[] = [];
  const controller: ControllerUnderTest = {
    name: "large",
    async start({ client }) {
      await client.create("pods", {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "a", namespace: "default" },
        spec: { containers: [{ name: "c", image: "i" }], terminationGracePeriodSeconds: seconds },
      } as KubernetesObject);
      const pod: KubernetesObject & { readonly spec?: object } = await client.get("pods", "a");
      read.push(
        (pod.spec as { terminationGracePeriodSeconds?: unknown }).terminationGracePeriodSeconds,
      );
    },
  };

  await replayChaos(
    controller,
    { users, invariants: [nothingWrong] },
    "{version: 1, processes: [large], script: []}",
  );

  expect(read).toEqual([seconds]);
});

test("what a rule does with a written object does not reach the server", async () => {
  const clearing = always("clears", ({ commit }) => {
    Object.assign(commit?.object ?? {}, { data: { value: "of the rule" } });
    return true;
  });
  const ends = eventually("as users wrote it", ({ list }) =>
    list<coreV1.ConfigMap>(configMaps).every(({ data }) => data?.["value"] === "1"),
  );

  await replayChaos(
    reconciling(() => {}),
    { users, invariants: [clearing, ends] },
    "{version: 1, processes: [maps], script: [{atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}, data: {value: '1'}}}]}",
  );
});
