import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";

const noGroup = "apiVersion must specify API group";

// As kube-apiserver v1.35.4 answers.
test.each([
  ["ReplicationController", "v1", ""],
  ["ReplicationController", "", ""],
  ["ReplicationController", "/v1", ""],
  ["ReplicationController", "a/b/c", "unexpected GroupVersion string: a/b/c"],
  ["Deployment", "apps/v1", ""],
  ["Deployment", "apps/", ""],
  ["Deployment", "v1", noGroup],
  ["Deployment", "", noGroup],
  ["Deployment", "/v1", noGroup],
  ["Deployment", "/", noGroup],
  ["Deployment", "a//b", "unexpected GroupVersion string: a//b"],
])(
  "what is scaled has a group, but for replication controllers: %s of %j",
  (kind, apiVersion, problem) => {
    const cluster = createCluster({ environment: new Simulation() });
    const create = () =>
      cluster.create({
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "x", namespace: "default" },
        spec: { maxReplicas: 2, scaleTargetRef: { apiVersion, kind, name: "x" } },
      });

    if (problem === "") expect(create()).toMatchObject({ spec: { scaleTargetRef: { kind } } });
    else
      expect(create).toThrow(
        `spec.scaleTargetRef.apiVersion: Invalid value: ${JSON.stringify(apiVersion)}: ${problem}`,
      );
  },
);
