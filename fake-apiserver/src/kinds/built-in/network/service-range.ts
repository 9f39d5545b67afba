import { listOf, textOf, valueAt } from "../../../codec/plain-object.ts";
import { defaultServerSettings } from "../../../request/server-settings.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { parseNetwork } from "../../validation/addresses.ts";

/** The addresses that services get: of an IPv4 network all but its own and its broadcast address. */
export interface ServiceRange {
  /** The address at an offset from the network's own. */
  at(offset: number): string;
  contains(address: string): boolean;
  /** What is drawn lies between these; below are addresses that people choose. */
  readonly drawnFrom: number;
  readonly drawnTo: number;
}

/**
 * The range that the cluster's own ServiceCIDR names.
 *
 * @see kubernetes pkg/registry/core/service/ipallocator/ipallocator.go calculateRangeOffset
 */
export function serviceRangeOf({ find }: StrategyContext): ServiceRange {
  const own = find?.({ group: "networking.k8s.io", resource: "servicecidrs", name: "kubernetes" });
  const { serviceClusterIpRange } = defaultServerSettings;
  return toServiceRange(textOf(listOf(valueAt(own, "spec", "cidrs"))[0]) || serviceClusterIpRange);
}

/** Reads `10.0.0.0/24`. */
export function toServiceRange(text: string): ServiceRange {
  const { address, bits } = parseNetwork(text) ?? { address: { groups: [] }, bits: 32 };
  const size = 2 ** (32 - bits);
  const start = Math.floor(numberOf(address.groups) / size) * size;
  const last = size - 1;
  return {
    at: (offset) => dotted(start + offset),
    contains: (asked) => {
      const offset = numberOf(asked.split(".").map(Number), 256) - start;
      return offset > 0 && offset < last;
    },
    drawnFrom: size < 32 ? 1 : Math.min(Math.max(16, Math.floor(size / 16)), 256) + 1,
    drawnTo: last - 1,
  };
}

function numberOf(parts: readonly number[], base = 65_536): number {
  return parts.reduce((sum, part) => sum * base + part, 0);
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
