import { expect, expectTypeOf, test, vi } from "vitest";
import { Selector } from "../api/label-selector.ts";
import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { SharedIndexInformer } from "../informer/shared-index-informer.ts";
import type { coreV1 } from "../kinds/index.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { ListerWatcher, ListResult, WatchObserver } from "../source/lister-watcher.ts";
import type { InformerClient, ListerWatcherOptions } from "../source/rest-client.ts";
import {
  CacheSyncError,
  SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from "./shared-informer-factory.ts";

class FakeClient implements InformerClient {
  readonly environment: Simulation = new Simulation();
  readonly asked: ListerWatcherOptions[] = [];
  readonly silent: ReadonlySet<string>;
  readonly warnings: string[] = [];

  constructor(silent: readonly string[] = []) {
    this.silent = new Set(silent);
  }

  listerWatcherFor<T extends KubernetesObject>(
    _environment: unknown,
    options: ListerWatcherOptions,
  ): ListerWatcher<T> {
    this.asked.push(options);
    const { resource } = options.resource;
    return {
      isWatchListUnsupported: true,
      list: (_query: ListOptions, done: (result: ListResult<T>) => void) => {
        const items = [{ metadata: { name: `${resource}-1`, namespace: "shop" } } as T];
        if (!this.silent.has(resource))
          done({ ok: true, list: { metadata: { resourceVersion: "1" }, items } });
        return () => {};
      },
      watch: (_query: ListOptions, observer: WatchObserver<T>) => {
        observer.opened();
        return () => {};
      },
    };
  }
}

function setUp(options: SharedInformerFactoryOptions = {}, silent: readonly string[] = []) {
  const client = new FakeClient(silent);
  const environment = Object.assign(Object.create(client.environment), {
    warn: (message: string) => client.warnings.push(message),
  }) as Simulation;
  return {
    client,
    simulation: client.environment,
    factory: new SharedInformerFactory(client, { environment, ...options }),
  };
}

test("FA-1: a built-in resource is known by its name alone, also to whoever makes its informer", () => {
  const { client, factory } = setUp({ namespace: "shop" });

  factory.informerFor({ group: "", version: "v1", resource: "nodes" });

  expect(client.asked[0]).toMatchObject({ resource: { kind: "Node", isNamespaced: false } });
  expect(client.asked[0]).not.toHaveProperty("namespace");
});

test("FA-1: whoever asks for a resource gets the same informer, typed or dynamic", () => {
  const { factory } = setUp();
  const informer = factory.core.v1.nodes.informer();

  expect(factory.core.v1.nodes.informer()).toBe(informer);
  expect(factory.forResource({ group: "", version: "v1", resource: "nodes" }).informer()).toBe(
    informer,
  );
  expect(factory.core.v1.pods.informer()).not.toBe(informer);
  expectTypeOf(informer).toEqualTypeOf<SharedIndexInformer<coreV1.Node>>();
});

test("FA-1: the first request decides how the informer is made", () => {
  const { factory } = setUp();
  const nodes = { group: "", version: "v1", resource: "nodes" };
  const made = factory.informerFor(
    nodes,
    (environment, options) => new SharedIndexInformer(environment, { ...options, name: "mine" }),
  );

  expect(made.name).toBe("mine");
  expect(factory.informerFor(nodes, () => expect.unreachable())).toBe(made);
});

test("FA-1: custom periods are those of their resource, 0 included", () => {
  const { factory, simulation } = setUp({
    resyncPeriodMs: 60_000,
    customResyncMs: { pods: 0, "deployments.apps": 5000 },
  });
  const periods: Record<string, number> = {};
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "informer.started") periods[fact.informer] = fact.resyncPeriodMs;
  });
  factory.core.v1.pods.informer();
  factory.core.v1.nodes.informer();
  factory.apps.v1.deployments.informer();

  factory.start();

  expect(periods).toEqual({ pods: 0, nodes: 60_000, "deployments.apps": 5000 });
});

test("FA-2: namespace and tweak reach the source; cluster-scoped resources have no namespace", () => {
  const tweakListOptions = (options: ListOptions): ListOptions => options;
  const { client, factory } = setUp({ namespace: "shop", tweakListOptions });
  factory.core.v1.pods.informer();
  factory.core.v1.nodes.informer();
  factory.forResource({ group: "example.com", version: "v1", resource: "widgets" }).informer();
  factory
    .forResource({ group: "example.com", version: "v1", resource: "zones", isNamespaced: false })
    .informer();

  expect(client.asked.map(({ resource, namespace }) => [resource.resource, namespace])).toEqual([
    ["pods", "shop"],
    ["nodes", undefined],
    ["widgets", "shop"],
    ["zones", undefined],
  ]);
  expect(client.asked.every((options) => options.tweakListOptions === tweakListOptions)).toBe(true);
});

test("FA-2: the transform is set on every informer, and the name stands before theirs", async () => {
  const { factory, simulation } = setUp({
    informerName: "web",
    transform: (object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { seen: "yes" } },
    }),
  });
  const nodes = factory.core.v1.nodes;
  expect(nodes.informer().name).toBe("web/nodes");
  factory.start();
  simulation.runReady();
  await factory.waitForCacheSync();

  expect(nodes.lister().list()[0]?.metadata?.labels).toEqual({ seen: "yes" });
});

test("FA-3: every informer has the index by namespace", () => {
  const { factory } = setUp();

  expect(Object.keys(factory.core.v1.pods.informer().indexer.getIndexers())).toEqual(["namespace"]);
});

test("FA-4: start runs what was asked for so far, does not wait, and can be called again", async () => {
  const { factory, simulation } = setUp();
  const nodes = factory.core.v1.nodes.informer();
  factory.start();
  const pods = factory.core.v1.pods.informer();
  simulation.runReady();

  expect([nodes.hasSynced, pods.isStarted]).toEqual([true, false]);

  factory.start();
  simulation.runReady();

  expect(pods.hasSynced).toBe(true);
});

test("FA-4: after the shutdown nothing is started, and that is said", async () => {
  const { client, factory } = setUp();
  const nodes = factory.core.v1.nodes.informer();
  await factory.shutdown();
  factory.start();

  expect(nodes.isStarted).toBe(false);
  expect(client.warnings[0]).toContain("this factory was shut down");
});

test("FA-5: the wait is for started informers only and answers their names", async () => {
  const { factory, simulation } = setUp({}, ["pods"]);
  factory.core.v1.nodes.informer();
  factory.start();
  factory.core.v1.pods.informer();
  simulation.runReady();

  expect(await factory.waitForCacheSync()).toEqual(new Map([["nodes", true]]));
});

test("FA-5: who waits again and again, as a health check does, leaves nothing with informers that have synced", async () => {
  const { factory, simulation } = setUp();
  const nodes = factory.core.v1.nodes.informer();
  factory.start();
  simulation.runReady();
  await factory.waitForCacheSync();
  const listens = vi.spyOn(nodes, "onStopped");

  await factory.waitForCacheSync();

  expect(listens).not.toHaveBeenCalled();
});

test("FA-5: a wait that is ended names what had not synced", async () => {
  const { factory, simulation } = setUp({}, ["pods", "deployments"]);
  factory.core.v1.nodes.informer();
  factory.core.v1.pods.informer();
  factory.apps.v1.deployments.informer();
  const controller = new AbortController();
  factory.start(controller.signal);
  const wait = factory.waitForCacheSync(controller.signal);
  simulation.runReady();
  controller.abort();

  const error = await wait.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CacheSyncError);
  expect((error as CacheSyncError).unsynced).toEqual(["pods", "deployments.apps"]);
  expect((error as CacheSyncError).message).toBe(
    "caches not synced when the wait was ended: pods, deployments.apps",
  );
});

test("FA-5: a wait does not outlive an informer that stopped before it synced", async () => {
  const { factory, simulation } = setUp({}, ["pods"]);
  const pods = factory.core.v1.pods.informer();
  factory.start();
  const wait = factory.waitForCacheSync();
  simulation.runReady();
  pods.stop();

  await expect(wait).rejects.toThrow("caches not synced when an informer stopped: pods");
});

test("FA-5: an informer that stops after it has synced takes nothing from the wait for the others", async () => {
  const { factory, simulation } = setUp({}, ["pods"]);
  const nodes = factory.core.v1.nodes.informer();
  factory.core.v1.pods.informer();
  factory.start();
  const stop = new AbortController();
  let told: unknown = "waits";
  const wait = factory.waitForCacheSync(stop.signal).catch((error: unknown) => {
    told = error;
  });
  simulation.runReady();

  nodes.stop();
  await simulation.advanceByAsync(0);
  expect(told).toBe("waits");

  stop.abort();
  await wait;
  expect((told as CacheSyncError).unsynced).toEqual(["pods"]);
});

test("FA-5: waiting for informers that nobody started is told", async () => {
  const { client, factory } = setUp();
  factory.core.v1.nodes.lister();

  expect(await factory.waitForCacheSync()).toEqual(new Map());
  expect(client.warnings).toEqual([
    "waitForCacheSync waits for nothing: nodes not started; call start() after asking for informers",
  ]);
});

test("FA-6: the shutdown waits for informers that still run, and may be called again", async () => {
  const { factory, simulation } = setUp();
  const controller = new AbortController();
  const nodes = factory.core.v1.nodes.informer();
  factory.start(controller.signal);
  simulation.runReady();
  let isShutDown = false;
  const shutdown = factory.shutdown().then(() => {
    isShutDown = true;
  });
  await simulation.advanceByAsync(1000);
  expect(isShutDown).toBe(false);
  controller.abort();
  await shutdown;
  await factory.shutdown();

  expect(nodes.isStopped).toBe(true);
});

test("FA-6: informers started without a signal stop at the shutdown; disposal stops all", async () => {
  const { factory, simulation } = setUp();
  const nodes = factory.core.v1.nodes.informer();
  factory.start();
  simulation.runReady();
  await factory.shutdown();
  expect(nodes.isStopped).toBe(true);

  const other = setUp().factory;
  const pods = other.core.v1.pods.informer();
  other.start(new AbortController().signal);
  await other[Symbol.asyncDispose]();
  expect(pods.isStopped).toBe(true);
});

test("FA-7: asking for a lister makes the informer; unstarted it stays empty", async () => {
  const { factory, simulation } = setUp();
  const lister = factory.core.v1.nodes.lister();
  simulation.runReady();
  expect(lister.list(Selector.everything())).toEqual([]);

  factory.start();
  simulation.runReady();

  expect(lister.list(Selector.everything()).map(({ metadata }) => metadata?.name)).toEqual([
    "nodes-1",
  ]);
});

test("every group of the table is a property of the factory", () => {
  const { factory } = setUp();

  expect(factory.autoscaling.v2.horizontalPodAutoscalers.resource.version).toBe("v2");
  expect(factory.rbac.v1.clusterRoles.resource.group).toBe("rbac.authorization.k8s.io");
  for (const group of [
    "admissionregistration",
    "apiextensions",
    "apiregistration",
    "apps",
    "batch",
    "certificates",
    "coordination",
    "discovery",
    "events",
    "flowcontrol",
    "networking",
    "node",
    "policy",
    "resource",
    "scheduling",
    "storage",
  ] as const) {
    expect(Object.keys(factory[group].v1).length, group).toBeGreaterThan(0);
  }
});

test("two versions of one resource are two informers with names of their own", () => {
  const { factory } = setUp();

  expect(
    [factory.autoscaling.v1, factory.autoscaling.v2].map(
      ({ horizontalPodAutoscalers }) => horizontalPodAutoscalers.informer().name,
    ),
  ).toEqual(["horizontalpodautoscalers.autoscaling", "horizontalpodautoscalers.autoscaling.v2"]);
});

test("a client without environment needs one from the options, and the error says which", () => {
  const client: InformerClient = { listerWatcherFor: () => expect.unreachable() };

  expect(() => new SharedInformerFactory(client)).toThrow(
    "createSystemEnvironment() from @informerlab/core/system",
  );
});
