import { encodeBase64 } from "../../../codec/bytes/base64.ts";
import { isPlainObject, listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { type Defaulters, type Draft, fill, fillObject } from "../apply-defaults.ts";

const core = "io.k8s.api.core.v1.";

/**
 * The core group besides pods. Also what the real server does when it converts between its versions, where that
 * fills in one field from another.
 *
 * @see kubernetes pkg/apis/core/v1/defaults.go, conversion.go
 */
export const coreDefaults: Defaulters = {
  [`${core}Namespace`](namespace) {
    const metadata = fillObject(namespace, "metadata");
    const name = textOf(metadata["name"]);
    if (name !== "") fillObject(metadata, "labels")["kubernetes.io/metadata.name"] = name;
    fill(fillObject(namespace, "status"), "phase", "Active");
  },
  [`${core}Service`](service) {
    withPointModes(service);
    defaultService(fillObject(service, "spec"));
  },
  [`${core}Secret`](secret) {
    fill(secret, "type", "Opaque");
    if (isPlainObject(secret["stringData"])) {
      const texts = Object.entries(secret["stringData"]);
      secret["data"] = {
        ...objectOf(secret["data"]),
        ...Object.fromEntries(texts.map(([key, text]) => [key, encodeBase64(textOf(text))])),
      };
    }
    delete secret["stringData"];
  },
  [`${core}NodeSpec`](spec) {
    // An old client may send only the singular: it is kept in step with the plural.
    const cidr = textOf(spec["podCIDR"]);
    const cidrs = listOf(spec["podCIDRs"]);
    if (cidr !== "" && cidrs[0] !== cidr) spec["podCIDRs"] = [cidr];
    else if (cidr === "" && cidrs.length > 0) spec["podCIDR"] = cidrs[0];
  },
  [`${core}PodStatus`](status) {
    const ip = textOf(status["podIP"]);
    const first = objectOf(listOf(status["podIPs"])[0])["ip"];
    if (ip !== "" && first !== ip) status["podIPs"] = [{ ip }];
    else if (ip === "" && first !== undefined) status["podIP"] = first;
  },
  [`${core}NodeStatus`](status) {
    if (status["allocatable"] === undefined && status["capacity"] !== undefined) {
      status["allocatable"] = status["capacity"];
    }
  },
  [`${core}PersistentVolume`](volume) {
    const spec = fillObject(volume, "spec");
    fill(fillObject(volume, "status"), "phase", "Pending");
    fill(spec, "persistentVolumeReclaimPolicy", "Retain");
    fill(spec, "volumeMode", "Filesystem");
  },
  [`${core}PersistentVolumeClaim`](claim) {
    fill(fillObject(claim, "status"), "phase", "Pending");
    fill(fillObject(claim, "spec"), "volumeMode", "Filesystem");
  },
  [`${core}ReplicationController`](controller) {
    const spec = fillObject(controller, "spec");
    fill(spec, "replicas", 1);
    const labels = objectOf(objectOf(objectOf(spec["template"])["metadata"])["labels"]);
    if (Object.keys(labels).length === 0) return;
    fill(spec, "selector", labels);
    const metadata = fillObject(controller, "metadata");
    if (Object.keys(objectOf(metadata["labels"])).length === 0) metadata["labels"] = labels;
  },
  [`${core}EndpointPort`](port) {
    fill(port, "protocol", "TCP");
  },
  [`${core}LimitRangeItem`](item) {
    if (item["type"] !== "Container") return;
    const limits = { ...objectOf(item["max"]), ...objectOf(item["default"]) };
    const requests = { ...objectOf(item["min"]), ...limits, ...objectOf(item["defaultRequest"]) };
    if (Object.keys(limits).length > 0) item["default"] = limits;
    if (Object.keys(requests).length > 0) item["defaultRequest"] = requests;
  },
};

function defaultService(spec: Draft): void {
  fill(spec, "sessionAffinity", "None");
  fill(spec, "type", "ClusterIP");
  if (spec["sessionAffinity"] === "ClientIP") {
    const config = fillObject(spec, "sessionAffinityConfig");
    fill(fillObject(config, "clientIP"), "timeoutSeconds", 10_800);
  } else if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  if (Array.isArray(spec["ports"])) spec["ports"] = spec["ports"].map(withTargetPort);
  const type = spec["type"];
  const hasOwn = type === "ClusterIP" && listOf(spec["externalIPs"]).length > 0;
  if (type === "NodePort" || type === "LoadBalancer" || hasOwn)
    fill(spec, "externalTrafficPolicy", "Cluster");
  if (type !== "ExternalName") fill(spec, "internalTrafficPolicy", "Cluster");
  if (type === "LoadBalancer") fill(spec, "allocateLoadBalancerNodePorts", true);
}

function withTargetPort(port: unknown): unknown {
  if (!isPlainObject(port)) return port;
  const target = port["targetPort"];
  return target === undefined || target === 0 || target === ""
    ? { ...port, targetPort: port["port"] }
    : port;
}

/** Addresses at which a balancer listens are its own, unless something else is said. */
function withPointModes(service: Draft): void {
  const status = objectOf(service["status"]);
  const balancer = objectOf(status["loadBalancer"]);
  const points = balancer["ingress"];
  if (objectOf(service["spec"])["type"] !== "LoadBalancer" || !Array.isArray(points)) return;
  const ingress = points.map((point: unknown) => {
    const { ip, ipMode } = objectOf(point);
    return textOf(ip) === "" || (ipMode ?? null) !== null
      ? point
      : { ...objectOf(point), ipMode: "VIP" };
  });
  service["status"] = { ...status, loadBalancer: { ...balancer, ingress } };
}
