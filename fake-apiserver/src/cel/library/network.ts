import type { Implementation, LibraryTable } from "../check/environment.ts";
import { CelEvaluationError, type CelValue } from "../values/cel-value.ts";
import { Cidr, IpAddress, orThrow, parseCidr, parseIp } from "./addresses.ts";
import { asText } from "./arguments.ts";

function toIp(value: CelValue | undefined): IpAddress {
  return value instanceof IpAddress ? value : orThrow(parseIp(asText(value)));
}

function toCidr(value: CelValue | undefined): Cidr {
  if (value instanceof Cidr) return value;
  const found = parseCidr(asText(value));
  return orThrow(
    typeof found === "string"
      ? `network address parse error during conversion from string: ${found}`
      : found,
  );
}

function property(test: (address: IpAddress) => boolean): Implementation {
  return ([address]) => test(toIp(address));
}

function startsWith(bytes: readonly number[], text: string): boolean {
  return new IpAddress(bytes).toString() === text;
}

function isUnspecified({ bytes }: IpAddress): boolean {
  return bytes.every((byte) => byte === 0);
}

function isLoopback({ bytes }: IpAddress): boolean {
  return bytes.length === 4 ? bytes[0] === 127 : startsWith(bytes, "::1");
}

function isMulticast({ bytes }: IpAddress): boolean {
  return bytes.length === 4 ? ((bytes[0] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff;
}

function isLinkLocalMulticast({ bytes }: IpAddress): boolean {
  if (bytes.length === 4) return bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0;
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf) === 2;
}

function isLinkLocalUnicast({ bytes }: IpAddress): boolean {
  if (bytes.length === 4) return bytes[0] === 169 && bytes[1] === 254;
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
}

function isGlobalUnicast(address: IpAddress): boolean {
  const isBroadcast = address.bytes.length === 4 && address.bytes.every((byte) => byte === 255);
  return !(
    isBroadcast ||
    isUnspecified(address) ||
    isLoopback(address) ||
    isMulticast(address) ||
    isLinkLocalUnicast(address)
  );
}

/** A text that is no address is of no overload, whatever else is wrong with it. */
const containsIp: Implementation = ([cidr, address]) => {
  const found = address instanceof IpAddress ? address : parseIp(asText(address));
  if (typeof found === "string") throw new CelEvaluationError("no such overload");
  return toCidr(cidr).contains(found);
};
const containsCidr: Implementation = ([cidr, inner]) => {
  const [outer, other] = [toCidr(cidr), toCidr(inner)];
  return outer.bits <= other.bits && outer.contains(other.address);
};
const written: Implementation = ([value]) => String(value);

/**
 * IP addresses and networks.
 *
 * @see kubernetes apiserver/pkg/cel/library/ip.go, cidr.go
 */
export const network: LibraryTable = {
  ip: [
    ["string_to_ip", "string -> ip", ([text]) => toIp(text)],
    ["cidr_ip", ".cidr -> ip", ([cidr]) => toCidr(cidr).address],
  ],
  family: [["ip_family", ".ip -> int", ([ip]) => (toIp(ip).bytes.length === 4 ? 4n : 6n)]],
  "ip.isCanonical": [
    ["ip_is_canonical", "string -> bool", ([text]) => toIp(text).toString() === text],
  ],
  isUnspecified: [["ip_is_unspecified", ".ip -> bool", property(isUnspecified)]],
  isLoopback: [["ip_is_loopback", ".ip -> bool", property(isLoopback)]],
  isLinkLocalMulticast: [
    ["ip_is_link_local_multicast", ".ip -> bool", property(isLinkLocalMulticast)],
  ],
  isLinkLocalUnicast: [["ip_is_link_local_unicast", ".ip -> bool", property(isLinkLocalUnicast)]],
  isGlobalUnicast: [["ip_is_global_unicast", ".ip -> bool", property(isGlobalUnicast)]],
  isIP: [["is_ip", "string -> bool", ([text]) => typeof parseIp(asText(text)) !== "string"]],
  string: [
    ["ip_to_string", "ip -> string", written],
    ["cidr_to_string", "cidr -> string", written],
  ],
  cidr: [["string_to_cidr", "string -> cidr", ([text]) => toCidr(text)]],
  containsIP: [
    ["cidr_contains_ip_string", ".cidr string -> bool", containsIp],
    ["cidr_contains_ip_ip", ".cidr ip -> bool", containsIp],
  ],
  containsCIDR: [
    ["cidr_contains_cidr_string", ".cidr string -> bool", containsCidr],
    ["cidr_contains_cidr", ".cidr cidr -> bool", containsCidr],
  ],
  prefixLength: [["cidr_prefix_length", ".cidr -> int", ([cidr]) => BigInt(toCidr(cidr).bits)]],
  masked: [["cidr_masked", ".cidr -> cidr", ([cidr]) => toCidr(cidr).masked()]],
  isCIDR: [["is_cidr", "string -> bool", ([text]) => typeof parseCidr(asText(text)) !== "string"]],
};
