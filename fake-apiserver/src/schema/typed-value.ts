import type { Int64 } from "@informerlab/core";
import { base64ErrorAt } from "../codec/bytes/base64.ts";
import { keepsItsText, printedQuantity, quantityProblem } from "../codec/go/quantity.ts";
import { canonicalMicroTime, canonicalTime } from "../codec/go/time-text.ts";
import { pathText } from "../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject, setMember } from "../codec/json/plain-object.ts";
import { noteEmptied, noteSentOtherwise } from "./emptied-members.ts";
import { goKindOf, isInteger, isNumber, plainGoKind } from "./go-kinds.ts";
import { sortedByKey, sortedWithin } from "./map-order.ts";
import type { FieldSchema, ObjectSchema } from "./object-schema.ts";

/** A value that does not fit its type, in the words of Go's JSON decoder. */
export class TypeMismatchError extends Error {
  override readonly name = "TypeMismatchError";
}

/** A value read by a schema. */
export interface TypedValue {
  /** As Go would write it: canonical scalars, zero values left out or spelled out as the type says. */
  readonly value: unknown;
  /** Paths of fields that the schema does not know, in the order of the document. */
  readonly unknownFields: readonly string[];
}

/** How a value is read. */
export interface ReadOptions {
  /** It is no text but already a value: types that read themselves do not know where they stand. */
  readonly isUnstructured?: boolean;
  /** Numbers that are not written as they would be printed, by their paths. */
  readonly literals?: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads a JSON value as the real server does when it decodes into a Go type and writes it again.
 *
 * @throws TypeMismatchError for the first value that does not fit.
 */
export function toTypedValue(
  value: unknown,
  schema: ObjectSchema,
  options: ReadOptions = {},
): TypedValue {
  const reader = new TypedReader(options);
  const typed = reader.read(value, schema);
  if (reader.mismatch !== undefined) throw new TypeMismatchError(reader.mismatch);
  return { value: typed, unknownFields: reader.unknownFields };
}

const noLiterals: ReadonlyMap<string, string> = new Map();

const zeroStructs = new WeakMap<ObjectSchema, PlainObject>();

/** What Go writes for a value of this type that was never set. */
export function zeroOf(schema: ObjectSchema): unknown {
  switch (schema.type) {
    case "string":
    case "bytes":
      return "";
    case "integer":
    case "number":
    case "int-or-string":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    case "struct":
      return zeroStructOf(schema);
    default:
      return null;
  }
}

function zeroStructOf(schema: ObjectSchema): PlainObject {
  let zero = zeroStructs.get(schema);
  if (zero === undefined) {
    const members: Record<string, unknown> = {};
    for (const field of schema.fields?.values() ?? []) {
      const written = writtenValue(undefined, field);
      if (written !== undefined) members[field.name] = written;
    }
    zero = Object.freeze(members);
    zeroStructs.set(schema, zero);
  }
  return zero;
}

/** One field of a struct, with what is written where it was not sent. */
interface FieldPlan {
  readonly field: FieldSchema;
  readonly absent: unknown;
}

/** How structs of a schema are read. */
interface StructPlan {
  readonly fields: readonly FieldPlan[];
  readonly places: ReadonlyMap<string, number>;
}

const structPlans = new WeakMap<ObjectSchema, StructPlan>();

function structPlanOf(schema: ObjectSchema): StructPlan {
  let plan = structPlans.get(schema);
  if (plan === undefined) {
    const entries = [...(schema.fields ?? [])];
    plan = {
      fields: entries.map(([, field]) => ({ field, absent: writtenValue(undefined, field) })),
      places: new Map(entries.map(([name], place) => [name, place])),
    };
    structPlans.set(schema, plan);
  }
  return plan;
}

class TypedReader {
  readonly #isUnstructured: boolean;
  readonly unknownFields: string[] = [];
  mismatch: string | undefined;
  readonly #literals: ReadonlyMap<string, string>;
  /** Where we are in the document, for unknown fields. */
  readonly #path: (string | number)[] = [];
  /** Where we are in Go's types, for mismatches: the innermost struct, and all field names. */
  readonly #fields: string[] = [];
  #struct: ObjectSchema | undefined;
  /** How many maps we are in. */
  #maps = 0;
  /** A scalar of the struct or map that is read was sent otherwise than it is stored. */
  #isOtherwise = false;

  constructor({ isUnstructured = false, literals = noLiterals }: ReadOptions) {
    this.#isUnstructured = isUnstructured;
    this.#literals = literals;
  }

  read(value: unknown, schema: ObjectSchema): unknown {
    if (value === null || value === undefined) return zeroOf(schema);
    switch (schema.type) {
      case "struct":
        return isPlainObject(value) ? this.#readStruct(value, schema) : this.#refuse(value, schema);
      case "map":
        return isPlainObject(value) ? this.#readMap(value, schema) : this.#refuse(value, schema);
      case "list":
        return Array.isArray(value) ? this.#readList(value, schema) : this.#refuse(value, schema);
      case "any":
        if (schema.either !== undefined) return this.#readEither(value, schema.either);
        return this.#isUnstructured ? sortedWithin(value) : value;
      default:
        return this.#readScalar(value, schema);
    }
  }

  /** Such a part reads itself, and says nothing of fields that it does not know. */
  #readEither(value: unknown, { struct, other }: NonNullable<ObjectSchema["either"]>): unknown {
    const { length } = this.unknownFields;
    const read = isPlainObject(value)
      ? this.read(value, struct())
      : this.#readOther(value, struct(), other);
    this.unknownFields.length = length;
    return read;
  }

  #readOther(
    value: unknown,
    struct: ObjectSchema,
    other: "boolean" | "structs" | "strings",
  ): unknown {
    if (other === "boolean") {
      if (typeof value === "boolean") return value;
      throw new TypeMismatchError("boolean or JSON schema expected");
    }
    // What is neither is passed over.
    if (!Array.isArray(value)) return null;
    return value.map((item) => this.read(item, other === "structs" ? struct : text));
  }

  #readStruct(value: PlainObject, schema: ObjectSchema): PlainObject {
    const { fields, places } = structPlanOf(schema);
    const outerStruct = this.#struct;
    this.#struct = schema;
    const present: unknown[] = new Array(fields.length).fill(undefined);
    let unknown: Record<string, unknown> | undefined;
    this.#isOtherwise = false;
    let isOtherwise = false;
    for (const name of Object.keys(value)) {
      const member = value[name];
      if (member === undefined) continue;
      const place = places.get(name);
      this.#path.push(name);
      if (place === undefined) {
        this.unknownFields.push(pathText(this.#path));
        unknown ??= {};
        unknown[name] = member;
      } else if (member !== null) {
        present[place] = this.#readField(member, fields[place] as FieldPlan);
        isOtherwise = this.#takeOtherwise() || isOtherwise;
      }
      this.#path.pop();
    }
    this.#struct = outerStruct;
    const result: Record<string, unknown> = {};
    let emptied: Record<string, unknown> | undefined;
    for (let place = 0; place < fields.length; place++) {
      const { field, absent } = fields[place] as FieldPlan;
      const read = present[place];
      const written = read === undefined ? absent : writtenValue(read, field);
      if (written !== undefined) result[field.name] = written;
      else if (read !== undefined && isEmptyCollection(read))
        emptied = { ...emptied, [field.name]: read };
    }
    if (emptied !== undefined) noteEmptied(result, emptied);
    if (isOtherwise) noteSentOtherwise(result);
    return schema.preservesUnknownFields === true ? { ...result, ...unknown } : result;
  }

  #readField(member: unknown, { field }: FieldPlan): unknown {
    const depth = this.#fields.length;
    if (field.embeddedIn !== undefined) this.#fields.push(field.embeddedIn);
    this.#fields.push(field.name);
    const read = this.read(member, field.schema);
    this.#fields.length = depth;
    return read;
  }

  #readMap(value: PlainObject, schema: ObjectSchema): PlainObject {
    const elements = elementsOf(schema);
    const read: Record<string, unknown> = {};
    let before = "";
    let isSorted = true;
    this.#isOtherwise = false;
    this.#maps += 1;
    for (const key of Object.keys(value)) {
      this.#path.push(key);
      setMember(read, key, this.read(value[key], elements));
      this.#path.pop();
      if (key < before) isSorted = false;
      before = key;
    }
    this.#maps -= 1;
    const inOrder = isSorted ? read : sortedByKey(read);
    if (this.#takeOtherwise()) noteSentOtherwise(inOrder);
    return inOrder;
  }

  #takeOtherwise(): boolean {
    const isOtherwise = this.#isOtherwise;
    this.#isOtherwise = false;
    return isOtherwise;
  }

  #readList(value: readonly unknown[], schema: ObjectSchema): readonly unknown[] {
    const elements = elementsOf(schema);
    return value.map((item, index) => {
      this.#path.push(index);
      const read = this.read(item, elements);
      this.#path.pop();
      return read;
    });
  }

  #readScalar(value: unknown, schema: ObjectSchema): unknown {
    switch (schema.type) {
      case "string":
        return typeof value === "string" ? value : this.#refuse(value, schema);
      case "boolean":
        return typeof value === "boolean" ? value : this.#refuse(value, schema);
      case "integer":
        if (this.#isUnstructured && schema.format === "int32" && isInteger(value, undefined))
          return Number(BigInt.asIntN(32, BigInt(value)));
        return isInteger(value, schema.format) && this.#literal() === undefined
          ? value
          : this.#refuse(value, schema);
      case "number":
        return isNumber(value) ? Number(value) : this.#refuse(value, schema);
      case "bytes":
        return typeof value === "string" ? this.#readBytes(value) : this.#refuse(value, schema);
      case "time":
      case "micro-time":
        return this.#readTime(value, schema.type);
      case "quantity":
        return this.#readQuantity(this.#literal() ?? value);
      default:
        return this.#readIntOrString(value);
    }
  }

  /** How the number at this place is written, where that is another text than it would be printed as. */
  #literal(): string | undefined {
    return this.#literals.size === 0 ? undefined : this.#literals.get(pathText(this.#path));
  }

  #readBytes(value: string): string {
    const bad = base64ErrorAt(value);
    if (bad === undefined) return value.replaceAll(/[\r\n]/g, "");
    const problem = `illegal base64 data at input byte ${bad}`;
    if (this.#isUnstructured) throw new TypeMismatchError(`error decoding from json: ${problem}`);
    this.mismatch ??= problem;
    return "";
  }

  /** Types that read themselves end the reading with their first error. */
  #readTime(value: unknown, type: "time" | "micro-time"): string {
    if (typeof value !== "string")
      throw new TypeMismatchError(this.#mismatch(plainGoKind(value), "string"));
    const result = type === "time" ? canonicalTime(value) : canonicalMicroTime(value);
    if ("problem" in result) throw new TypeMismatchError(result.problem);
    return result.text;
  }

  /** In memory a quantity has its text when that was sent as it is printed, or once it was printed where it stands. */
  #readQuantity(value: unknown): string {
    const sent = String(value).trim();
    const printed = typeof value === "boolean" ? undefined : printedQuantity(sent);
    if (printed === undefined) throw new TypeMismatchError(quantityProblem(sent));
    if (printed !== sent || (this.#maps === 0 && !keepsItsText(printed))) this.#isOtherwise = true;
    return printed;
  }

  #readIntOrString(value: unknown): string | Int64 {
    const literal = this.#literal();
    if (typeof value === "string" || (isInteger(value, "int32") && literal === undefined))
      return value;
    const kind = isNumber(value) ? `number ${literal ?? value}` : plainGoKind(value);
    throw new TypeMismatchError(this.#mismatch(kind, "int32"));
  }

  /** Go remembers the first mismatch and reads on. */
  #refuse(value: unknown, schema: ObjectSchema): unknown {
    this.mismatch ??= this.#mismatch(goKindOf(value, schema, this.#literal()), schema.goType);
    return zeroOf(schema);
  }

  #mismatch(kind: string, goType: string): string {
    const struct = this.#struct?.goType ?? "";
    const where =
      this.#fields.length === 0 || this.#isUnstructured
        ? "Go value"
        : `Go struct field ${struct.slice(struct.lastIndexOf(".") + 1)}.${this.#fields.join(".")}`;
    return `json: cannot unmarshal ${kind} into ${where} of type ${goType}`;
  }
}

/** What is written for a field, undefined for nothing. */
function writtenValue(value: unknown, field: FieldSchema): unknown {
  // Bytes that were never set are no bytes, not even none.
  if (field.schema.type === "bytes" && field.presence === "always" && value === undefined)
    return null;
  // Go keeps the text of such a value, and no text is empty.
  if (field.schema.type === "any" && value !== undefined && value !== null) return value;
  switch (field.presence) {
    case "pointer":
    case "as-sent":
      return value;
    case "pointer-or-null":
      return value ?? null;
    case "omit-empty":
      return isZero(value) ? undefined : value;
    default:
      // An empty list stays one until it is stored: whoever sent it owns it.
      if (value === "" && field.schema.type === "int-or-string") return value;
      // An empty struct may know what was sent empty in it.
      if (value !== undefined && field.schema.type === "struct") return value;
      return isZero(value) && !Array.isArray(value) ? zeroOf(field.schema) : value;
  }
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return (
    value === undefined ||
    value === "" ||
    value === 0 ||
    value === false ||
    value === null ||
    isEmptyMap(value)
  );
}

function isEmptyCollection(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isEmptyMap(value);
}

function isEmptyMap(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length === 0;
}

function elementsOf(schema: ObjectSchema): ObjectSchema {
  return schema.elements ?? anything;
}

const text: ObjectSchema = { type: "string", goType: "string", relationship: "atomic" };
const anything: ObjectSchema = { type: "any", goType: "interface {}", relationship: "atomic" };
