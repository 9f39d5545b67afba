import { randomInteger } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/plain-object.ts";
import { internalError } from "../../../request/status-errors.ts";
import { type FieldError, invalid, invalidObject } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { parseAddress } from "../../validation/addresses.ts";
import { needsHealthCheck } from "./service-checks.ts";

/** 10.96.0.0/16, of which the first 256 are left to addresses that people choose. */
const addressPrefix = "10.96.";
const addressOffsetMin = 257;
const addressOffsetMax = 65_534;
const nodePortMin = 30_000;
const nodePortMax = 32_767;

/** Whether a service may have the address: the network's own and its broadcast address belong to nobody. */
export function isInRange(address: string): boolean {
  return (
    address.startsWith(addressPrefix) && address !== "10.96.0.0" && address !== "10.96.255.255"
  );
}

/** Addresses of a family that this cluster does not have, where no family was named. */
export function foreignAddresses(spec: PlainObject): readonly FieldError[] {
  const families = listOf(spec["ipFamilies"]);
  const addresses = listOf(spec["clusterIPs"]);
  return addresses.flatMap((address, index) => {
    const isForeign = index >= families.length && parseAddress(textOf(address))?.family === 6;
    return isForeign
      ? [invalid(`spec.clusterIPs[${index}]`, addresses, "IPv6 is not configured on this cluster")]
      : [];
  });
}

/** What was asked for that only a cluster of two families has. */
export function foreignFamilies(spec: PlainObject): readonly FieldError[] {
  const isDual = spec["ipFamilyPolicy"] === "RequireDualStack";
  const problem = "this cluster is not configured for dual-stack services";
  return [
    ...(isDual ? [invalid("spec.ipFamilyPolicy", "RequireDualStack", problem)] : []),
    ...listOf(spec["ipFamilies"]).flatMap((family, index) =>
      family === "IPv4"
        ? []
        : [invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster")],
    ),
  ];
}

/** The service with addresses and ports that nobody else has. @throws StatusError 422, or 500 for the port of a health check */
export function allocate(
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
  const taken = takenPorts(others);
  spec["ports"] = needsNodePorts(spec)
    ? allocateNodePorts(service, old, { spec, taken, context })
    : listOf(spec["ports"]);
  if (listOf(spec["ports"]).length === 0) delete spec["ports"];
  if (needsHealthCheck(spec))
    spec["healthCheckNodePort"] = healthCheckPort(
      numberOf(spec["healthCheckNodePort"]),
      taken,
      context,
    );
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
  const problem = !isInRange(asked)
    ? "the provided network does not match the current range"
    : taken.has(asked) || isReserved(asked, context)
      ? "provided IP is already allocated"
      : undefined;
  if (problem === undefined) return;
  throw refused(service, [
    invalid("spec.clusterIPs", spec["clusterIPs"], `failed to allocate IP ${asked}: ${problem}`),
  ]);
}

/** Somebody has made the object that stands for an address himself. */
function isReserved(address: string, context: StrategyContext): boolean {
  const found = context.find?.({
    group: "networking.k8s.io",
    resource: "ipaddresses",
    name: address,
  });
  const { labels } = found?.metadata ?? {};
  return (
    found !== undefined && labels?.["ipaddress.kubernetes.io/managed-by"] !== "ipallocator.k8s.io"
  );
}

function freeAddress(taken: ReadonlySet<string>, context: StrategyContext): string {
  const random = context.random.fork("service address");
  const count = addressOffsetMax - addressOffsetMin + 1;
  const start = randomInteger(random, count);
  for (let step = 0; step < count; step++) {
    const offset = addressOffsetMin + ((start + step) % count);
    const address = `${addressPrefix}${offset >> 8}.${offset & 255}`;
    if (!taken.has(address) && !isReserved(address, context)) return address;
  }
  return "";
}

/** Whether its ports are open on every node. */
export function needsNodePorts(spec: PlainObject): boolean {
  if (spec["type"] === "NodePort") return true;
  return spec["type"] === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false;
}

interface PortAllocation {
  readonly spec: PlainObject;
  /** Of other services. */
  readonly taken: Set<number>;
  readonly context: StrategyContext;
}

/** Ports of one number share their node port, whatever the protocol. */
function allocateNodePorts(
  service: PlainObject,
  old: PlainObject | undefined,
  { spec, taken, context }: PortAllocation,
): readonly unknown[] {
  const own = new Map<unknown, number>();
  const before = new Set(
    listOf(valueAt(old, "spec", "ports")).map((port) => numberOf(objectOf(port)["nodePort"])),
  );
  return listOf(spec["ports"]).map((port, index) => {
    if (!isPlainObject(port)) return port;
    const asked = numberOf(port["nodePort"]);
    const same = own.get(port["port"]);
    if (asked === 0) {
      const nodePort =
        (old === undefined ? same : undefined) ?? freeNodePort(taken, context, index);
      taken.add(nodePort);
      own.set(port["port"], nodePort);
      return { ...port, nodePort };
    }
    const isOwn =
      asked === same ||
      before.has(asked) ||
      (old !== undefined && [...own.values()].includes(asked));
    const problem =
      asked < nodePortMin || asked > nodePortMax
        ? `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`
        : taken.has(asked) && !isOwn
          ? "provided port is already allocated"
          : undefined;
    if (problem !== undefined)
      throw refused(service, [invalid(`spec.ports[${index}].nodePort`, asked, problem)]);
    taken.add(asked);
    own.set(port["port"], asked);
    return port;
  });
}

function healthCheckPort(
  asked: number,
  taken: ReadonlySet<number>,
  context: StrategyContext,
): number {
  if (asked === 0) return freeNodePort(taken, context, -1);
  if (!taken.has(asked)) return asked;
  throw internalError(
    `failed to allocate requested HealthCheck NodePort ${asked}: provided port is already allocated`,
  );
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

/** 422 for a service. */
export function refused(service: PlainObject, errors: readonly FieldError[]): Error {
  return invalidObject(
    { group: "", kind: "Service" },
    textOf(valueAt(service, "metadata", "name")),
    errors,
  );
}
