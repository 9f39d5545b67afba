import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { ipv6Text } from "../../codec/names/ipv6-text.ts";
import { type Check, isSet } from "./checks.ts";

/** An address as 8 (IPv6) or 2 (IPv4) groups of 16 bits. */
interface Address {
  readonly family: 4 | 6;
  readonly groups: readonly number[];
  /** Numbers were written with zeros in front. */
  readonly hasLeadingZeros: boolean;
  /** An IPv4 address written as `::ffff:1.2.3.4`. */
  readonly isMapped: boolean;
}

/** Reads an address as generously as the real server does; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(":")) return parseIpv6(text);
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return {
    family: 4,
    groups: [a * 256 + b, c * 256 + d],
    hasLeadingZeros: parts.some((part) => /^0\d/.test(part)),
    isMapped: false,
  };
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return { family: isMapped ? 4 : 6, groups, hasLeadingZeros: false, isMapped };
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && index === parts.length - 1) {
      const dotted = parseAddress(part);
      if (dotted === undefined) return undefined;
      groups.push(...dotted.groups);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The address in the one form that is written. */
export function addressText({ family, groups }: Address): string {
  if (family === 4)
    return groups
      .slice(-2)
      .flatMap((group) => [group >> 8, group & 255])
      .join(".");
  return ipv6Text(groups);
}

/** The address that a number is: of 32 bits, or of 128. */
export function addressOfNumber(family: 4 | 6, number: bigint): string {
  const count = family === 4 ? 2 : 8;
  const groups = Array.from({ length: count }, (_, index) =>
    Number((number >> BigInt(16 * (count - 1 - index))) & 0xffffn),
  );
  return addressText({ family, groups, hasLeadingZeros: false, isMapped: false });
}

/** A network: an address and how many of its bits count. */
export interface Network {
  readonly address: Address;
  readonly bits: number;
  readonly hasLeadingZeros: boolean;
}

/** Reads `10.0.0.0/8`; undefined when it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [host = "", length = "", ...more] = text.split("/");
  const address = parseAddress(host);
  if (more.length > 0 || address === undefined || !/^\d{1,3}$/.test(length)) return undefined;
  const isWide = address.groups.length === 8;
  const bits = Number(length);
  if (bits > (isWide ? 128 : 32)) return undefined;
  return { address, bits, hasLeadingZeros: address.hasLeadingZeros || /^0\d/.test(length) };
}

/** The address with the bits beyond the prefix cleared. */
function masked({ address, bits }: Network): Address {
  const groups = address.groups.map((group, index) => {
    const kept = Math.min(16, Math.max(0, bits - index * 16));
    return group & (kept === 0 ? 0 : (0xffff << (16 - kept)) & 0xffff);
  });
  return { ...address, groups };
}

/** The network in the one form that is written. */
export function networkText(network: Network): string {
  return `${addressText(masked(network))}/${network.bits}`;
}

/** Whether `inner` lies in `outer` and is smaller. */
export function isStrictSubset(inner: Network, outer: Network): boolean {
  return (
    inner.address.groups.length === outer.address.groups.length &&
    inner.bits > outer.bits &&
    addressText(masked({ ...inner, bits: outer.bits })) === addressText(masked(outer))
  );
}

const addressDetail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const networkDetail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** An address in any form, as older fields take it. */
export const looseAddress: Check = (value, at, report) => {
  if (parseAddress(textOf(value)) === undefined) report.invalid(at, textOf(value), addressDetail);
};

/** An address in its one written form. */
export const strictAddress: Check = (value, at, report) => {
  for (const problem of addressProblems(textOf(value))) report.invalid(at, textOf(value), problem);
};

/** What is wrong with an address that must be in its one written form. */
export function addressProblems(text: string): readonly string[] {
  const address = parseAddress(text);
  if (address === undefined) return [addressDetail];
  if (address.hasLeadingZeros) return ["must not have leading 0s"];
  if (address.isMapped) return ["must not be an IPv4-mapped IPv6 address"];
  const canonical = addressText(address);
  return text === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** A network in any form, as older fields take it. */
export const looseNetwork: Check = (value, at, report) => {
  if (parseNetwork(textOf(value)) === undefined) report.invalid(at, textOf(value), networkDetail);
};

/** A network in its one written form. */
export const strictNetwork: Check = (value, at, report) => {
  const text = textOf(value);
  const network = parseNetwork(text);
  const problem =
    network === undefined
      ? networkDetail
      : network.hasLeadingZeros
        ? "must not have leading 0s in IP or prefix length"
        : network.address.isMapped
          ? "must not have an IPv4-mapped IPv6 address"
          : addressText(masked(network)) !== addressText(network.address)
            ? "must not have bits set beyond the prefix length"
            : text === networkText(network)
              ? undefined
              : `must be in canonical form (${JSON.stringify(networkText(network))})`;
  if (problem !== undefined) report.invalid(at, text, problem);
};

/** What is to be said about an address that is accepted in a form that will not be for ever. */
export function addressWarnings(value: unknown, at: string): readonly string[] {
  if (!isSet(value)) return [];
  const text = textOf(value);
  const address = parseAddress(text);
  if (address === undefined) return [];
  const written = JSON.stringify(addressText(address));
  if (address.hasLeadingZeros || address.isMapped) {
    return [
      `${at}: non-standard IP address ${JSON.stringify(text)} will be considered invalid in a future Kubernetes release: use ${written}`,
    ];
  }
  return address.family === 6 && addressText(address) !== text
    ? [
        `${at}: IPv6 address ${JSON.stringify(text)} should be in RFC 5952 canonical format (${written})`,
      ]
    : [];
}

/** The same for each item of a list of a status: of its `ip`. */
export function addressesWarnings(list: unknown, at: string, member = ""): readonly string[] {
  return listOf(list).flatMap((item, index) => {
    const { ip } = objectOf(item);
    return addressWarnings(ip, `${at}[${index}]${member}`);
  });
}

/** The addresses of a load balancer. */
export function balancerWarnings(object: PlainObject): readonly string[] {
  const path = ["status", "loadBalancer", "ingress"] as const;
  return addressesWarnings(valueAt(object, ...path), path.join("."));
}

/** The same for networks. */
export function networkWarnings(value: unknown, at: string): readonly string[] {
  const text = textOf(value);
  const network = parseNetwork(text);
  if (network === undefined) return [];
  const warnings: string[] = [];
  const quoted = JSON.stringify(text);
  const written = JSON.stringify(networkText(network));
  if (addressText(masked(network)) !== addressText(network.address)) {
    const single = `${addressText(network.address)}/${network.address.groups.length === 8 ? 128 : 32}`;
    warnings.push(
      `${at}: CIDR value ${quoted} is ambiguous in this context (should be ${written} or ${JSON.stringify(single)}?)`,
    );
  }
  if (network.hasLeadingZeros || network.address.isMapped) {
    warnings.push(
      `${at}: non-standard CIDR value ${quoted} will be considered invalid in a future Kubernetes release: use ${written}`,
    );
  }
  if (warnings.length === 0 && network.address.family === 6 && networkText(network) !== text) {
    warnings.push(
      `${at}: IPv6 CIDR value ${quoted} should be in RFC 5952 canonical format (${written})`,
    );
  }
  return warnings;
}
