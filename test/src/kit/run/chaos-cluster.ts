import type { Simulation } from "@informerlab/core/simulation";
import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import type { ChaosOptions } from "../controller.ts";

/** As in a real cluster: garbage is not collected at once. */
const gcReactionMs = 1000;

/** The cluster of a run as it is before anybody starts: namespaces, own kinds, first objects. */
export function createClusterFor(
  simulation: Simulation,
  { kinds, objects = [], users = [] }: ChaosOptions,
): FakeCluster {
  const namespaces = new Set(["default"]);
  for (const { namespace } of users) if (namespace !== undefined) namespaces.add(namespace);
  for (const { metadata } of objects)
    if (metadata?.namespace !== undefined) namespaces.add(metadata.namespace);
  const cluster = createCluster({
    environment: simulation,
    hasSystemObjects: false,
    controllers: { namespaces: true, gc: true, pods: true, reactionMs: { gc: gcReactionMs } },
    objects: [
      ...[...namespaces].map((name) => ({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name },
      })),
      ...(kinds === undefined
        ? []
        : typeof kinds === "string" || !Array.isArray(kinds)
          ? [kinds]
          : kinds),
    ] as readonly (string | object)[],
  });
  simulation.runReady();
  cluster.apply(objects);
  simulation.runReady();
  return cluster;
}
