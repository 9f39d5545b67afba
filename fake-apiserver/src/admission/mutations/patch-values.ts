import {
  CelList,
  CelMap,
  type CelValue,
  Duration,
  type ForeignValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from "../../cel/values/cel-value.ts";
import { durationText, timestampText } from "../../cel/values/times.ts";
import { encodeBase64 } from "../../codec/bytes/base64.ts";
import { setMember } from "../../codec/json/plain-object.ts";
import { asJson, firstGoOnly, goObject, KeyError } from "./go-values.ts";
import { MutationError } from "./mutation.ts";
import { checkTypeNames } from "./type-names.ts";

/** Types of Go that a JSON value of protobuf can be made of, though JSON has none of them. */
const convertible = new Set(["uint64", "[]uint8"]);

/**
 * The value of an operation as JSON.
 *
 * @throws MutationError for what cannot be written as JSON
 */
export function patchValue(value: CelValue): unknown {
  if (value instanceof CelMap && value.type?.isOpen === true) {
    checkTypeNames(value);
    return objectValue(value);
  }
  return jsonValue(value);
}

function objectValue(object: CelMap): unknown {
  try {
    const members = goObject(object);
    const odd = firstGoOnly(members);
    if (odd !== undefined && !convertible.has(odd.type))
      throw unwritable(`proto: invalid type: ${odd.type}`);
    return asJson(members);
  } catch (error) {
    throw error instanceof KeyError ? unwritable(error.message) : error;
  }
}

function unwritable(problem: string): MutationError {
  return new MutationError(
    `JSONPath valueExpression evaluated to a type that could not marshal to JSON: ${problem}`,
  );
}

/** @see cel-go common/types ConvertToNative of structpb.Value */
function jsonValue(value: CelValue): unknown {
  if (typeof value === "bigint") return integer(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof CelList) return value.items.map(jsonValue);
  if (value instanceof CelMap) return mapValue(value);
  if (value instanceof Uint) return integer(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (value instanceof TypeValue) throw unwritable("type conversion not supported for 'type'");
  if (value instanceof Optional) {
    if (value.value === undefined) throw unwritable("optional.none() dereference");
    return jsonValue(value.value);
  }
  const { name } = (value as ForeignValue).type;
  throw unwritable(`type conversion error from '${shortNames[name] ?? name}' to '*structpb.Value'`);
}

/** An integer that a double cannot hold is a text. */
function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function mapValue(map: CelMap): unknown {
  // A real server comes to harm where such an object stands in a list or map.
  if (map.type?.isOpen === true) return objectValue(map);
  if (map.type?.name === "JSONPatch")
    throw unwritable("cannot convert to native type: *structpb.Value");
  const members: Record<string, unknown> = {};
  for (const [key, member] of map.entries.values()) {
    if (typeof key === "bigint")
      throw unwritable("unsupported type conversion from 'int' to string");
    if (typeof key !== "string") throw unwritable("type conversion error from bool to 'string'");
    setMember(members, key, jsonValue(member));
  }
  return members;
}

const shortNames: Readonly<Record<string, string>> = {
  "kubernetes.Quantity": "Quantity",
  "kubernetes.URL": "URL",
  "kubernetes.Semver": "Semver",
  "kubernetes.NamedFormat": "Format",
  "net.IP": "IP",
  "net.CIDR": "CIDR",
};
