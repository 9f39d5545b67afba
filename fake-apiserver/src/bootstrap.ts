import type { KubernetesObject } from "@informerlab/core";
import type { Apiserver } from "./apiserver.ts";
import { bootstrapRoles } from "./authorization/bootstrap-roles.ts";
import { timeText } from "./codec/go/time-text.ts";
import { bootstrapFlowControl } from "./flow-control/objects/bootstrap-flow-control.ts";
import { builtInPriority, storedApiService } from "./kinds/built-in/api-service-objects.ts";
import { networksOf, ServiceRange } from "./kinds/built-in/network/service-range.ts";
import { inGoOrder } from "./request/answer/in-go-order.ts";
import { drawUid } from "./request/draw-names.ts";
import { storageKeyOf, withMetadata } from "./request/server-core.ts";
import type { ServerSettings } from "./request/server-settings.ts";

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

function kubernetesService(clusterIP: string, settings: ServerSettings): KubernetesObject {
  const { securePort, kubernetesServiceNodePort: nodePort } = settings;
  const port = { name: "https", port: 443, protocol: "TCP", targetPort: securePort };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      clusterIP,
      ports: [nodePort === 0 ? port : { ...port, nodePort }],
      type: nodePort === 0 ? "ClusterIP" : "NodePort",
      ipFamilyPolicy: "SingleStack",
      sessionAffinity: "None",
    },
  } as KubernetesObject;
}

/**
 * Where the service `kubernetes` leads to, in both forms.
 *
 * @see kubernetes pkg/controlplane/reconcilers
 */
function ownEndpoints({
  advertiseAddress: ip,
  securePort,
}: ServerSettings): readonly KubernetesObject[] {
  if (ip === "") return [];
  const name = { name: "kubernetes", namespace: "default" };
  const ports = [{ name: "https", port: securePort, protocol: "TCP" }];
  const labels = {
    "endpointslice.kubernetes.io/skip-mirror": "true",
  };
  return [
    {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { ...name, labels },
      subsets: [{ addresses: [{ ip }], ports }],
    } as KubernetesObject,
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...name, labels: { "kubernetes.io/service-name": "kubernetes" } },
      addressType: ip.includes(":") ? "IPv6" : "IPv4",
      endpoints: [{ addresses: [ip], conditions: { ready: true } }],
      ports,
    } as KubernetesObject,
  ];
}

/**
 * The day since which tokens that are kept in secrets are told apart by their use.
 *
 * @see kubernetes pkg/controlplane/controller/legacytokentracking
 */
const legacyTokenTracking = (now: string): KubernetesObject =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "kube-apiserver-legacy-service-account-token-tracking",
      namespace: "kube-system",
    },
    data: { since: now.slice(0, "2006-01-02".length) },
  }) as KubernetesObject;

/**
 * By what other servers know whom this one trusts.
 *
 * @see kubernetes pkg/controlplane/controller/clusterauthenticationtrust
 */
function clientTrust(
  data: Readonly<Record<string, string>> | undefined,
): readonly KubernetesObject[] {
  if (data === undefined) return [];
  const metadata = { name: "extension-apiserver-authentication", namespace: "kube-system" };
  return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data } as KubernetesObject];
}

function rangeOwners(time: string): readonly object[] {
  const shared = { apiVersion: "networking.k8s.io/v1", time, fieldsType: "FieldsV1" };
  const condition = {
    ".": {},
    "f:lastTransitionTime": {},
    "f:message": {},
    "f:status": {},
    "f:type": {},
  };
  return [
    {
      manager: "kubernetes-service-cidr-controller",
      operation: "Apply",
      ...shared,
      fieldsV1: { "f:status": { "f:conditions": { 'k:{"type":"Ready"}': condition } } },
      subresource: "status",
    },
    {
      manager: "kube-apiserver",
      operation: "Update",
      ...shared,
      fieldsV1: { "f:spec": { "f:cidrs": {} } },
    },
  ];
}

/** The addresses that services get. */
function serviceRange(ranges: readonly string[], now: string): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    metadata: { name: "kubernetes", managedFields: rangeOwners(now) },
    spec: { cidrs: ranges },
    status: {
      conditions: [
        {
          type: "Ready",
          status: "True",
          lastTransitionTime: now,
          reason: "",
          message: "Kubernetes default Service CIDR is ready",
        },
      ],
    },
  } as KubernetesObject;
}

/** What a server makes by itself when it starts on empty storage, in the order in which a real one was seen to. */
export function bootstrap(server: Apiserver): void {
  const now = timeText(server.environment.clock.now());
  const ranges = networksOf(server.settings.serviceClusterIpRange);
  create(server, [namespace("kube-system"), namespace("kube-public")]);
  putAsItIs(server, serviceRange(ranges, now));
  create(server, [
    namespace("default"),
    namespace("kube-node-lease"),
    legacyTokenTracking(now),
    ...clientTrust(server.clientTrust),
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
    // Its address is of the range above.
    kubernetesService(new ServiceRange(ranges[0] ?? "").at(1), server.settings),
    ...ownEndpoints(server.settings),
  ]);
  const services = server.registry
    .groups()
    .flatMap(({ group, versions }) =>
      versions.flatMap(({ version }) => builtInPriority(group, version) ?? []),
    );
  const own = services.map((priority) => storedApiService(priority, now));
  const reviewedAt = server.settings.hasPriorityAndFairness === false ? undefined : now;
  const others = [...bootstrapRoles(now), ...bootstrapFlowControl(reviewedAt), ...own];
  for (const object of others) putAsItIs(server, object);
}

function create(server: Apiserver, objects: readonly KubernetesObject[]): void {
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

/** There are too many of them to let each pass all that a client's object passes, at every start. */
function putAsItIs(server: Apiserver, given: KubernetesObject): void {
  const [group = "", version = ""] = (given.apiVersion ?? "").split("/");
  const definition = server.registry.lookupKind(group, version, given.kind ?? "");
  if (definition === undefined) return;
  const { name = "", namespace } = given.metadata ?? {};
  const key = storageKeyOf(namespace, name);
  const object = withMetadata(given, {
    uid: drawUid(server, definition, key, undefined),
    creationTimestamp: timeText(server.environment.clock.now()),
  });
  server.storage.put({
    resource: definition.storageKey,
    key,
    object: inGoOrder(object, true),
    operation: undefined,
    cause: undefined,
    isFresh: true,
  });
}
