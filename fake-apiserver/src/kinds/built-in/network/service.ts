import type { KubernetesObject } from "@informerlab/core";
import { label1035Name } from "../../../codec/names.ts";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/plain-object.ts";
import { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { giveUpNodePorts, keepNodePorts } from "./node-ports.ts";
import { allocate, foreignAddresses, foreignFamilies } from "./service-allocation.ts";
import {
  clusterAddresses,
  isExternallyAccessible,
  serviceChange,
  serviceCheck,
  serviceStatus,
  serviceWarnings,
} from "./service-checks.ts";
import { refusedService } from "./service-errors.ts";

/**
 * Services, with addresses from the range of the cluster and node ports from 30000 to 32767.
 *
 * @see kubernetes pkg/registry/core/service/storage/{storage,alloc}.go
 */
export const serviceRules: KindRules = {
  nameRule: label1035Name,
  strategy: { deleteAnswersObject: true, allowsCreateOnUpdate: true },
  selectableFields: {
    "spec.clusterIP": (service) => textOf(valueAt(service, "spec", "clusterIP")),
    "spec.type": (service) => textOf(valueAt(service, "spec", "type")),
  },
  prepareForCreate: (service, context) =>
    // Nothing is allocated for what a write of the status makes.
    (context.subresource ?? "") === ""
      ? allocate(withIpFamilies(service), undefined, context)
      : service,
  prepareForUpdate(service, old, subresource, context) {
    return subresource === ""
      ? allocate(withIpFamilies(withAllocated(withoutPoints(service), old), old), old, context)
      : service;
  },
  metadataOnUpdate: ["update"],
  shown: asName,
  keptBeside: addressObject,
  takesAlong: ["endpoints"],
  check: serviceCheck,
  checkUpdate: serviceChange,
  checkStatus: serviceStatus,
  warningsOf: serviceWarnings,
};

/**
 * The object by which an address that was given to a service is known to others.
 *
 * @see kubernetes pkg/registry/core/service/ipallocator/ipallocator.go createIPAddress
 */
function addressObject(service: PlainObject): readonly KubernetesObject[] {
  const address = textOf(valueAt(service, "spec", "clusterIP"));
  const { name, namespace } = objectOf(service["metadata"]);
  const isGiven = valueAt(service, "spec", "type") !== "ExternalName" && address.includes(".");
  if (!isGiven) return [];
  const object = {
    apiVersion: "networking.k8s.io/v1",
    kind: "IPAddress",
    metadata: {
      name: address,
      labels: {
        "ipaddress.kubernetes.io/ip-family": "IPv4",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
      },
    },
    spec: { parentRef: { resource: "services", namespace, name } },
  };
  return [object];
}

/** The address family fields; this cluster has IPv4 only, but a headless service without selector promises both. */
function withIpFamilies(service: PlainObject, old?: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  if (spec["type"] === "ExternalName") {
    if (old === undefined) sayTwice(spec);
    return { ...service, spec };
  }
  const isHeadless = spec["clusterIP"] === "None";
  sayTwice(spec);
  const report = new Report({ ...service, spec }, { old });
  clusterAddresses(spec, "spec", report);
  if (report.errors.length > 0) throw refusedService(service, report.errors);
  const isDual = isHeadless && Object.keys(objectOf(spec["selector"])).length === 0;
  const errors = [...foreignAddresses(spec)];
  if (errors.length === 0 && !isDual) errors.push(...foreignFamilies(spec));
  if (errors.length > 0) throw refusedService(service, errors);
  spec["ipFamilies"] ??= isDual ? ["IPv4", "IPv6"] : ["IPv4"];
  spec["ipFamilyPolicy"] ??= isDual ? "RequireDualStack" : "SingleStack";
  return { ...service, spec };
}

/** Who says only the one address means the list of it. */
function sayTwice(spec: Record<string, unknown>): void {
  if (textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"]).length === 0)
    spec["clusterIPs"] = [spec["clusterIP"]];
}

/** A name as who asks for the whole sees it: without a policy that is kept, and with an address that a headless one was given on its way. */
function asName(service: KubernetesObject): KubernetesObject {
  if (valueAt(service, "spec", "type") !== "ExternalName") return service;
  const { internalTrafficPolicy: _, ...spec } = objectOf(valueAt(service, "spec"));
  const isSaidOnce = textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"]).length === 0;
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(spec)) {
    shown[name] = value;
    if (isSaidOnce && name === "clusterIP") shown["clusterIPs"] = [value];
  }
  return withValueAt(service, ["spec"], shown);
}

/** Where a balancer would listen goes with it. */
function withoutPoints(service: PlainObject): PlainObject {
  return valueAt(service, "spec", "type") === "LoadBalancer" ||
    valueAt(service, "status", "loadBalancer", "ingress") === undefined
    ? service
    : withValueAt(service, ["status", "loadBalancer"], {});
}

/** A PUT that leaves out what the server allocated keeps it; one that no longer needs it gives it up. */
function withAllocated(service: PlainObject, old: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  const before = objectOf(old["spec"]);
  const isName = spec["type"] === "ExternalName";
  if (isName) linkAddresses(spec, before);
  if (before["type"] !== "ExternalName") (isName ? giveUpAddresses : keepAddresses)(spec, before);
  giveUpUnused(spec, before);
  giveUpNodePorts(spec, before);
  keepNodePorts(spec, before);
  return { ...service, spec };
}

function keepAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (textOf(spec[name]) === "" && !Array.isArray(spec[name]) && before[name] !== undefined)
      spec[name] = before[name];
  }
  // Who changes only one of the two fields means both.
  const changesOne =
    spec["clusterIP"] !== before["clusterIP"] &&
    equalJson(spec["clusterIPs"], before["clusterIPs"]);
  if (changesOne) spec["clusterIPs"] = [spec["clusterIP"]];
}

/** What the new type has no use for goes, unless it was changed at the same time. */
function giveUpUnused(spec: Record<string, unknown>, before: PlainObject): void {
  const wasBalanced = before["type"] === "LoadBalancer";
  if (wasBalanced && spec["type"] !== "LoadBalancer") {
    for (const name of ["allocateLoadBalancerNodePorts", "loadBalancerClass"])
      if (spec[name] === before[name]) delete spec[name];
  }
  const wasOpen = isExternallyAccessible(before) && !isExternallyAccessible(spec);
  if (wasOpen && spec["externalTrafficPolicy"] === before["externalTrafficPolicy"])
    delete spec["externalTrafficPolicy"];
}

/** Who leaves the address keeps the list of it, and who changes only the one means both. */
function linkAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  const single = textOf(spec["clusterIP"]);
  const known = { ...before };
  sayTwice(known);
  const isKept = single === textOf(before["clusterIP"]);
  const isSameList = equalJson(listOf(spec["clusterIPs"]), listOf(known["clusterIPs"]));
  if (isKept && listOf(spec["clusterIPs"]).length === 0) spec["clusterIPs"] = known["clusterIPs"];
  else if (!isKept && isSameList) spec["clusterIPs"] = single === "" ? undefined : [single];
}

function giveUpAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  const names = ["clusterIP", "clusterIPs"];
  if (names.every((name) => equalJson(spec[name], before[name])))
    for (const name of names) delete spec[name];
  for (const name of ["ipFamilies", "ipFamilyPolicy"])
    if (equalJson(spec[name], before[name])) delete spec[name];
}
