import { ipv6Text } from "../../codec/names/ipv6-text.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, ForeignValue } from "../values/cel-value.ts";

/** An IP address: 4 or 16 bytes. */
export class IpAddress extends ForeignValue {
  readonly type: CelType = celTypes.ip;
  readonly bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    super();
    this.bytes = bytes;
  }

  override get size(): number {
    return this.bytes.length;
  }

  equals(other: ForeignValue): boolean {
    return other instanceof IpAddress && other.toString() === this.toString();
  }

  /** The one form that is written. */
  override toString(): string {
    return this.bytes.length === 4 ? this.bytes.join(".") : ipv6Text(groupsOf(this.bytes));
  }
}

/** An IP address and how many of its bits count. */
export class Cidr extends ForeignValue {
  readonly type: CelType = celTypes.cidr;
  readonly address: IpAddress;
  readonly bits: number;

  constructor(address: IpAddress, bits: number) {
    super();
    this.address = address;
    this.bits = bits;
  }

  override get size(): number {
    return Math.ceil(this.bits / 8);
  }

  equals(other: ForeignValue): boolean {
    return other instanceof Cidr && other.toString() === this.toString();
  }

  override toString(): string {
    return `${this.address}/${this.bits}`;
  }

  masked(): Cidr {
    const bytes = this.address.bytes.map((byte, i) => {
      const kept = Math.min(8, Math.max(0, this.bits - 8 * i));
      return byte & (0xff00 >> kept) & 0xff;
    });
    return new Cidr(new IpAddress(bytes), this.bits);
  }

  contains(address: IpAddress): boolean {
    if (address.bytes.length !== this.address.bytes.length) return false;
    const [own, other] = [this.masked(), new Cidr(address, this.bits).masked()];
    return own.equals(other);
  }
}

function groupsOf(bytes: readonly number[]): readonly number[] {
  return Array.from({ length: 8 }, (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0));
}

/** Reads an address as Go's netip does. @returns the address, or why there is none. */
function readAddress(text: string): IpAddress | string {
  const refuse = (reason: string, at = ""): string =>
    `ParseAddr(${JSON.stringify(text)}): ${reason}${at === "" ? "" : ` (at ${JSON.stringify(at)})`}`;
  const first = /[.:%]/.exec(text)?.[0];
  if (first === ".") return readIpv4(text, refuse);
  if (first === ":") return readIpv6(text, refuse);
  return refuse(first === "%" ? "missing IPv6 address" : "unable to parse IP");
}

type Refuse = (reason: string, at?: string) => string;

function readIpv4(text: string, refuse: Refuse): IpAddress | string {
  const bad = text.search(/[^0-9.]/);
  if (bad >= 0) return refuse("unexpected character", text.slice(bad));
  const fields = text.split(".");
  const bytes: number[] = [];
  for (const [i, field] of fields.entries()) {
    if (field === "")
      return refuse("IPv4 field must have at least one digit", fields.slice(i).join("."));
    if (/^0\d/.test(field)) return refuse("IPv4 field has octet with leading zero");
    if (Number(field) > 255) return refuse("IPv4 field has value >255");
    if (i > 3) return refuse("IPv4 address too long");
    bytes.push(Number(field));
  }
  return bytes.length < 4 ? refuse("IPv4 address too short") : new IpAddress(bytes);
}

function readIpv6(text: string, refuse: Refuse): IpAddress | string {
  const [plain = "", zone] = splitZone(text);
  if (zone === "") return refuse("zone must be a non-empty string");
  const halves = plain.split("::");
  if (halves.length > 2) return refuse("multiple :: in address", `:${halves[2]}`);
  const parts = halves.map((half) => (half === "" ? [] : half.split(":")));
  const bytes = parts.map((half, i) => bytesOfGroups(half, i === parts.length - 1));
  const wrong = parts
    .flat()
    .find((part) => !/^[0-9a-fA-F]{1,4}$/.test(part) && !part.includes("."));
  if (wrong !== undefined) return refuse(groupProblem(wrong), wrong);
  const [head, tail] = bytes;
  if (head === undefined || (halves.length === 2 && tail === undefined))
    return refuse("unexpected character", plain);
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 && missing > 0) return refuse("address string too short");
  if (missing < 0 || (halves.length === 2 && missing === 0))
    return refuse(
      missing < 0
        ? "trailing garbage after address"
        : "the :: must expand to at least one field of zeros",
    );
  const whole = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return zone === undefined ? new IpAddress(whole) : `zone ${zone}`;
}

function splitZone(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("%");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function groupProblem(part: string): string {
  if (part === "") return "colon must be followed by more characters";
  return /^[0-9a-fA-F]+$/.test(part)
    ? "each group must have 4 or less digits"
    : "each colon-separated field must have at least one digit";
}

function bytesOfGroups(parts: readonly string[], mayEndInIpv4: boolean): number[] | undefined {
  const bytes: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.includes(".")) {
      const inner = readIpv4(part, (reason) => reason);
      if (typeof inner === "string" || !mayEndInIpv4 || i !== parts.length - 1) return undefined;
      bytes.push(...inner.bytes);
    } else {
      const group = Number.parseInt(part, 16);
      bytes.push(group >> 8, group & 255);
    }
  }
  return bytes;
}

function isMapped({ bytes }: IpAddress): boolean {
  return (
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 255 &&
    bytes[11] === 255
  );
}

/** The family of an address as Go reads it, mapped ones and zones too; or why a text is none. */
export function addressFamily(text: string): 4 | 6 | string {
  const found = readAddress(text);
  if (typeof found === "string") return found.startsWith("zone ") ? 6 : found;
  return found.bytes.length === 4 ? 4 : 6;
}

/** An address; or why a text is none that Kubernetes takes. */
export function parseIp(text: string): IpAddress | string {
  const found = readAddress(text);
  if (typeof found === "string") {
    if (found.startsWith("zone "))
      return `IP address ${JSON.stringify(text)} with zone value is not allowed`;
    return `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${found}`;
  }
  if (isMapped(found)) return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
  return found;
}

/** A network; or why a text is none that Kubernetes takes. */
export function parseCidr(text: string): Cidr | string {
  const found = readPrefix(text);
  const outer = "network address parse error during conversion from string: ";
  if (typeof found === "string")
    return `${outer}netip.ParsePrefix(${JSON.stringify(text)}): ${found}`;
  if (isMapped(found.address))
    return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
  return found;
}

function readPrefix(text: string): Cidr | string {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return "no '/'";
  const address = readAddress(text.slice(0, slash));
  if (typeof address === "string")
    return address.startsWith("zone ") ? "IPv6 zones cannot be present in a prefix" : address;
  const bits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d*)$/.test(bits)) return `bad bits after slash: ${JSON.stringify(bits)}`;
  if (Number(bits) > address.bytes.length * 8) return "prefix length out of range";
  return new Cidr(address, Number(bits));
}

/** The value, or the error that the evaluation ends with. */
export function orThrow<T extends object>(found: T | string): T {
  if (typeof found === "string") throw new CelEvaluationError(found);
  return found;
}
