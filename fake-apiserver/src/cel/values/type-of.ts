import {
  type CelType,
  celTypes,
  listType,
  mapType,
  optionalType,
  typeType,
} from "../types/cel-type.ts";
import {
  CelList,
  CelMap,
  type CelValue,
  Duration,
  ForeignValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from "./cel-value.ts";

const anyList = listType(celTypes.dyn);
const anyMap = mapType(celTypes.dyn, celTypes.dyn);
const anyOptional = optionalType(celTypes.dyn);
const anyType = typeType(celTypes.dyn);

/** The type of a value; what is inside lists and maps is not looked at. */
export function typeOf(value: CelValue): CelType {
  switch (typeof value) {
    case "string":
      return celTypes.string;
    case "bigint":
      return celTypes.int;
    case "number":
      return celTypes.double;
    case "boolean":
      return celTypes.bool;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: CelValue): CelType {
  if (value === null) return celTypes.null;
  if (value instanceof CelList) return anyList;
  if (value instanceof CelMap) return value.type ?? anyMap;
  if (value instanceof Uint) return celTypes.uint;
  if (value instanceof Uint8Array) return celTypes.bytes;
  if (value instanceof Timestamp) return celTypes.timestamp;
  if (value instanceof Duration) return celTypes.duration;
  if (value instanceof Optional) return anyOptional;
  if (value instanceof TypeValue) return anyType;
  return value instanceof ForeignValue ? value.type : celTypes.dyn;
}

/** Whether a function that takes this type can take the value. */
export function accepts({ kind, name }: CelType, value: CelValue): boolean {
  if (kind === "dyn" || kind === "parameter") return true;
  const given = typeOf(value);
  if (kind === "map" && given.kind === "struct") return value instanceof CelMap;
  return (
    given.kind === kind && (kind !== "opaque" && kind !== "struct" ? true : given.name === name)
  );
}

/** The name that expressions and errors call a type by. */
export function runtimeTypeName({ kind, name }: CelType): string {
  if (kind === "null") return "null_type";
  if (kind === "timestamp") return "google.protobuf.Timestamp";
  if (kind === "duration") return "google.protobuf.Duration";
  return name === "any" ? "google.protobuf.Any" : name;
}

/** A type as Go prints it. */
export function runtimeTypeText(type: CelType): string {
  const name = runtimeTypeName(type);
  if (type.parameters.length === 0) return name;
  return `${name}(${type.parameters.map(runtimeTypeText).join(", ")})`;
}
