/** What a type is, its parameters aside. */
export type CelKind =
  | "dyn"
  | "error"
  | "null"
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "duration"
  | "timestamp"
  | "list"
  | "map"
  | "type"
  | "opaque"
  | "struct"
  | "parameter";

/** A type of CEL. */
export interface CelType {
  readonly kind: CelKind;
  /** Name in error texts: `list`, `optional_type`, `kubernetes.URL`. */
  readonly name: string;
  readonly parameters: readonly CelType[];
  /** Fields of a struct, by the name that expressions use. */
  readonly fields?: ReadonlyMap<string, CelType>;
  /** A struct has every field that is named, and of what type is not known. */
  readonly isOpen?: true;
}

function simple(kind: CelKind, name: string = kind): CelType {
  return { kind, name, parameters: [] };
}

/** Names of the types without parameters. */
type SimpleTypeName =
  | "dyn"
  | "any"
  | "error"
  | "null"
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "duration"
  | "timestamp"
  | "type"
  | "ip"
  | "cidr"
  | "url"
  | "quantity"
  | "semver"
  | "format";

/** Types without parameters. */
export const celTypes: Readonly<Record<SimpleTypeName, CelType>> = {
  dyn: simple("dyn"),
  /** As `dyn`, by another name in texts. */
  any: simple("dyn", "any"),
  error: simple("error", "!error!"),
  null: simple("null"),
  bool: simple("bool"),
  int: simple("int"),
  uint: simple("uint"),
  double: simple("double"),
  string: simple("string"),
  bytes: simple("bytes"),
  duration: simple("duration"),
  timestamp: simple("timestamp"),
  type: simple("type"),
  ip: simple("opaque", "net.IP"),
  cidr: simple("opaque", "net.CIDR"),
  url: structType("kubernetes.URL", new Map()),
  quantity: structType("kubernetes.Quantity", new Map()),
  semver: structType("kubernetes.Semver", new Map()),
  format: structType("kubernetes.NamedFormat", new Map()),
};

/** `list(T)`. */
export function listType(element: CelType): CelType {
  return { kind: "list", name: "list", parameters: [element] };
}

/** `map(K, V)`. */
export function mapType(key: CelType, value: CelType): CelType {
  return { kind: "map", name: "map", parameters: [key, value] };
}

/** `optional_type(T)`. */
export function optionalType(value: CelType): CelType {
  return { kind: "opaque", name: "optional_type", parameters: [value] };
}

/** The type of a type: `type(T)`. */
export function typeType(of: CelType): CelType {
  return { kind: "type", name: "type", parameters: [of] };
}

/** A type parameter of a function. */
export function parameterType(name: string): CelType {
  return simple("parameter", name);
}

/** A type with named fields. */
export function structType(name: string, fields: ReadonlyMap<string, CelType>): CelType {
  return { kind: "struct", name, parameters: [], fields };
}

/** A type whose every field there is: what an expression says of an object without its schema. */
export function openStructType(name: string): CelType {
  return { kind: "struct", name, parameters: [], isOpen: true };
}

/** The type inside an optional, or the type itself. */
export function withoutOptional(type: CelType): CelType {
  return isOptionalType(type) ? (type.parameters[0] ?? celTypes.dyn) : type;
}

/** `optional_type(T)` of any T. */
export function isOptionalType({ kind, name }: CelType): boolean {
  return kind === "opaque" && name === "optional_type";
}

/** Equal in every part. */
export function isSameType(a: CelType, b: CelType): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((each, i) => isSameType(each, b.parameters[i] as CelType)))
  );
}

/** A type as error texts show it. */
export function typeText({ name, parameters }: CelType): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(typeText).join(", ")})`;
}
