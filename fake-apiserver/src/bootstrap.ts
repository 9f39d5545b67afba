import type { KubernetesObject } from "@informerlab/core";
import type { Apiserver } from "./apiserver.ts";

const client = "kube-apiserver";

function namespace(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function priorityClass(name: string, value: number, description: string): KubernetesObject {
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    description,
  } as KubernetesObject;
}

const kubernetesService = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "kubernetes",
    namespace: "default",
    labels: { component: "apiserver", provider: "kubernetes" },
  },
  spec: {
    clusterIP: "10.96.0.1",
    ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
    type: "ClusterIP",
    sessionAffinity: "None",
  },
} as KubernetesObject;

function rolesOfSystem(): readonly KubernetesObject[] {
  const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
  const all = { nonResourceURLs: ["*"], verbs: ["*"] };
  const discovery = [
    "/api",
    "/api/*",
    "/apis",
    "/apis/*",
    "/healthz",
    "/livez",
    "/openapi",
    "/openapi/*",
    "/readyz",
    "/version",
    "/version/",
  ];
  const reviews = [
    {
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      verbs: ["create"],
    },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ];
  return [
    ...granted("cluster-admin", [everything, all], "system:masters"),
    ...granted("system:basic-user", reviews, "system:authenticated"),
    ...granted(
      "system:discovery",
      [{ nonResourceURLs: discovery, verbs: ["get"] }],
      "system:authenticated",
    ),
    ...granted(
      "system:public-info-viewer",
      [
        {
          nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
          verbs: ["get"],
        },
      ],
      "system:authenticated",
    ),
  ];
}

function granted(
  name: string,
  rules: readonly object[],
  group: string,
): readonly KubernetesObject[] {
  const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
  const apiVersion = "rbac.authorization.k8s.io/v1";
  return [
    { apiVersion, kind: "ClusterRole", metadata: { name, labels }, rules } as KubernetesObject,
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name, labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
    } as KubernetesObject,
  ];
}

/** What a server makes by itself when it starts on empty storage. */
export function bootstrap(server: Apiserver): void {
  const objects: readonly KubernetesObject[] = [
    namespace("kube-system"),
    namespace("kube-public"),
    namespace("default"),
    namespace("kube-node-lease"),
    priorityClass(
      "system-node-critical",
      2_000_001_000,
      "Used for system critical pods that must not be moved from their current node.",
    ),
    priorityClass(
      "system-cluster-critical",
      2_000_000_000,
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    ...rolesOfSystem(),
    kubernetesService,
  ];
  for (const object of objects) {
    const [group, version] = (object.apiVersion ?? "").includes("/")
      ? (object.apiVersion ?? "").split("/")
      : ["", object.apiVersion];
    const definition = server.registry.lookupKind(group ?? "", version ?? "", object.kind ?? "");
    if (definition === undefined) continue;
    server.performDirect({
      verb: "create",
      definition,
      namespace: object.metadata?.namespace,
      client,
      body: { content: object, mediaType: "application/json" },
    });
  }
}
