import { parseGoDuration } from "../../../../codec/go/go-duration.ts";
import { goJsonType } from "../../../../codec/go/go-text.ts";
import { isPlainObject, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";

/** A type of Go that a configuration is read into, with the name that its errors give it. */
export type Shape =
  /** An `int` has 32 bits. */
  | { readonly kind: "string" | "bool" | "int" | "duration" | "any"; readonly go: string }
  | { readonly kind: "list"; readonly go: string; readonly of: Shape }
  | { readonly kind: "map"; readonly go: string; readonly of: Shape }
  | {
      readonly kind: "struct";
      /** Without its package in paths, with it where it is the type that is wanted. */
      readonly go: string;
      readonly fields: Readonly<Record<string, Shape>>;
    };

export const text: Shape = { kind: "string", go: "string" };
export const texts: Shape = { kind: "list", go: "[]string", of: text };
export const flag: Shape = { kind: "bool", go: "bool" };
/** A text such as `1m30s`. */
export const duration: Shape = { kind: "duration", go: "v1.Duration" };
export const anything: Shape = { kind: "any", go: "" };

/** A text of a type of its own. */
export function textOfType(go: string): Shape {
  return { kind: "string", go };
}

export function struct(go: string, fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: "struct", go, fields };
}

export function listOfShape(of: Shape): Shape {
  return { kind: "list", go: `[]${of.go}`, of };
}

export function mapOfShape(go: string, of: Shape): Shape {
  return { kind: "map", go, of };
}

/** A kind: its fields besides those that all have. */
export function kindShape(go: string, fields: Readonly<Record<string, Shape>>): Shape {
  return struct(go, { apiVersion: text, kind: text, ...fields });
}

/** What of an object is no member of its type, as paths. */
export function unknownFields(shape: Shape, value: unknown, path = ""): readonly string[] {
  if (value === null || value === undefined) return [];
  switch (shape.kind) {
    case "list":
      return Array.isArray(value)
        ? value.flatMap((one, index) => unknownFields(shape.of, one, `${path}[${index}]`))
        : [];
    case "map":
      return isPlainObject(value)
        ? Object.entries(value).flatMap(([name, one]) =>
            unknownFields(shape.of, one, joined(path, name)),
          )
        : [];
    case "struct":
      return isPlainObject(value)
        ? Object.entries(value).flatMap(([name, one]) => {
            const field = shape.fields[name];
            const at = joined(path, name);
            return field === undefined ? [at] : unknownFields(field, one, at);
          })
        : [];
    default:
      return [];
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/**
 * Why a value cannot be read into a type, in the words of Go's decoder; undefined: it can. What a type reads itself ends
 * the reading at once, other mistakes are told once all is read.
 */
export function shapeProblem(shape: Shape, value: unknown): string | undefined {
  const nowhere = { struct: "", path: [] };
  return (
    problemAt(shape, value, nowhere, ({ kind }, ...rest) =>
      kind === "duration" ? durationProblem(...rest) : undefined,
    ) ??
    problemAt(shape, value, nowhere, (wanted, found, place) =>
      found === null || fits(wanted, found) ? undefined : mismatch(wanted, found, place),
    )
  );
}

interface Place {
  /** The struct that the member stands in. */
  readonly struct: string;
  readonly path: readonly string[];
}

/** What is wrong with a value, what is in it aside. */
type Judge = (shape: Shape, value: unknown, place: Place) => string | undefined;

function problemAt(shape: Shape, value: unknown, place: Place, judge: Judge): string | undefined {
  const problem = judge(shape, value, place);
  if (problem !== undefined || value === null || !fits(shape, value)) return problem;
  if (shape.kind === "list")
    return firstOf(value as readonly unknown[], (one) => problemAt(shape.of, one, place, judge));
  if (shape.kind === "map")
    return firstOf(Object.values(value as PlainObject), (one) =>
      problemAt(shape.of, one, place, judge),
    );
  if (shape.kind !== "struct") return undefined;
  const own = shape.go.split(".").at(-1) ?? "";
  return firstOf(Object.entries(value as PlainObject), ([name, one]) => {
    const field = shape.fields[name];
    return field && problemAt(field, one, { struct: own, path: [...place.path, name] }, judge);
  });
}

function firstOf<T>(
  values: readonly T[],
  ask: (value: T) => string | undefined,
): string | undefined {
  for (const value of values) {
    const problem = ask(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function fits(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "int":
      return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    case "duration":
    case "any":
      return true;
    case "list":
      return Array.isArray(value);
    default:
      return isPlainObject(value);
  }
}

function durationProblem(value: unknown, place: Place): string | undefined {
  if (typeof (value ?? "") !== "string") return mismatch(text, value, place);
  const parsed = parseGoDuration(textOf(value));
  return "problem" in parsed ? parsed.problem : undefined;
}

function mismatch(shape: Shape, value: unknown, { struct: owner, path }: Place): string {
  const type = goJsonType(value);
  const found = type === "number" && shape.kind === "int" ? `number ${value}` : type;
  const into = path.length === 0 ? "Go value" : `Go struct field ${owner}.${path.join(".")}`;
  return `json: cannot unmarshal ${found} into ${into} of type ${shape.go}`;
}
