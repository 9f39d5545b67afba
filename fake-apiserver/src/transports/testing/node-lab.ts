import type { KubernetesObject, ListOptions, WatchEvent } from "@informerlab/core";
import { StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact } from "@informerlab/core/trace";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { inProcessListerWatcher } from "../in-process.ts";

const settings = { objects: "metadata", requiresNamespaces: false } as const;

interface NodeLab {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
  readonly facts: readonly TraceFact[];
}

/** A cluster of its own, and what its trace told. */
export function nodeLab(seed = 0): NodeLab {
  const simulation = new Simulation({ seed });
  const facts: TraceFact[] = [];
  simulation.trace.subscribe(({ fact }) => facts.push(fact));
  return { simulation, cluster: createCluster({ environment: simulation, settings }), facts };
}

/** A node to create. */
export function node(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Node", metadata: { name } };
}

function textOf(event: WatchEvent): string {
  if (event.type === "ERROR") return `ERROR ${event.object.code} ${event.object.reason}`;
  const { name = "", resourceVersion } = event.object.metadata ?? {};
  return `${event.type} ${name}@${resourceVersion}`;
}

/** Watches nodes; what was told, as it is told. */
export function watchNodes(
  cluster: FakeCluster,
  options: ListOptions = { resourceVersion: "1" },
): string[] {
  const seen: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).watch(options, {
    opened: () => seen.push("opened"),
    events: (batch) => seen.push(...batch.map(textOf)),
    closed: () => seen.push("closed"),
    failed: (error) => seen.push(`failed ${describe(error)}`),
  });
  return seen;
}

/** Lists nodes; how many there were at which version, or the error, once it is there. */
export function listNodes(cluster: FakeCluster, options: ListOptions = {}): string[] {
  const seen: string[] = [];
  inProcessListerWatcher(cluster, { resource: "nodes" }).list(options, (result) => {
    seen.push(
      result.ok
        ? `${result.list.items.length}@${result.list.metadata?.resourceVersion}`
        : describe(result.error),
    );
  });
  return seen;
}

function describe(error: unknown): string {
  if (error instanceof StatusError) return `${error.status.code} ${error.status.reason}`;
  return error instanceof Error ? error.name : String(error);
}
