import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import { internalError } from "../../../request/answer/status-errors.ts";
import { invalid } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { refusedService } from "./service-errors.ts";
import { familyOf, type IpFamily, serviceRanges, writtenAddress } from "./service-range.ts";

/** What a write takes addresses for. */
interface Allocation {
  readonly service: PlainObject;
  readonly context: StrategyContext;
  readonly isTaken: (address: string) => boolean;
}

/**
 * The spec of a service, whose families are known, with an address of each, where this write gives any.
 *
 * @throws StatusError 422 for an address that cannot be had, 500 where there is none left
 * @see kubernetes pkg/registry/core/service/storage/alloc.go allocClusterIPs, updateClusterIPs
 */
export function withAddresses(
  service: PlainObject,
  before: PlainObject | undefined,
  context: StrategyContext,
  others: readonly PlainObject[],
): PlainObject {
  const spec = objectOf(service["spec"]);
  if (spec["type"] === "ExternalName" || isPreferringAsBefore(spec, before)) return spec;
  const given = listOf(spec["clusterIPs"]);
  const isNew = before === undefined || before["type"] === "ExternalName";
  if ((isNew ? given : listOf(before["clusterIPs"]))[0] === "None") return spec;
  const families = listOf(spec["ipFamilies"]) as readonly IpFamily[];
  const isUpgraded = !isNew && listOf(before["ipFamilies"]).length === 1 && families.length === 2;
  if (!isNew && !isUpgraded) return spec;
  const allocation = { service, context, isTaken: takenIn(others, context) };
  const addresses = families.map((family, index) =>
    isUpgraded && index === 0 ? given[0] : addressFor(allocation, family, index),
  );
  return { ...spec, clusterIP: addresses[0], clusterIPs: addresses };
}

/** A service that prefers two families is not given or rid of one because the cluster has changed. */
export function isPreferringAsBefore(spec: PlainObject, before: PlainObject | undefined): boolean {
  const prefers = (policy: unknown): boolean => policy === "PreferDualStack";
  return (
    before !== undefined &&
    before["type"] === spec["type"] &&
    prefers(spec["ipFamilyPolicy"]) &&
    prefers(before["ipFamilyPolicy"] ?? "PreferDualStack") &&
    equalJson(listOf(before["clusterIPs"]), listOf(spec["clusterIPs"])) &&
    equalJson(listOf(before["ipFamilies"]), listOf(spec["ipFamilies"]))
  );
}

/** Of a name nobody has looked whether its address is free, and nobody has it. */
function takenIn(
  others: readonly PlainObject[],
  context: StrategyContext,
): (address: string) => boolean {
  const taken = new Set(
    others
      .filter((other) => valueAt(other, "spec", "type") !== "ExternalName")
      .flatMap((other) => listOf(valueAt(other, "spec", "clusterIPs")))
      .map((address) => writtenAddress(textOf(address))),
  );
  return (address) => taken.has(address) || isReserved(address, context);
}

/** Somebody has made the object that stands for an address himself. */
function isReserved(name: string, context: StrategyContext): boolean {
  const found = context.find?.({ group: "networking.k8s.io", resource: "ipaddresses", name });
  const { labels } = found?.metadata ?? {};
  return (
    found !== undefined && labels?.["ipaddress.kubernetes.io/managed-by"] !== "ipallocator.k8s.io"
  );
}

function addressFor(allocation: Allocation, family: IpFamily, index: number): string {
  const asked = textOf(listOf(valueAt(allocation.service, "spec", "clusterIPs"))[index]);
  return asked === "" ? drawnAddress(allocation, family) : askedAddress(allocation, asked);
}

function askedAddress(allocation: Allocation, asked: string): string {
  const problem = addressProblem(allocation, asked);
  if (problem === undefined) return asked;
  throw refusedAddresses(allocation.service, `failed to allocate IP ${asked}: ${problem}`);
}

function addressProblem({ context, isTaken }: Allocation, asked: string): string | undefined {
  const ranges = serviceRanges(context, familyOf(asked) ?? "IPv4");
  if (context.isDryRun === true) {
    // What is only tried out is tried with one of them, and taken from nobody.
    const [range] = ranges;
    return range === undefined || range.contains(asked)
      ? undefined
      : `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${range.text}`;
  }
  if (!ranges.some((range) => range.contains(asked)))
    return "the provided network does not match the current range";
  return isTaken(writtenAddress(asked)) ? "provided IP is already allocated" : undefined;
}

function drawnAddress({ service, context, isTaken }: Allocation, family: IpFamily): string {
  const ranges = serviceRanges(context, family);
  // What is only tried out has the address of the network itself.
  if (context.isDryRun === true) return ranges[0]?.at(0) ?? full();
  const random = context.random.fork(
    family === "IPv4" ? "service address" : `service address ${family}`,
  );
  let drawn: string | undefined;
  for (const range of ranges) drawn ??= range.draw(isTaken, random);
  // The object that would stand for the address cannot say whose it is.
  const name = textOf(valueAt(service, "metadata", "name"));
  const [problem] = pathSegmentName(name);
  const refusal =
    name === ""
      ? "Required value"
      : problem && `Invalid value: ${JSON.stringify(name)}: ${problem}`;
  if (refusal !== undefined)
    throw refusedAddresses(
      service,
      `failed to allocate IP: IPAddress.networking.k8s.io ${JSON.stringify(drawn)} is invalid: spec.parentRef.name: ${refusal}`,
    );
  return drawn ?? full();
}

function full(): never {
  throw internalError("failed to allocate a serviceIP: range is full");
}

/** Shows all addresses as they are by then, with nothing for those that are still to come. */
function refusedAddresses(service: PlainObject, problem: string): Error {
  const spec = objectOf(service["spec"]);
  const given = listOf(spec["clusterIPs"]);
  const shown = listOf(spec["ipFamilies"]).map((_, index) => given[index] ?? "");
  return refusedService(service, [invalid("spec.clusterIPs", shown, problem)]);
}
