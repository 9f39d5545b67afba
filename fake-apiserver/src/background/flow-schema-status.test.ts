import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";

const path = "flowschemas.flowcontrol.apiserver.k8s.io/mine";

/** A schema whose condition somebody else sets to the opposite whenever it is set. */
function rivalry() {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, controllers: { flowSchemas: true } });
  cluster.create({
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name: "mine" },
    spec: { priorityLevelConfiguration: { name: "global-default" } },
  } as KubernetesObject);
  simulation.runReady();
  const rival = (): void => {
    cluster.apiserver.performDirect({
      verb: "patch",
      definition: cluster.apiserver.definitionOf("flowschemas.flowcontrol.apiserver.k8s.io"),
      name: "mine",
      subresource: "status",
      client: "rival",
      body: {
        content: {
          status: { conditions: [{ type: "Dangling", status: "True", reason: "R", message: "" }] },
        } as unknown as KubernetesObject,
        mediaType: "application/merge-patch+json",
      },
    });
  };
  return { simulation, cluster, rival };
}

function danglingOf(object: KubernetesObject | undefined): unknown {
  const { status } = (object ?? {}) as {
    status?: { conditions?: readonly { type: string; status: string }[] };
  };
  return status?.conditions?.find(({ type }) => type === "Dangling")?.status;
}

test("a schema whose condition others set otherwise is written six times a minute, and again later", () => {
  const { simulation, cluster, rival } = rivalry();
  let answers = 0;
  for (let second = 0; second < 25; second++) {
    rival();
    simulation.advanceBy(1000);
    if (danglingOf(cluster.get(path)) === "False") answers += 1;
  }

  // The first was written when the schema was made.
  expect(answers).toBe(5);
  simulation.advanceBy(135_000);
  expect(danglingOf(cluster.get(path))).toBe("False");
});
