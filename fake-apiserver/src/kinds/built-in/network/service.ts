import type { KubernetesObject } from "@informerlab/core";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { label1035Name } from "../../../codec/names/names.ts";
import { balancerWarnings } from "../../validation/addresses.ts";
import type { KindRules } from "../kind-rules.ts";
import { giveUpNodePorts, keepNodePorts } from "./node-ports.ts";
import { allocate } from "./service-allocation.ts";
import {
  isExternallyAccessible,
  serviceChange,
  serviceCheck,
  serviceStatus,
} from "./service-checks.ts";
import { familyOf, writtenAddress } from "./service-range.ts";
import { serviceWarnings } from "./service-warnings.ts";

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
    (context.subresource ?? "") === "" ? allocate(saidTwice(service), undefined, context) : service,
  prepareForUpdate(service, old, subresource, context) {
    return subresource === ""
      ? allocate(withAllocated(withoutPoints(service), old), old, context)
      : service;
  },
  metadataOnUpdate: ["update"],
  shown: asName,
  keptBeside: addressObjects,
  takesAlong: ["endpoints"],
  check: serviceCheck,
  checkUpdate: serviceChange,
  checkStatus: serviceStatus,
  warningsOf: serviceWarnings,
  statusWarningsOf: balancerWarnings,
};

/**
 * The objects by which addresses that were given to a service are known to others.
 *
 * @see kubernetes pkg/registry/core/service/ipallocator/ipallocator.go createIPAddress
 */
function addressObjects(service: PlainObject): readonly KubernetesObject[] {
  if (valueAt(service, "spec", "type") === "ExternalName") return [];
  const { name, namespace } = objectOf(service["metadata"]);
  return listOf(valueAt(service, "spec", "clusterIPs")).flatMap((address) => {
    const family = familyOf(textOf(address));
    if (family === undefined) return [];
    const object = {
      apiVersion: "networking.k8s.io/v1",
      kind: "IPAddress",
      metadata: {
        name: writtenAddress(textOf(address)),
        labels: {
          "ipaddress.kubernetes.io/ip-family": family,
          "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
        },
      },
      spec: { parentRef: { resource: "services", namespace, name } },
    };
    return [object];
  });
}

/** Who says only the one address means the list of it. */
function sayTwice(spec: Record<string, unknown>): void {
  if (textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"]).length === 0)
    spec["clusterIPs"] = [spec["clusterIP"]];
}

function saidTwice(service: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  sayTwice(spec);
  return { ...service, spec };
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
  if (spec["type"] !== "ExternalName" && before["type"] !== "ExternalName")
    keepAddresses(spec, before);
  linkAddresses(spec, before);
  if (spec["type"] === "ExternalName" && before["type"] !== "ExternalName")
    giveUpAddresses(spec, before);
  giveUpUnused(spec, before);
  giveUpNodePorts(spec, before);
  keepNodePorts(spec, before);
  return { ...service, spec };
}

function keepAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  if (textOf(spec["clusterIP"]) === "") spec["clusterIP"] = before["clusterIP"];
  if (listOf(spec["clusterIPs"]).length === 0) spec["clusterIPs"] = before["clusterIPs"];
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

/**
 * Who leaves the address keeps the list of it, and who changes only the one means both.
 *
 * @see kubernetes pkg/registry/core/service/storage/storage.go normalizeClusterIPs
 */
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
