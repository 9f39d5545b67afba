import { type Random, randomInteger, seededRandom } from "@informerlab/core";
import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import type { Base, Change, Path, Question } from "./question.ts";
import { RandomChanges, wordsOf } from "./random-changes.ts";
import { describes, resolved, type Schemas, schemasOf } from "./schemas.ts";
import type { Server } from "./server.ts";

/** How many questions of each operation one base gives. */
const perOperation = { create: 22, update: 18, status: 8 };

/** The same for what is asked besides by `--wide`. */
const wideOperations = { merge: 6, strategic: 8, json: 6, apply: 10 } as const;
const pairsPerBase = 12;

/** The same for `--several`, and how many changes each has at the most. */
const severalOperations = {
  create: 30,
  update: 18,
  status: 8,
  merge: 4,
  strategic: 5,
  json: 4,
  apply: 5,
} as const;
const changesMax = 5;

const deletions: readonly Json[] = [
  {},
  { propagationPolicy: "Foreground" },
  { propagationPolicy: "Orphan" },
  { propagationPolicy: "Strange" },
  { propagationPolicy: "Background", orphanDependents: true },
  { orphanDependents: true },
  { gracePeriodSeconds: -1 },
  { gracePeriodSeconds: 0 },
  { gracePeriodSeconds: 40 },
  { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } },
  { preconditions: { resourceVersion: "1" } },
  { dryRun: ["All"] },
  { dryRun: ["Some"] },
  { strange: true },
];

const scales: readonly Change[] = [0, 3, -1, 70_000, "3", null].map((value) => ({
  path: ["spec", "replicas"],
  value,
}));

/** Written values that fit their type and little else, by the type of the value they stand for. */
const strange = {
  string: ["", "Not A Name!", "x".repeat(300), "UPPER", "-5", "a/b/c", 7, null],
  number: [0, -1, 70_000, 2_147_483_648, "1", 0.5, null],
  boolean: ["true", null],
  list: [[], "x", [null], null],
  object: [{}, [], "x", null],
} as const satisfies Record<string, readonly Json[]>;

/** What has a meaning for fields that carry it in their type, and is often refused. */
const byFormat: Readonly<Record<string, readonly Json[]>> = {
  "date-time": ["yesterday", "2026-03-03T00:00:00Z"],
  byte: ["no base64!", "AAAA"],
  "int-or-string": ["50%", "500%", "many", -2, 3],
};

const metadataChanges: readonly (readonly [string, Json | undefined])[] = [
  ["name", "Wrong_Name"],
  ["name", "n".repeat(260)],
  ["name", undefined],
  ["namespace", "elsewhere"],
  ["labels", { "not a key": "v" }],
  ["labels", { key: "not a value!" }],
  ["annotations", { "UPPER.example/Key": "v" }],
  ["finalizers", ["short"]],
  ["finalizers", ["example.org/known"]],
  ["ownerReferences", [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "" }]],
  ["resourceVersion", "7"],
  ["generateName", "wrong_"],
  ["strange", 1],
];

/** The bases, with what the server says of where their kinds are served. */
export async function findBases(
  objects: readonly JsonObject[],
  server: Server,
): Promise<readonly Base[]> {
  const bases: Base[] = [];
  for (const object of objects) {
    const version = String(object["apiVersion"]);
    const root = version === "v1" ? "/api/v1" : `/apis/${version}`;
    const { body } = await server.ask("GET", root);
    const resources = (isObject(body) ? body["resources"] : []) as JsonObject[];
    const found = resources.find(
      ({ kind, name }) => kind === object["kind"] && !String(name).includes("/"),
    );
    if (found === undefined) throw new Error(`${version} ${String(object["kind"])} is not served`);
    bases.push({
      path: `${root}${found["namespaced"] === true ? "/namespaces/{namespace}" : ""}/${String(found["name"])}`,
      hasStatus: resources.some(({ name }) => name === `${String(found["name"])}/status`),
      hasScale: resources.some(({ name }) => name === `${String(found["name"])}/scale`),
      object,
    });
  }
  return bases;
}

/** Questions of a seed: the same seed gives the same questions. */
export async function generate(
  seed: string,
  bases: readonly Base[],
  server: Server,
  { isWide = false }: { readonly isWide?: boolean } = {},
): Promise<readonly Question[]> {
  const questions: Question[] = [];
  for (const [base, { path, hasStatus, hasScale, object }] of bases.entries()) {
    const schemas = await schemasOf(path, server);
    const { status, ...rest } = object;
    const whole = Object.values(schemas).find((schema) => describes(schema, object)) ?? {};
    const members = isObject(whole["properties"]) ? whole["properties"] : {};
    const walk = (value: Json, schema: Json | undefined, at: Path): Change[] => [
      ...changesBelow(value, schema, at, schemas),
    ];
    const changes = [
      ...metadataChanges.map(([name, value]): Change => change(["metadata", name], value)),
      ...Object.entries(rest).flatMap(([name, value]) =>
        name === "metadata" || value === undefined ? [] : walk(value, members[name], [name]),
      ),
    ];
    const random = seededRandom(seed).fork(String(base));
    const isReview = path.includes("review");
    const isAsync = /customresourcedefinitions/.test(path);
    const ask = (operation: keyof typeof perOperation, from: readonly Change[]): void => {
      questions.push({ base, operation, path: [], value: null });
      const picked = pick(from, perOperation[operation], random.fork(operation));
      questions.push(...picked.map((picks) => ({ base, operation, ...picks })));
    };
    ask("create", changes);
    if (!isReview && !isAsync) ask("update", changes);
    if (hasStatus && status !== undefined)
      ask("status", walk(status, members["status"], ["status"]));
    if (!isWide) continue;
    const pairs = random.fork("pairs");
    const [firsts, seconds] = [
      pick(changes, pairsPerBase, pairs),
      pick(changes, pairsPerBase, pairs),
    ];
    for (const [i, first] of firsts.entries()) {
      const second = seconds[i];
      if (second !== undefined)
        questions.push({ base, operation: "create", ...first, others: [second] });
    }
    if (isReview || isAsync) continue;
    for (const [operation, count] of Object.entries(wideOperations))
      for (const picked of pick(changes, count, random.fork(operation)))
        questions.push({ base, operation: operation as Question["operation"], ...picked });
    for (const value of deletions) questions.push({ base, operation: "delete", path: [], value });
    if (hasScale === true)
      for (const scale of scales) questions.push({ base, operation: "scale", ...scale });
  }
  return questions;
}

/** Questions of a seed in which several things are changed at once, each to what its type allows. */
export async function generateSeveral(
  seed: string,
  bases: readonly Base[],
  server: Server,
): Promise<readonly Question[]> {
  const questions: Question[] = [];
  const words = wordsOf(bases.map(({ object }) => object));
  for (const [base, { path, hasStatus, object }] of bases.entries()) {
    const schemas = await schemasOf(path, server);
    const whole = Object.values(schemas).find((schema) => describes(schema, object)) ?? {};
    const { status, ...rest } = object;
    const { status: ofStatus, ...members } = whole["properties"] as JsonObject;
    const random = seededRandom(seed).fork(`several ${base}`);
    const changes = new RandomChanges(schemas, words, random);
    const isAlone = path.includes("review") || path.includes("customresourcedefinitions");
    for (const [name, count] of Object.entries(severalOperations)) {
      const operation = name as keyof typeof severalOperations;
      if (isAlone && operation !== "create") continue;
      if (operation === "status" && (!hasStatus || status === undefined)) continue;
      for (let i = 0; i < count; i++) {
        const several = 1 + randomInteger(random, changesMax);
        const [first, ...others] =
          operation === "status"
            ? changes.several(several, status ?? {}, ofStatus, ["status"])
            : changes.several(several, rest, { ...whole, properties: members }, []);
        if (first !== undefined) questions.push({ base, operation, ...first, others });
      }
    }
  }
  return questions;
}

function change(path: Path, value: Json | undefined): Change {
  return value === undefined ? { path } : { path, value };
}

/** All that may be changed in a value. */
export function* changesBelow(
  value: Json,
  reference: Json | undefined,
  at: Path,
  schemas: Schemas,
): Generator<Change> {
  const schema = resolved(reference, schemas);
  yield change(at, undefined);
  for (const other of othersThan(value, schema)) yield change(at, other);
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (items[0] !== undefined) yield change(at, [...items, items[0]]);
    for (const [i, item] of items.entries())
      yield* changesBelow(item, schema["items"], [...at, i], schemas);
  } else if (isObject(value)) {
    const members = isObject(schema["properties"]) ? schema["properties"] : undefined;
    for (const [name, member] of Object.entries(value))
      if (member !== undefined)
        yield* changesBelow(
          member,
          members?.[name] ?? schema["additionalProperties"],
          [...at, name],
          schemas,
        );
    if (members === undefined) yield change([...at, "not a key"], "x");
    else yield change([...at, "strange"], 1);
    for (const [name, member] of Object.entries(members ?? {}))
      if (value[name] === undefined)
        for (const added of additions(name, resolved(member, schemas)))
          yield change([...at, name], added);
  }
}

function othersThan(value: Json, schema: JsonObject): readonly Json[] {
  const special = byFormat[String(schema["format"])] ?? [];
  const choices = ((schema["enum"] ?? []) as Json[]).filter((choice) => choice !== value);
  const type = Array.isArray(value) ? "list" : value === null ? "object" : typeof value;
  return [...special, ...choices, ...strange[type as keyof typeof strange]];
}

/** Values for a member that the base lacks. */
function additions(name: string, schema: JsonObject): readonly Json[] {
  const choices = (schema["enum"] ?? []) as Json[];
  const special = byFormat[String(schema["format"])] ?? [];
  switch (schema["type"]) {
    case "string":
      return special.length > 0 ? special : [...choices, `a-${name.toLowerCase()}`, "Not A Name!"];
    case "integer":
      return [1, -1];
    case "boolean":
      return [true];
    case "array":
      return [[], [{}], ["one"]];
    case "object":
      return [{}, { one: "1" }];
    default:
      return special;
  }
}

/** Some of the changes. */
export function pick(from: readonly Change[], count: number, random: Random): readonly Change[] {
  const left = [...from];
  const picked: Change[] = [];
  while (picked.length < count && left.length > 0)
    picked.push(...left.splice(randomInteger(random, left.length), 1));
  return picked;
}
