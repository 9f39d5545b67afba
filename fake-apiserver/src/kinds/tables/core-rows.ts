import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { TableCell } from "../resource-definition.ts";
import { ageText } from "./age.ts";
import {
  accessModesText,
  containerTexts,
  loadBalancerText,
  mapText,
  none,
  orNone,
  orUnset,
  someOf,
} from "./cell-text.ts";

/** Makes the cells of one kind's rows. */
export type RowPrinter = (object: PlainObject, now: number) => readonly TableCell[];

/** The name of an object. */
export function nameOf(object: PlainObject): string {
  return textOf(valueAt(object, "metadata", "name"));
}

/** Its age. */
export function ageOf(object: PlainObject, now: number): string {
  return ageText(valueAt(object, "metadata", "creationTimestamp"), now);
}

/**
 * Kinds of the core group, by kind; pods have a file of their own.
 *
 * @see kubernetes pkg/printers/internalversion/printers.go
 */
export const coreRows: Readonly<Record<string, RowPrinter>> = {
  ConfigMap: (map, now) => [
    nameOf(map),
    Object.keys(objectOf(map["data"])).length + Object.keys(objectOf(map["binaryData"])).length,
    ageOf(map, now),
  ],
  Endpoints: (endpoints, now) => [
    nameOf(endpoints),
    endpointsText(endpoints),
    ageOf(endpoints, now),
  ],
  Namespace: (namespace, now) => [
    nameOf(namespace),
    textOf(valueAt(namespace, "status", "phase")),
    ageOf(namespace, now),
  ],
  Node: nodeRow,
  PersistentVolumeClaim: claimRow,
  PersistentVolume: volumeRow,
  PodTemplate(template) {
    const [names, images] = containerTexts(valueAt(template, "template", "spec"));
    return [
      nameOf(template),
      names,
      images,
      mapText(valueAt(template, "template", "metadata", "labels")),
    ];
  },
  ReplicationController(controller, now) {
    const [names, images] = containerTexts(valueAt(controller, "spec", "template", "spec"));
    const { replicas, readyReplicas } = objectOf(controller["status"]);
    return [
      nameOf(controller),
      numberOf(valueAt(controller, "spec", "replicas")),
      numberOf(replicas),
      numberOf(readyReplicas),
      ageOf(controller, now),
      names,
      images,
      mapText(valueAt(controller, "spec", "selector")),
    ];
  },
  ResourceQuota: quotaRow,
  Secret: (secret, now) => [
    nameOf(secret),
    textOf(secret["type"]),
    Object.keys(objectOf(secret["data"])).length,
    ageOf(secret, now),
  ],
  Service: serviceRow,
};

function nodeRow(node: PlainObject, now: number): readonly TableCell[] {
  const status = objectOf(node["status"]);
  const info = objectOf(status["nodeInfo"]);
  const conditions: string[] = listOf(status["conditions"])
    .map(objectOf)
    .filter(({ type }) => type === "Ready")
    .map((condition) => (condition["status"] === "True" ? "Ready" : "NotReady"));
  if (conditions.length === 0) conditions.push("Unknown");
  if (valueAt(node, "spec", "unschedulable") === true) conditions.push("SchedulingDisabled");
  const roles = nodeRoles(objectOf(valueAt(node, "metadata", "labels")));
  return [
    nameOf(node),
    conditions.join(","),
    roles.length === 0 ? none : roles.join(","),
    ageOf(node, now),
    textOf(info["kubeletVersion"]),
    addressOf(status, "InternalIP"),
    addressOf(status, "ExternalIP"),
    textOf(info["osImage"]) === "" ? "<unknown>" : textOf(info["osImage"]),
    textOf(info["kernelVersion"]) === "" ? "<unknown>" : textOf(info["kernelVersion"]),
    textOf(info["containerRuntimeVersion"]) === ""
      ? "<unknown>"
      : textOf(info["containerRuntimeVersion"]),
  ];
}

const rolePrefix = "node-role.kubernetes.io/";

function nodeRoles(labels: PlainObject): readonly string[] {
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length)
      return [key.slice(rolePrefix.length)];
    return key === "kubernetes.io/role" && value !== "" ? [textOf(value)] : [];
  });
  return [...new Set(roles)].sort();
}

function addressOf(status: PlainObject, type: string): string {
  const found = listOf(status["addresses"])
    .map(objectOf)
    .find((address) => address["type"] === type);
  return orNone(found?.["address"]);
}

function endpointsText(endpoints: PlainObject): string {
  const subsets = listOf(endpoints["subsets"]);
  const addresses = subsets.map(objectOf).flatMap((subset) => {
    const ips = listOf(subset["addresses"]).map((address) => textOf(objectOf(address)["ip"]));
    const ports = listOf(subset["ports"]).map((port) => numberOf(objectOf(port)["port"]));
    return ports.length === 0
      ? ips
      : ports.flatMap((port) => ips.map((ip) => `${ip.includes(":") ? `[${ip}]` : ip}:${port}`));
  });
  // Those that are not ready yet leave an empty text.
  return addresses.length === 0 && subsets.length > 0 ? "" : someOf(addresses, 3);
}

function claimRow(claim: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(claim["spec"]);
  const status = objectOf(claim["status"]);
  const volume = textOf(spec["volumeName"]);
  const isDeleting = valueAt(claim, "metadata", "deletionTimestamp") !== undefined;
  return [
    nameOf(claim),
    isDeleting ? "Terminating" : textOf(status["phase"]),
    volume,
    volume === "" ? "" : textOf(valueAt(status, "capacity", "storage")) || "0",
    volume === "" ? "" : accessModesText(status["accessModes"]),
    storageClassOf(claim, spec),
    orUnset(spec["volumeAttributesClassName"]),
    ageOf(claim, now),
    orUnset(spec["volumeMode"]),
  ];
}

function storageClassOf(object: PlainObject, spec: PlainObject): string {
  const annotation = valueAt(
    object,
    "metadata",
    "annotations",
    "volume.beta.kubernetes.io/storage-class",
  );
  return textOf(annotation ?? spec["storageClassName"]);
}

function volumeRow(volume: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(volume["spec"]);
  const status = objectOf(volume["status"]);
  const claim = objectOf(spec["claimRef"]);
  const isDeleting = valueAt(volume, "metadata", "deletionTimestamp") !== undefined;
  return [
    nameOf(volume),
    textOf(valueAt(spec, "capacity", "storage")) || "0",
    accessModesText(spec["accessModes"]),
    textOf(spec["persistentVolumeReclaimPolicy"]),
    isDeleting ? "Terminating" : textOf(status["phase"]),
    spec["claimRef"] === undefined ? "" : `${textOf(claim["namespace"])}/${textOf(claim["name"])}`,
    storageClassOf(volume, spec),
    orUnset(spec["volumeAttributesClassName"]),
    textOf(status["reason"]),
    ageOf(volume, now),
    orUnset(spec["volumeMode"]),
  ];
}

function quotaRow(quota: PlainObject, now: number): readonly TableCell[] {
  const hard = objectOf(valueAt(quota, "status", "hard"));
  const used = objectOf(valueAt(quota, "status", "used"));
  const entries = Object.keys(hard)
    .sort()
    .map((name) => ({ name, text: `${name}: ${textOf(used[name]) || "0"}/${textOf(hard[name])}` }));
  const isLimit = (name: string): boolean => name.startsWith("limits.");
  return [
    nameOf(quota),
    entries
      .filter(({ name }) => !isLimit(name))
      .map(({ text }) => text)
      .join(", "),
    entries
      .filter(({ name }) => isLimit(name))
      .map(({ text }) => text)
      .join(", "),
    ageOf(quota, now),
  ];
}

function serviceRow(service: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(service["spec"]);
  const ports = listOf(spec["ports"])
    .map(objectOf)
    .map(({ port, nodePort, protocol }) =>
      numberOf(nodePort) > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    );
  return [
    nameOf(service),
    textOf(spec["type"]),
    orNone(listOf(spec["clusterIPs"])[0] ?? spec["clusterIP"]),
    externalAddress(service, spec),
    ports.length === 0 ? none : ports.join(","),
    ageOf(service, now),
    mapText(spec["selector"]),
  ];
}

function externalAddress(service: PlainObject, spec: PlainObject): string {
  const own = listOf(spec["externalIPs"]).map(textOf);
  switch (spec["type"]) {
    case "ExternalName":
      return textOf(spec["externalName"]);
    case "LoadBalancer": {
      const all = [...loadBalancerText(service), ...own];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    case "ClusterIP":
    case "NodePort":
      return own.length === 0 ? none : own.join(",");
    default:
      return "<unknown>";
  }
}
