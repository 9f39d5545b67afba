import type { KubernetesObject, Random } from "@informerlab/core";
import { randomInteger } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { defaultServerSettings } from "../../../request/server-settings.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import {
  addressOfNumber,
  addressText,
  parseAddress,
  parseNetwork,
} from "../../validation/addresses.ts";

/** A family of addresses, as services name it. */
export type IpFamily = "IPv4" | "IPv6";

/**
 * The addresses of a network that services get: all but its own and, of IPv4, its broadcast address.
 *
 * @see kubernetes pkg/registry/core/service/ipallocator/ipallocator.go NewIPAllocator
 */
export class ServiceRange {
  readonly family: IpFamily;
  /** `10.0.0.0/24` */
  readonly text: string;
  readonly #start: bigint;
  readonly #last: bigint;
  /** What is drawn comes from here on; below are addresses that people choose. */
  readonly #drawnFrom: bigint;

  /** Reads `10.0.0.0/24` or `fd00::/108`. */
  constructor(text: string) {
    this.text = text;
    const { address, bits } = parseNetwork(text) ?? {
      address: { family: 4, groups: [] },
      bits: 32,
    };
    const isIpv4 = address.family === 4;
    this.family = isIpv4 ? "IPv4" : "IPv6";
    const size = 1n << BigInt((isIpv4 ? 32 : 128) - bits);
    const number = numberOf(isIpv4 ? address.groups.slice(-2) : address.groups);
    this.#start = number - (number % size);
    this.#last = this.#start + size - (isIpv4 ? 2n : 1n);
    this.#drawnFrom = this.#start + 1n + offsetOf(size);
  }

  /** The address at an offset from the network's own. */
  at(offset: number): string {
    return this.#text(this.#start + BigInt(offset));
  }

  contains(text: string): boolean {
    const address = parseAddress(text);
    if (address === undefined || familyOf(text) !== this.family) return false;
    const number = numberOf(address.family === 4 ? address.groups.slice(-2) : address.groups);
    return number > this.#start && number <= this.#last;
  }

  /** An address that nobody has, those that people choose at last. Undefined when all have their service. */
  draw(isTaken: (address: string) => boolean, random: Random): string | undefined {
    const start = this.#start + 1n;
    return (
      this.#free(this.#drawnFrom, this.#last, isTaken, random) ??
      this.#free(start, this.#drawnFrom - 1n, isTaken, undefined)
    );
  }

  /** Looks at as many as are taken, and one more. */
  #free(
    first: bigint,
    last: bigint,
    isTaken: (address: string) => boolean,
    random: Random | undefined,
  ): string | undefined {
    const count = last - first + 1n;
    if (count <= 0n) return undefined;
    const begin = random === undefined ? 0n : drawBelow(count, random);
    for (let step = 0n; step < count; step++) {
      const address = this.#text(first + ((begin + step) % count));
      if (!isTaken(address)) return address;
    }
    return undefined;
  }

  #text(number: bigint): string {
    return addressOfNumber(this.family === "IPv4" ? 4 : 6, number);
  }
}

/** Which family an address is of; undefined when it is none. */
export function familyOf(text: string): IpFamily | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return address.family === 4 ? "IPv4" : "IPv6";
}

/** The address in the one form that is written. */
export function writtenAddress(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? text : addressText(address);
}

/** The families that the cluster was configured for, the first one of services that do not say any. */
export function configuredFamilies(context: StrategyContext): readonly IpFamily[] {
  return configuredNetworks(context).map((text) => new ServiceRange(text).family);
}

/** The networks that an option names: `10.96.0.0/16`, or two of different families with a comma. */
export function networksOf(option: string): readonly string[] {
  return option.split(",");
}

function configuredNetworks({ settings = defaultServerSettings }: StrategyContext) {
  return networksOf(settings.serviceClusterIpRange);
}

/**
 * The networks that give addresses now: those of all ServiceCIDRs that are ready, the cluster's own first.
 *
 * @see kubernetes pkg/registry/core/service/ipallocator/cidrallocator.go
 */
export function serviceRanges(context: StrategyContext, family: IpFamily): readonly ServiceRange[] {
  const objects = [
    ...(context.list?.({ group: "networking.k8s.io", resource: "servicecidrs" }) ?? []),
  ];
  const own = objects.find(({ metadata }) => metadata?.name === "kubernetes");
  const others = objects.filter((object) => object !== own);
  const networks = [
    // Who deletes the cluster's own makes it come again.
    ...(own === undefined ? configuredNetworks(context) : readyNetworks(own)),
    ...others.flatMap(readyNetworks),
  ];
  return [...new Set(networks)]
    .map((text) => new ServiceRange(text))
    .filter((range) => range.family === family);
}

function readyNetworks(object: KubernetesObject): readonly string[] {
  const ready = listOf(valueAt(object, "status", "conditions"))
    .map(objectOf)
    .find(({ type }) => type === "Ready");
  // Where nobody says anything, there is no controller to wait for.
  if ((ready?.["status"] ?? "True") !== "True" || object.metadata?.deletionTimestamp !== undefined)
    return [];
  return listOf(valueAt(object, "spec", "cidrs"))
    .map(textOf)
    .filter(isServed);
}

/** Of IPv6 the real server serves networks of up to 64 bits. */
function isServed(text: string): boolean {
  const network = parseNetwork(text);
  return network !== undefined && (network.address.family === 4 || network.bits >= 64);
}

/** How many addresses are left to people. @see kubernetes ipallocator/bitmap.go calculateRangeOffset */
function offsetOf(size: bigint): bigint {
  if (size <= 16n) return 0n;
  const part = size / 16n;
  return part < 16n ? 16n : part > 256n ? 256n : part;
}

function numberOf(groups: readonly number[]): bigint {
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(group), 0n);
}

/** Two words make a number of 64 bits. */
function drawBelow(count: bigint, random: Random): bigint {
  const word = 2 ** 32;
  if (count <= BigInt(word)) return BigInt(randomInteger(random, Number(count)));
  const [high, low] = [random.fork("high"), random.fork("low")].map((part) =>
    BigInt(randomInteger(part, word)),
  );
  return (((high ?? 0n) << 32n) + (low ?? 0n)) % count;
}
