import { isPlainObject, setMember } from "../../codec/json/plain-object.ts";
import { spendWork } from "../../codec/work-budget.ts";
import type { FieldSchema, ObjectSchema } from "../object-schema.ts";
import { TypeMismatchError, toTypedValue } from "../typed-value.ts";

type Path = readonly (string | number)[];

/**
 * What becomes of members that stand more than once in an object of a built-in kind: Go reads each of them into what the ones
 * before have left, and remembers the first that does not fit.
 *
 * @see Go encoding/json decode.go
 */
export class RepeatedMembers {
  /** Of the first value that does not fit its type. */
  mismatch: TypeMismatchError | undefined;
  readonly #schema: ObjectSchema;
  /** The values that others were read into. */
  #targets: WeakSet<object> | undefined;

  constructor(schema: ObjectSchema) {
    this.#schema = schema;
  }

  /** The value that `later` leaves where `earlier` was, which may be changed for it. */
  readonly read = (path: Path, earlier: unknown, later: unknown): unknown => {
    spendWork(path.length / 10);
    this.#targets ??= new WeakSet();
    const isTarget = typeof earlier === "object" && earlier !== null && this.#targets.has(earlier);
    if (!isTarget) this.#check(path, earlier);
    this.#check(path, later);
    const place = placeAt(this.#schema, path);
    const left = place === undefined ? later : into(place, earlier, later);
    if (typeof left === "object" && left !== null) this.#targets.add(left);
    return left;
  };

  #check(path: Path, value: unknown): void {
    if (this.mismatch !== undefined) return;
    const document = path.reduceRight(
      (inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }),
      value,
    );
    try {
      toTypedValue(document, this.#schema);
    } catch (error) {
      if (!(error instanceof TypeMismatchError)) throw error;
      this.mismatch = error;
    }
  }
}

/** A place in an object: what may stand there, and whether it may be empty. */
interface Place {
  readonly schema: ObjectSchema;
  readonly isPointer: boolean;
}

/** Undefined where the later value is read into nothing that was there: the values of maps are read into new ones. */
function placeAt(schema: ObjectSchema, path: Path): Place | undefined {
  let place: Place | undefined = { schema, isPointer: false };
  let outer: ObjectSchema | undefined;
  for (const part of path) {
    outer = place?.schema;
    place = outer && placeIn(outer, part);
  }
  return outer?.type === "map" ? undefined : place;
}

function placeIn(schema: ObjectSchema, part: string | number): Place | undefined {
  if (schema.type === "struct") {
    const field = schema.fields?.get(String(part));
    return field && placeOf(field);
  }
  const { elements } = schema;
  return elements && { schema: elements, isPointer: false };
}

function placeOf({ schema, presence }: FieldSchema): Place {
  return { schema, isPointer: presence === "pointer" || presence === "pointer-or-null" };
}

function into({ schema, isPointer }: Place, earlier: unknown, later: unknown): unknown {
  const { type } = schema;
  if (later === null) return isPointer || type === "map" || type === "list" ? null : earlier;
  if (type === "list" && Array.isArray(earlier) && Array.isArray(later)) {
    const place = { schema: schema.elements ?? schema, isPointer: false };
    return later.map((item, index) =>
      index < earlier.length ? into(place, earlier[index], item) : item,
    );
  }
  const isMerged = type === "struct" || type === "map";
  if (!isMerged || !isPlainObject(earlier) || !isPlainObject(later)) return later;
  const target: Record<string, unknown> = earlier;
  for (const [name, value] of Object.entries(later)) {
    const place =
      type === "struct" && Object.hasOwn(target, name) ? placeIn(schema, name) : undefined;
    setMember(target, name, place === undefined ? value : into(place, target[name], value));
  }
  return target;
}
