import { SimulatedKind } from "./simulated-kind.ts";

/** What a controller of pods has of its own. */
const ofPods = { selector: null, template: { metadata: {}, spec: { containers: null } } };

/**
 * Kinds whose objects live the usual life: created, changed, gone when they are deleted. Pods and jobs, which die in ways
 * of their own, are the whole server's affair.
 */
export const simulatedKinds: readonly SimulatedKind[] = [
  {
    group: "",
    version: "v1",
    kind: "Node",
    resource: "nodes",
    namespaced: false,
    shortNames: ["no"],
    emptyObject: {
      spec: {},
      status: {
        daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
        nodeInfo: {
          machineID: "",
          systemUUID: "",
          bootID: "",
          kernelVersion: "",
          osImage: "",
          containerRuntimeVersion: "",
          kubeletVersion: "",
          kubeProxyVersion: "",
          operatingSystem: "",
          architecture: "",
        },
      },
    },
  },
  {
    group: "",
    version: "v1",
    kind: "ConfigMap",
    resource: "configmaps",
    namespaced: true,
    shortNames: ["cm"],
    emptyObject: {},
  },
  {
    group: "",
    version: "v1",
    kind: "Secret",
    resource: "secrets",
    namespaced: true,
    emptyObject: {},
  },
  {
    group: "apps",
    version: "v1",
    kind: "Deployment",
    resource: "deployments",
    namespaced: true,
    shortNames: ["deploy"],
    emptyObject: { spec: { ...ofPods, strategy: {} }, status: {} },
  },
  {
    group: "apps",
    version: "v1",
    kind: "ReplicaSet",
    resource: "replicasets",
    namespaced: true,
    shortNames: ["rs"],
    emptyObject: { spec: ofPods, status: { replicas: 0 } },
  },
  {
    group: "apps",
    version: "v1",
    kind: "StatefulSet",
    resource: "statefulsets",
    namespaced: true,
    shortNames: ["sts"],
    emptyObject: {
      spec: { ...ofPods, serviceName: "", updateStrategy: {} },
      status: { replicas: 0, availableReplicas: 0 },
    },
  },
  {
    group: "apps",
    version: "v1",
    kind: "DaemonSet",
    resource: "daemonsets",
    namespaced: true,
    shortNames: ["ds"],
    emptyObject: {
      spec: { ...ofPods, updateStrategy: {} },
      status: {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
      },
    },
  },
].map((names) => new SimulatedKind(names));
