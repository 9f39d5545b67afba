import { randomInteger } from "@informerlab/core";
import { pathSegmentName } from "../../../codec/names.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/plain-object.ts";
import { internalError } from "../../../request/answer/status-errors.ts";
import { type FieldError, invalid } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { parseAddress } from "../../validation/addresses.ts";
import { withNodePorts } from "./node-ports.ts";
import { refusedService } from "./service-errors.ts";
import { type ServiceRange, serviceRangeOf } from "./service-range.ts";

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

/** The service with addresses and ports that nobody else has. @throws StatusError 422, or 500 for some ports */
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
  const hadNeed = old !== undefined && valueAt(old, "spec", "type") !== "ExternalName";
  if (spec["type"] !== "ExternalName" && !hasList && !hadNeed)
    allocateAddress(service, spec, others, context);
  const allocated: Record<string, unknown> = {
    ...spec,
    ...withNodePorts({ ...service, spec }, old, {
      others,
      random: context.random,
      isDryRun: context.isDryRun === true,
    }),
  };
  if (listOf(allocated["ports"]).length === 0) delete allocated["ports"];
  return { ...service, spec: allocated };
}

function allocateAddress(
  service: PlainObject,
  spec: Record<string, unknown>,
  others: readonly PlainObject[],
  context: StrategyContext,
): void {
  const asked = textOf(spec["clusterIP"]);
  if (asked === "None") return;
  // Of a name nobody has looked whether its address is free, and nobody has it.
  const withAddress = others.filter((other) => valueAt(other, "spec", "type") !== "ExternalName");
  const taken = new Set(withAddress.map((other) => textOf(valueAt(other, "spec", "clusterIP"))));
  const range = serviceRangeOf(context);
  if (asked === "") {
    const name = textOf(valueAt(service, "metadata", "name"));
    const address = context.isDryRun === true ? range.at(0) : freeAddress(range, taken, context);
    // The object that would stand for the address cannot say whose it is.
    const [problem] = pathSegmentName(name);
    const refusal =
      name === ""
        ? "Required value"
        : problem && `Invalid value: ${JSON.stringify(name)}: ${problem}`;
    if (refusal !== undefined && context.isDryRun !== true)
      throw refusedService(service, [
        invalid(
          "spec.clusterIPs",
          [""],
          `failed to allocate IP: IPAddress.networking.k8s.io ${JSON.stringify(address)} is invalid: spec.parentRef.name: ${refusal}`,
        ),
      ]);
    if (address === undefined) throw internalError("failed to allocate a serviceIP: range is full");
    spec["clusterIP"] = address;
    spec["clusterIPs"] = [address];
    return;
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(asked)) return;
  const problem = !range.contains(asked)
    ? "the provided network does not match the current range"
    : taken.has(asked) || isReserved(asked, context)
      ? "provided IP is already allocated"
      : undefined;
  if (problem === undefined) return;
  throw refusedService(service, [
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

/** Those that people choose are given last. Undefined when all have their service. */
function freeAddress(
  range: ServiceRange,
  taken: ReadonlySet<string>,
  context: StrategyContext,
): string | undefined {
  const random = context.random.fork("service address");
  const count = range.drawnTo - range.drawnFrom + 1;
  const start = randomInteger(random, count);
  for (let step = 0; step < count; step++) {
    const address = range.at(range.drawnFrom + ((start + step) % count));
    if (!taken.has(address) && !isReserved(address, context)) return address;
  }
  for (let offset = 1; offset < range.drawnFrom; offset++) {
    const address = range.at(offset);
    if (!taken.has(address) && !isReserved(address, context)) return address;
  }
  return undefined;
}
