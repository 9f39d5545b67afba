import { commands, type KubectlGroup } from "../command.ts";
import { configMap, deployment, list, namespacedKinds, pod } from "./manifests.ts";

const names: readonly string[] = [
  ...["pod one", "deploy web", "cm map", "svc svc", "secret secret", "sa account", "job job"],
  ...["cj cron", "sts set", "ds daemon", "rs replica", "rc rc", "ing ingress", "netpol policy"],
  ...["pdb budget", "pvc claim", "quota quota", "limits limits", "role reader"],
  ...["rolebinding readers", "hpa hpa", "lease lease", "endpointslice slice", "ep svc"],
  ...["podtemplate template", "ns k-describes", "node node-d", "pv volume-d", "sc class-d"],
  ...["priorityclass priority-d", "runtimeclass runtime-d", "csidriver csi-d"],
  ...["ingressclass ingressclass-d", "clusterrole view", "clusterrolebinding cluster-admin"],
  ...["flowschema exempt", "prioritylevelconfiguration exempt", "apiservice v1.apps"],
  ...["pods", "cm -l app=none", "pod none", "bogus x", "pods -l app=one --show-events=false"],
];

/** `describe` of most kinds. */
export const describeGroup: KubectlGroup = {
  name: "describes",
  files: {
    "all.json": list(
      deployment("web"),
      pod("one", {
        tolerations: [{ key: "a", operator: "Exists" }],
        nodeSelector: { disk: "ssd" },
      }),
      configMap("map", { a: "1", b: "two\nlines\n" }),
      ...namespacedKinds,
    ),
    "cluster.json": list(
      {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "node-d", labels: { zone: "a" } },
        spec: { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] },
      },
      {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: "volume-d" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          capacity: { storage: "1Gi" },
          hostPath: { path: "/x" },
          storageClassName: "class-d",
        },
      },
      {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "class-d" },
        provisioner: "example.com/x",
        parameters: { a: "b" },
      },
      {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name: "priority-d" },
        value: 100,
        description: "what for",
      },
      {
        apiVersion: "node.k8s.io/v1",
        kind: "RuntimeClass",
        metadata: { name: "runtime-d" },
        handler: "h",
      },
      { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata: { name: "csi-d" } },
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: { name: "ingressclass-d" },
        spec: { controller: "example.com/ic" },
      },
    ),
  },
  commands: [
    ...commands(`
      apply -f all.json
      apply -f cluster.json
      get nodes,pv,sc,priorityclass,runtimeclass,csidriver,ingressclass
      get nodes,pv,sc,priorityclass,runtimeclass,csidriver,ingressclass -o wide
    `),
    ...names.map((name) => ({ line: `describe ${name}` })),
    ...commands("delete -f cluster.json --wait=false"),
  ],
};
