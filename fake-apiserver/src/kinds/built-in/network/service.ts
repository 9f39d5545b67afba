import { randomInteger } from "@informerlab/core";
import { label1035Name } from "../../../codec/names.ts";
import {
  equalJson,
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
  withValueAt,
} from "../../../codec/plain-object.ts";
import { type FieldError, invalid, invalidObject } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import {
  clusterAddresses,
  isExternallyAccessible,
  needsHealthCheck,
  serviceChange,
  serviceCheck,
  serviceStatus,
  serviceWarnings,
} from "./service-checks.ts";

/** 10.96.0.0/16, of which the first 256 are left to addresses that people choose. */
const addressPrefix = "10.96.";
const addressOffsetMin = 257;
const addressOffsetMax = 65_534;
const nodePortMin = 30_000;
const nodePortMax = 32_767;

/**
 * Services, with addresses from 10.96.0.0/16 and node ports from 30000 to 32767.
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
  prepareForCreate: (service, context) => allocate(withIpFamilies(service), undefined, context),
  prepareForUpdate(service, old, subresource, context) {
    return subresource === ""
      ? allocate(withIpFamilies(withAllocated(service, old), old), old, context)
      : service;
  },
  metadataOnUpdate: ["update"],
  // It is kept, and shown to nobody.
  fromStored: (service) =>
    valueAt(service, "spec", "type") === "ExternalName"
      ? withValueAt(service, ["spec", "internalTrafficPolicy"], undefined)
      : service,
  check: serviceCheck,
  checkUpdate: serviceChange,
  checkStatus: serviceStatus,
  warningsOf: serviceWarnings,
};

/** The address family fields; this cluster has IPv4 only, but a headless service without selector promises both. */
function withIpFamilies(service: PlainObject, old?: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  if (spec["type"] === "ExternalName") {
    if (textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"]).length === 0)
      spec["clusterIPs"] = [spec["clusterIP"]];
    return { ...service, spec };
  }
  const isHeadless = spec["clusterIP"] === "None";
  if (textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"]).length === 0) {
    spec["clusterIPs"] = [spec["clusterIP"]];
  }
  const report = new Report({ ...service, spec }, { old });
  clusterAddresses(spec, "spec", report);
  if (report.errors.length > 0) throw refused(service, report.errors);
  const isFree = isHeadless && Object.keys(objectOf(spec["selector"])).length === 0;
  if (spec["ipFamilyPolicy"] === "RequireDualStack" && !isFree)
    throw refused(service, [
      invalid(
        "spec.ipFamilyPolicy",
        "RequireDualStack",
        "this cluster is not configured for dual-stack services",
      ),
    ]);
  const isDual = isHeadless && Object.keys(objectOf(spec["selector"])).length === 0;
  spec["ipFamilies"] ??= isDual ? ["IPv4", "IPv6"] : ["IPv4"];
  spec["ipFamilyPolicy"] ??= isDual ? "RequireDualStack" : "SingleStack";
  return { ...service, spec };
}

/** A PUT that leaves out what the server allocated keeps it; one that no longer needs it gives it up. */
function withAllocated(service: PlainObject, old: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  const before = objectOf(old["spec"]);
  if (spec["type"] !== "ExternalName" && before["type"] !== "ExternalName")
    keepAddresses(spec, before);
  else if (spec["type"] === "ExternalName" && before["type"] !== "ExternalName")
    giveUpAddresses(spec, before);
  giveUpUnused(spec, before);
  const isSamePort = spec["healthCheckNodePort"] === before["healthCheckNodePort"];
  if (needsHealthCheck(before) && !needsHealthCheck(spec) && isSamePort)
    delete spec["healthCheckNodePort"];
  if (!needsNodePorts(spec) && needsNodePorts(before)) {
    const given = listOf(before["ports"]).map((port) => objectOf(port)["nodePort"]);
    spec["ports"] = listOf(spec["ports"]).map((port) =>
      given.includes(objectOf(port)["nodePort"]) ? without(objectOf(port), "nodePort") : port,
    );
  }
  if (needsNodePorts(spec) && needsNodePorts(before)) {
    const ports = listOf(before["ports"]).map(objectOf);
    spec["ports"] = listOf(spec["ports"]).map((port) => {
      const same = ports.find(({ port: number, protocol }) => {
        return number === objectOf(port)["port"] && protocol === objectOf(port)["protocol"];
      });
      const nodePort = same?.["nodePort"];
      return isPlainObject(port) && numberOf(port["nodePort"]) === 0 && nodePort !== undefined
        ? { ...port, nodePort }
        : port;
    });
  }
  return { ...service, spec };
}

function keepAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  // Who changes only one of the two fields means both.
  const changesOne =
    spec["clusterIP"] !== before["clusterIP"] &&
    equalJson(spec["clusterIPs"], before["clusterIPs"]);
  if (textOf(spec["clusterIP"]) !== "" && changesOne)
    spec["clusterIPs"] = [spec["clusterIP"], ...listOf(before["clusterIPs"]).slice(1)];
  for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (textOf(spec[name]) === "" && !Array.isArray(spec[name]) && before[name] !== undefined)
      spec[name] = before[name];
  }
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

function giveUpAddresses(spec: Record<string, unknown>, before: PlainObject): void {
  if (equalJson(spec["clusterIPs"], before["clusterIPs"])) {
    delete spec["clusterIP"];
    delete spec["clusterIPs"];
  }
  for (const name of ["ipFamilies", "ipFamilyPolicy"])
    if (equalJson(spec[name], before[name])) delete spec[name];
}

function allocate(
  service: PlainObject,
  old: PlainObject | undefined,
  context: StrategyContext,
): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  const others = [...context.others()]
    .filter(({ metadata }) => metadata?.uid !== valueAt(old, "metadata", "uid"))
    .map(objectOf);
  const hasList = textOf(spec["clusterIP"]) === "" && listOf(spec["clusterIPs"]).length > 0;
  if (spec["type"] !== "ExternalName" && !hasList) allocateAddress(service, spec, others, context);
  spec["ports"] = needsNodePorts(spec)
    ? allocateNodePorts(service, spec, others, context)
    : listOf(spec["ports"]);
  if (listOf(spec["ports"]).length === 0) delete spec["ports"];
  if (needsHealthCheck(spec) && numberOf(spec["healthCheckNodePort"]) === 0)
    spec["healthCheckNodePort"] = freeNodePort(takenPorts(others), context, -1);
  return { ...service, spec };
}

function allocateAddress(
  service: PlainObject,
  spec: Record<string, unknown>,
  others: readonly PlainObject[],
  context: StrategyContext,
): void {
  const asked = textOf(spec["clusterIP"]);
  if (asked === "None") return;
  const taken = new Set(others.map((other) => textOf(valueAt(other, "spec", "clusterIP"))));
  if (asked === "") {
    const address = context.isDryRun === true ? `${addressPrefix}0.0` : freeAddress(taken, context);
    spec["clusterIP"] = address;
    spec["clusterIPs"] = [address];
    return;
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(asked)) return;
  const problem = !asked.startsWith(addressPrefix)
    ? "the provided network does not match the current range"
    : taken.has(asked)
      ? "provided IP is already allocated"
      : undefined;
  if (problem === undefined) return;
  throw refused(service, [
    invalid("spec.clusterIPs", spec["clusterIPs"], `failed to allocate IP ${asked}: ${problem}`),
  ]);
}

function freeAddress(taken: ReadonlySet<string>, context: StrategyContext): string {
  const random = context.random.fork("service address");
  const count = addressOffsetMax - addressOffsetMin + 1;
  const start = randomInteger(random, count);
  for (let step = 0; step < count; step++) {
    const offset = addressOffsetMin + ((start + step) % count);
    const address = `${addressPrefix}${offset >> 8}.${offset & 255}`;
    if (!taken.has(address)) return address;
  }
  return "";
}

function needsNodePorts(spec: PlainObject): boolean {
  if (spec["type"] === "NodePort") return true;
  return spec["type"] === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false;
}

function allocateNodePorts(
  service: PlainObject,
  spec: PlainObject,
  others: readonly PlainObject[],
  context: StrategyContext,
): readonly unknown[] {
  const taken = takenPorts(others);
  return listOf(spec["ports"]).map((port, index) => {
    if (!isPlainObject(port)) return port;
    const asked = numberOf(port["nodePort"]);
    if (asked === 0) {
      const nodePort = freeNodePort(taken, context, index);
      taken.add(nodePort);
      return { ...port, nodePort };
    }
    const problem =
      asked < nodePortMin || asked > nodePortMax
        ? `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`
        : taken.has(asked)
          ? "provided port is already allocated"
          : undefined;
    if (problem !== undefined)
      throw refused(service, [invalid(`spec.ports[${index}].nodePort`, asked, problem)]);
    return port;
  });
}

function takenPorts(others: readonly PlainObject[]): Set<number> {
  return new Set(
    others.flatMap((other) => [
      numberOf(valueAt(other, "spec", "healthCheckNodePort")),
      ...listOf(valueAt(other, "spec", "ports")).map((port) =>
        numberOf(objectOf(port)["nodePort"]),
      ),
    ]),
  );
}

function freeNodePort(taken: ReadonlySet<number>, context: StrategyContext, index: number): number {
  const count = nodePortMax - nodePortMin + 1;
  const start = randomInteger(context.random.fork(`node port ${index}`), count);
  for (let step = 0; step < count; step++) {
    const port = nodePortMin + ((start + step) % count);
    if (!taken.has(port)) return port;
  }
  return 0;
}

function refused(service: PlainObject, errors: readonly FieldError[]): Error {
  return invalidObject(
    { group: "", kind: "Service" },
    textOf(valueAt(service, "metadata", "name")),
    errors,
  );
}
