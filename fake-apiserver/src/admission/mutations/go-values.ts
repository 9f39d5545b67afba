import {
  CelList,
  CelMap,
  type CelValue,
  DataList,
  DataMap,
  Duration,
  ForeignValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from "../../cel/values/cel-value.ts";
import { durationText, timestampText } from "../../cel/values/times.ts";
import { runtimeTypeName } from "../../cel/values/type-of.ts";
import { encodeBase64 } from "../../codec/bytes/base64.ts";
import { GoOnlyValue } from "../../codec/go/go-text.ts";
import { setMember } from "../../codec/json/plain-object.ts";

/** A map in an object that is to be applied has a key that is no text. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/**
 * What an object that an expression makes holds for Go: JSON, but for values that have none, and for lists and maps that stand
 * in others.
 *
 * @throws KeyError
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/mutation/dynamic/objects.go convertField
 */
export function goObject(object: CelMap): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of object.entries.values())
    setMember(members, String(name), goField(String(name), unwrapped(value)));
  return members;
}

function unwrapped(value: CelValue): CelValue {
  return value instanceof Optional ? unwrapped(value.value ?? null) : value;
}

function goField(name: string, value: CelValue): unknown {
  if (value instanceof CelList) return value.items.map(goValue);
  if (!(value instanceof CelMap) || value.type !== undefined) return goValue(value);
  const members: Record<string, unknown> = {};
  for (const [key, member] of value.entries.values()) {
    if (typeof key !== "string")
      throw new KeyError(`fail to convert field ${JSON.stringify(name)}: ${keyText(key)}`);
    setMember(members, key, goValue(member));
  }
  return members;
}

function keyText(key: CelValue): string {
  if (typeof key === "bigint") return `map key ${quotedRune(key)} is of type types.Int, not string`;
  if (typeof key === "boolean")
    return `map key %!q(types.Bool=${key}) is of type types.Bool, not string`;
  return `map key ${String(key)} is of another type, not string`;
}

/** An integer as Go prints it with `%q`. */
function quotedRune(value: bigint): string {
  const isPrintable = value >= 0x20n && value < 0x7fn && value !== 0x27n && value !== 0x5cn;
  if (isPrintable) return `'${String.fromCharCode(Number(value))}'`;
  return value >= 0n && value < 0x100n ? `'\\x${value.toString(16).padStart(2, "0")}'` : "'�'";
}

function goValue(given: CelValue): unknown {
  const value = unwrapped(given);
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return value;
    case "bigint":
      return keptInteger(value);
    default:
      return value === null
        ? new GoOnlyValue("structpb.NullValue", { text: "NULL_VALUE", syntax: "0", json: null })
        : goObjectValue(value);
  }
}

/** An integer as objects hold it. */
function keptInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function goObjectValue(
  value: Exclude<CelValue, null | string | boolean | bigint | number>,
): unknown {
  if (value instanceof DataList) return value.items.map(goValue);
  if (value instanceof DataMap) return goField("", value);
  if (value instanceof CelMap && value.type?.isOpen === true) return goObject(value);
  if (value instanceof CelList) return goList(value);
  if (value instanceof CelMap) return goMap(value);
  if (value instanceof TypeValue) return runtimeTypeName(value.type);
  if (value instanceof Uint8Array) return goBytes(value);
  if (value instanceof Uint) {
    const json = keptInteger(value.value);
    const syntax = `0x${value.value.toString(16)}`;
    return new GoOnlyValue("uint64", { text: String(value.value), syntax, json });
  }
  if (value instanceof Duration) {
    const text = durationText(value);
    return new GoOnlyValue("time.Duration", { text, syntax: String(value.nanos), json: text });
  }
  if (value instanceof Timestamp) return goTime(value);
  const name = value instanceof ForeignValue ? goTypes[value.type.name] : undefined;
  const type = name ?? "*mutation.JSONPatchVal";
  const text = String(value);
  return new GoOnlyValue(type, { text, syntax: `(${type})(0x0)`, json: text });
}

const goTypes: Readonly<Record<string, string>> = {
  "kubernetes.Quantity": "*resource.Quantity",
  "kubernetes.URL": "*url.URL",
  "kubernetes.Semver": "semver.Version",
  "net.IP": "netip.Addr",
  "net.CIDR": "netip.Prefix",
};

function goList(list: CelList): GoOnlyValue {
  const items = list.items.map(goValue);
  const syntax = `[]ref.Val{${items.map(syntaxOf).join(", ")}}`;
  const text = `[${items.map(textOfGo).join(" ")}]`;
  return new GoOnlyValue("[]ref.Val", { text, syntax, json: items.map(asJson) });
}

function goMap(map: CelMap): GoOnlyValue {
  const json: Record<string, unknown> = {};
  const members = [...map.entries.values()].map(([key, member]) => {
    const value = goValue(member);
    setMember(json, String(key), asJson(value));
    return [goValue(key), value] as const;
  });
  const syntax = members.map(([key, value]) => `${syntaxOf(key)}:${syntaxOf(value)}`).join(", ");
  const text = members.map(([key, value]) => `${textOfGo(key)}:${textOfGo(value)}`).join(" ");
  return new GoOnlyValue("map[ref.Val]ref.Val", {
    text: `map[${text}]`,
    syntax: `map[ref.Val]ref.Val{${syntax}}`,
    json,
  });
}

function syntaxOf(value: unknown): string {
  if (value instanceof GoOnlyValue) return value.syntax;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function textOfGo(value: unknown): string {
  return value instanceof GoOnlyValue ? value.text : String(value);
}

function goBytes(bytes: Uint8Array): GoOnlyValue {
  const digits = [...bytes].map((byte) => `0x${byte.toString(16)}`);
  return new GoOnlyValue("[]uint8", {
    text: `[${bytes.join(" ")}]`,
    syntax: `[]uint8{${digits.join(", ")}}`,
    json: encodeBase64(bytes),
  });
}

const months =
  "January February March April May June July August September October November December".split(
    " ",
  );

function goTime(value: Timestamp): GoOnlyValue {
  const json = timestampText(value);
  const date = new Date(Number(value.nanos / 1_000_000n));
  const parts = [
    date.getUTCFullYear(),
    `time.${months[date.getUTCMonth()]}`,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    value.nanos % 1_000_000_000n,
    "time.UTC",
  ];
  const text = json.replace("T", " ").replace("Z", " +0000 UTC");
  return new GoOnlyValue("time.Time", { text, syntax: `time.Date(${parts.join(", ")})`, json });
}

/** What Go holds, with what would be JSON in the place of what is none. */
export function asJson(value: unknown): unknown {
  if (value instanceof GoOnlyValue) return value.json;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== "object" || value === null) return value;
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) setMember(members, name, asJson(member));
  return members;
}

/** The first value in what Go holds that is not JSON. */
export function firstGoOnly(value: unknown): GoOnlyValue | undefined {
  if (value instanceof GoOnlyValue) return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = firstGoOnly(member);
    if (found !== undefined) return found;
  }
  return undefined;
}
