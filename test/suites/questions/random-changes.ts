import { type Random, randomInteger } from "@informerlab/core";
import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import { put } from "./put.ts";
import type { Change, Path } from "./question.ts";
import { resolved, type Schemas } from "./schemas.ts";

/** Values by the name of the member at which some valid object has them. */
export type Words = ReadonlyMap<string, readonly Json[]>;

const strings = [
  ...["", "abc", "a.b", "a.b/c", "x/y/z", "Not Valid!", "UPPER", "-5", "7", "x".repeat(70)],
  ...["cpu", "memory", "hugepages-2Mi", "10.0.0.1", "10.0.0.0/8", "fd00::1", "/abs/path", "../up"],
  ...["http", "https://a.example/x", "k8s.io/x", "node.kubernetes.io/x", "In", "Exists", "Pod"],
  ...[
    "v1",
    "apps/v1",
    "u-9",
    "100m",
    "1Gi",
    "1.5",
    "50%",
    "true",
    "$(X)",
    "system:a",
    "self.x == 1",
  ],
];
const integers = [0, 1, 2, 3, 5, 80, 3600, 65_536, -1, 2_147_483_647];
const times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000Z", null];
const intsOrStrings = [0, 1, 80, "http", "10%", "150%", -1, "Not Valid!"];
const quantities = ["0", "1", "100m", "1Gi", "1.5", "-1", "abc", 3];
const keys = ["a", "app", "a.b/c", "cpu", "memory", "k8s.io/x", "Not Valid!", "false"];

const depthMax = 5;

/** What valid objects say at each member. */
export function wordsOf(objects: readonly JsonObject[]): Words {
  const words = new Map<string, Json[]>();
  const walk = (value: Json, name: string): void => {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) walk(item, name);
    else if (isObject(value))
      for (const [member, one] of Object.entries(value)) walk(one ?? null, member);
    else if (!(words.get(name) ?? []).includes(value))
      words.set(name, [...(words.get(name) ?? []), value]);
  };
  for (const object of objects) walk(object, "");
  return words;
}

/** So many changes, each of the type that its place has, one after the other. */
export class RandomChanges {
  readonly #schemas: Schemas;
  readonly #words: Words;
  readonly #random: Random;

  constructor(schemas: Schemas, words: Words, random: Random) {
    this.#schemas = schemas;
    this.#words = words;
    this.#random = random;
  }

  /** Changes of what stands at a path; its schema may be a reference. */
  several(count: number, whole: Json, schema: Json | undefined, at: Path): readonly Change[] {
    const changes: Change[] = [];
    let value = whole;
    for (let i = 0; i < count; i++) {
      const change = this.#change(value, schema, []);
      value = put(value, change.path, change.value);
      changes.push({ ...change, path: [...at, ...change.path] });
    }
    return changes;
  }

  #change(value: Json, reference: Json | undefined, at: Path): Change {
    const schema = resolved(reference, this.#schemas);
    const name = String(at.findLast((step) => typeof step === "string") ?? "");
    if (Array.isArray(value)) {
      const items = value as readonly Json[];
      const i = randomInteger(this.#random, items.length + 1);
      const item = items[i];
      if (item === undefined || this.#isOneIn(6))
        return { path: [...at, i], value: this.#value(schema["items"], name, at.length) };
      return this.#change(item, schema["items"], [...at, i]);
    }
    const members = isObject(schema["properties"]) ? schema["properties"] : undefined;
    if (!isObject(value) || members === undefined || (at.length > 0 && this.#isOneIn(12)))
      return this.#isOneIn(8) && at.length > 0
        ? { path: at }
        : { path: at, value: this.#value(schema, name, at.length) };
    const present = Object.keys(value).filter((member) => members[member] !== undefined);
    const member =
      present.length > 0 && !this.#isOneIn(2)
        ? this.#oneOf(present)
        : this.#oneOf(Object.keys(members));
    return this.#change(value[member] ?? null, members[member], [...at, member]);
  }

  #value(reference: Json | undefined, name: string, depth: number): Json {
    const schema = resolved(reference, this.#schemas);
    const choices = schema["enum"];
    if (Array.isArray(choices) && !this.#isOneIn(10)) return this.#oneOf(choices as Json[]);
    const known = this.#words.get(name);
    const special = specials(reference, schema);
    if (special !== undefined) return this.#oneOf(special);
    switch (schema["type"]) {
      case "string":
        return this.#oneOf(
          known !== undefined && !this.#isOneIn(3)
            ? known.filter((word) => typeof word === "string").concat("abc")
            : strings,
        );
      case "integer":
        return this.#oneOf(integers);
      case "number":
        return this.#oneOf([0, 0.5, 1]);
      case "boolean":
        return this.#isOneIn(2);
      case "array":
        return Array.from({ length: this.#oneOf([0, 1, 1, 1, 2]) }, () =>
          this.#value(schema["items"], name, depth + 1),
        );
      default:
        return this.#object(schema, name, depth);
    }
  }

  #object(schema: JsonObject, name: string, depth: number): Json {
    if (depth > depthMax) return {};
    const members = isObject(schema["properties"]) ? schema["properties"] : undefined;
    if (members === undefined) {
      const count = this.#oneOf([0, 1, 1, 2]);
      return Object.fromEntries(
        Array.from({ length: count }, () => {
          const key = this.#oneOf(keys);
          return [key, this.#value(schema["additionalProperties"] ?? {}, name, depth + 1)];
        }),
      );
    }
    const required = (schema["required"] ?? []) as readonly string[];
    const entries = Object.entries(members).filter(([member]) =>
      required.includes(member) ? !this.#isOneIn(12) : this.#isOneIn(5),
    );
    return Object.fromEntries(
      entries.map(([member, one]) => [member, this.#value(one, member, depth + 1)]),
    );
  }

  #oneOf<T>(from: readonly T[]): T {
    const picked = from[randomInteger(this.#random, from.length)];
    if (picked === undefined) throw new Error("nothing to choose from");
    return picked;
  }

  #isOneIn(count: number): boolean {
    return randomInteger(this.#random, count) === 0;
  }
}

/** What a type that has no shape of its own is written as. */
function specials(reference: Json | undefined, schema: JsonObject): readonly Json[] | undefined {
  if (JSON.stringify(reference ?? null).includes("resource.Quantity")) return quantities;
  if (schema["format"] === "date-time") return times;
  if (schema["format"] === "int-or-string") return intsOrStrings;
  if (schema["format"] === "byte") return ["AAAA", "", "YQ=="];
  return undefined;
}
