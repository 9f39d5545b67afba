import type { KubernetesObject, ListOptions, WatchEvent } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { inProcessListerWatcher } from "../transports/in-process.ts";

const settings = { objects: "metadata", requiresNamespaces: false } as const;
const names = ["a", "b", "c"] as const;
const colors = ["red", "blue"] as const;

type Step =
  | { readonly do: "put"; readonly name: string; readonly color: string }
  | { readonly do: "delete"; readonly name: string }
  | { readonly do: "compact"; readonly keep: number }
  | { readonly do: "restart" }
  | { readonly do: "other" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("put" as const),
      name: fc.constantFrom(...names),
      color: fc.constantFrom(...colors),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("delete" as const), name: fc.constantFrom(...names) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("compact" as const), keep: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "other" as const }) },
);

function node(name: string, color: string, edit: number): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { color, edit: String(edit) } },
  };
}

function play(cluster: FakeCluster, steps: readonly Step[]): void {
  for (const [index, step] of steps.entries()) {
    switch (step.do) {
      case "put": {
        const object = node(step.name, step.color, index);
        if (cluster.get("nodes", step.name) === undefined) cluster.create(object);
        else cluster.update(object);
        break;
      }
      case "delete":
        if (cluster.get("nodes", step.name) !== undefined) cluster.delete("nodes", step.name);
        break;
      case "compact":
        cluster.apiserver.compact(Math.max(1, cluster.apiserver.storage.revision - step.keep));
        break;
      case "restart":
        cluster.apiserver.restart();
        break;
      case "other":
        cluster.create({
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: `n${cluster.resourceVersion}` },
        });
    }
  }
}

/** What a client has that lists once and then resumes its watch for as long as it is let. */
class Follower {
  readonly #cluster: FakeCluster;
  readonly #options: ListOptions;
  readonly cache = new Map<string, KubernetesObject>();
  readonly problems: string[] = [];
  resourceVersion = "";
  lists = 0;
  #isWatching = false;

  constructor(cluster: FakeCluster, options: ListOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  follow(): void {
    if (this.#isWatching) return;
    if (this.resourceVersion === "") this.#list();
    else this.#watch();
  }

  #list(): void {
    this.lists += 1;
    this.#source().list(this.#options, (result) => {
      if (!result.ok) throw result.error;
      this.cache.clear();
      for (const item of result.list.items) this.cache.set(item.metadata?.name ?? "", item);
      this.resourceVersion = result.list.metadata?.resourceVersion ?? "";
      this.#watch();
    });
  }

  #watch(): void {
    this.#isWatching = true;
    const { resourceVersion } = this;
    this.#source().watch(
      { ...this.#options, resourceVersion, allowWatchBookmarks: true },
      {
        opened: () => undefined,
        events: (batch) => {
          for (const event of batch) this.#receive(event);
        },
        closed: () => {
          this.#isWatching = false;
        },
        failed: (error) => {
          throw error;
        },
      },
    );
  }

  #receive(event: WatchEvent): void {
    if (event.type === "ERROR") {
      if (event.object.code !== 410) this.problems.push(`ERROR ${event.object.code}`);
      this.resourceVersion = "";
      return;
    }
    const { name = "", resourceVersion = "" } = event.object.metadata ?? {};
    if (Number(resourceVersion) < Number(this.resourceVersion))
      this.problems.push(`${resourceVersion} after ${this.resourceVersion}`);
    this.resourceVersion = resourceVersion;
    const isKnown = this.cache.has(name);
    if (event.type === "ADDED" && isKnown) this.problems.push(`ADDED ${name}, which is there`);
    if (event.type === "MODIFIED" && !isKnown)
      this.problems.push(`MODIFIED ${name}, which is not there`);
    if (event.type === "DELETED" && !isKnown)
      this.problems.push(`DELETED ${name}, which is not there`);
    if (event.type === "DELETED") this.cache.delete(name);
    else if (event.type !== "BOOKMARK") this.cache.set(name, event.object);
  }

  #source() {
    return inProcessListerWatcher(this.#cluster, { resource: "nodes" });
  }
}

const phases = fc.array(fc.array(step, { maxLength: 12 }), { minLength: 1, maxLength: 6 });
const selectors = fc.constantFrom<ListOptions>(
  {},
  { labelSelector: "color=red" },
  { labelSelector: "color!=red" },
);
const windows = fc.constantFrom({}, { eventsMin: 1, eventsMax: 2 }, { eventsMin: 3, eventsMax: 3 });

test("law one, property: whoever resumes its watch gets every later event or a 410, whatever was written, compacted or restarted between", () => {
  fc.assert(
    fc.property(
      phases,
      selectors,
      windows,
      fc.boolean(),
      (script, options, watchWindow, hasWatchCache) => {
        const simulation = new Simulation();
        const cluster = createCluster({
          environment: simulation,
          settings,
          watchWindow,
          hasWatchCache,
        });
        const follower = new Follower(cluster, options);
        for (const steps of script) {
          follower.follow();
          simulation.runReady();
          play(cluster, steps);
          simulation.runReady();
        }
        for (let turn = 0; turn < 3; turn++) {
          follower.follow();
          simulation.runReady();
        }

        const expected = cluster.list(
          "nodes",
          options.labelSelector === undefined ? {} : { labelSelector: options.labelSelector },
        );
        expect(follower.problems).toEqual([]);
        expect(
          [...follower.cache.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
        ).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

function nameOf(object: KubernetesObject): string {
  return object.metadata?.name ?? "";
}

test("without compaction, restart or a full window nobody has to list twice", () => {
  fc.assert(
    fc.property(phases, selectors, (script, options) => {
      const simulation = new Simulation();
      const cluster = createCluster({ environment: simulation, settings });
      const follower = new Follower(cluster, options);
      for (const steps of script) {
        follower.follow();
        simulation.runReady();
        play(
          cluster,
          steps.filter((step) => step.do !== "compact" && step.do !== "restart"),
        );
      }
      follower.follow();
      simulation.runReady();

      expect(follower.lists).toBe(1);
    }),
  );
});
