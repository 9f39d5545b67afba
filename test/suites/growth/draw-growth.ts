import {
  type Json,
  type KubernetesObject,
  parseApiVersion,
  printJson,
  type Random,
} from "@informerlab/core";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { ObjectSchema, ResourceDefinition } from "@informerlab/fake-apiserver/internals";
import { readBases } from "../fuzz/bases.ts";
import { happens, oneOf } from "../fuzz/draw.ts";
import type { GrowingRequest, Growth } from "./growing-request.ts";
import { type GrownPlace, grownPlaces, leastValue, withValueAt } from "./grown-places.ts";

/** A kind, an object of it, and where that may grow. */
export interface GrowingKind {
  readonly definition: ResourceDefinition;
  /** Of its collection. */
  readonly path: string;
  readonly object: KubernetesObject;
  readonly places: readonly GrownPlace[];
}

/** Here the real server, too, answers so many errors as there are pairs, or shows all in each; the budget of a request ends it. */
const pairwise = new Set([
  "ResourceQuota spec.scopeSelector.matchExpressions",
  "ResourceQuota spec.scopes",
  "StorageClass allowedTopologies",
]);

/** The kinds of a cluster of which there is a valid object. */
export function growingKinds({ apiserver }: FakeCluster): readonly GrowingKind[] {
  return readBases().flatMap((base) => {
    const { group, version } = parseApiVersion(base.apiVersion ?? "");
    const definition = apiserver.registry.lookupKind(group, version, base.kind ?? "");
    if (definition === undefined) return [];
    const object = { ...base, metadata: { ...base.metadata, name: "base" } };
    const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const path = `${root}${definition.namespaced ? "/namespaces/default" : ""}/${definition.resource}`;
    const places = grownPlaces(definition.schema).filter(
      (place) => !pairwise.has(`${definition.kind} ${place.path.join(".")}`),
    );
    return [{ definition, path, object, places }];
  });
}

/** What stands there so many times. */
type Filling = (schema: ObjectSchema, size: number) => Json;

const letters = [
  "x",
  "a/",
  "a,",
  "a.",
  "(",
  "[",
  "{",
  "%",
  "\n",
  "..",
  "$(A)",
  "é",
  '"',
  "1",
  "-",
  " ",
];

function repeatedText(random: Random): Filling {
  const letter = oneOf(random, letters);
  return (_, size) => letter.repeat(size);
}

function elements(random: Random): Filling {
  const isSame = happens(random, 30);
  const isWrong = happens(random, 20);
  return ({ elements: shape }, size) =>
    Array.from({ length: size }, (_, n) =>
      isWrong || shape === undefined ? {} : leastValue(shape, isSame ? 0 : n),
    ) as Json;
}

function members(random: Random): Filling {
  const name = oneOf(random, ["k", "a.b/k", " k", "$k", "k~1"]);
  return ({ elements: shape }, size) =>
    Object.fromEntries(
      Array.from({ length: size }, (_, n) => [
        `${name}${n}`,
        shape === undefined ? {} : leastValue(shape, n),
      ]),
    ) as Json;
}

function nested(random: Random): Filling {
  const isList = happens(random, 50);
  return (_, size) => {
    let value: Json = {};
    for (let depth = 0; depth < Math.min(size, 2000); depth++)
      value = isList ? [value] : { a: value };
    return value;
  };
}

function fillingOf(random: Random, { type }: ObjectSchema): Filling {
  if (happens(random, 10)) return oneOf(random, [repeatedText, elements, members, nested])(random);
  if (type === "list") return elements(random);
  if (type === "map") return members(random);
  return type === "any" ? nested(random) : repeatedText(random);
}

const forms = [
  "create",
  "yaml",
  "update",
  "merge",
  "strategic",
  "apply",
  "operations",
  "status",
] as const;

/** Draws a request that is as large as one likes at one place, in one of the forms in which it can be sent. */
export function drawGrowth(random: Random, kinds: readonly GrowingKind[], size: number): Growth {
  const { definition, path: collection, object, places: all } = oneOf(random, kinds);
  const { path, schema } = oneOf(random, all);
  const fill = fillingOf(random, schema);
  const form = oneOf(random, forms);
  const other = happens(random, 50) ? drawNeighbour(random, all, path) : undefined;
  const grown = (n: number): KubernetesObject => {
    const one = withValueAt(object, definition.schema, { path, value: fill(schema, n) });
    if (other === undefined) return one;
    const value = other.fill(other.schema, n);
    return withValueAt(one, definition.schema, { path: other.path, value });
  };
  const places =
    other === undefined ? path.join(".") : `${path.join(".")} and ${other.path.join(".")}`;
  const isStored = form !== "create" && happens(random, 40);
  return {
    what: `${form} ${isStored ? "stored " : ""}${definition.kind} ${places}: ${JSON.stringify(fill(schema, 2)).slice(0, 80)}`,
    size,
    request: (n) => asForm(form, { collection, object: grown(n), path, value: fill(schema, n) }),
    ...(isStored && { stored: (n) => instead(collection, grown(n)) }),
  };
}

/** Another object in the place of the one that is there. */
function instead(collection: string, object: KubernetesObject): readonly GrowingRequest[] {
  return [
    { method: "DELETE", path: `${collection}/base`, query: [["gracePeriodSeconds", "0"]] },
    { method: "POST", path: collection, body: printJson(object) },
  ];
}

/** A place that may be compared with another: near it, and not inside one another. */
function drawNeighbour(
  random: Random,
  places: readonly GrownPlace[],
  path: readonly string[],
): (GrownPlace & { readonly fill: Filling }) | undefined {
  const above = path.slice(0, Math.max(0, path.length - 1 - (happens(random, 50) ? 0 : 2)));
  const near = places.filter((place) => {
    const isNear = above.every((step, depth) => place.path[depth] === step);
    const shared = path.every((step, depth) => (place.path[depth] ?? step) === step);
    return isNear && !shared;
  });
  if (near.length === 0) return undefined;
  const place = oneOf(random, near);
  return { ...place, fill: fillingOf(random, place.schema) };
}

interface Sent {
  readonly collection: string;
  readonly object: KubernetesObject;
  readonly path: readonly string[];
  readonly value: Json;
}

function asForm(form: (typeof forms)[number], sent: Sent): GrowingRequest {
  const { collection, object } = sent;
  const text = printJson(object);
  const query = [
    ["dryRun", "All"],
    ["fieldManager", "growth"],
    ["fieldValidation", "Warn"],
  ] as const;
  const write = (method: string, path: string, type: string, body = text): GrowingRequest => ({
    method,
    path,
    query,
    headers: { "content-type": `application/${type}` },
    body,
  });
  const one = `${collection}/base`;
  switch (form) {
    case "create":
      return write("POST", collection, "json");
    case "yaml":
      return write("POST", collection, "yaml", blockYaml(object, ""));
    case "update":
      return write("PUT", one, "json");
    case "status":
      return write("PUT", `${one}/status`, "json");
    case "merge":
      return write("PATCH", one, "merge-patch+json");
    case "strategic":
      return write("PATCH", one, "strategic-merge-patch+json");
    case "apply":
      return write("PATCH", one, "apply-patch+yaml");
    default:
      return write("PATCH", one, "json-patch+json", printJson(operations(sent)));
  }
}

/** Everything at one place, one operation each where it has parts. */
function operations({ path, value }: Sent): Json {
  const place = `/${path.map((step) => (step === "*" ? "0" : step)).join("/")}`;
  const whole = { op: "add", path: place, value };
  if (typeof value !== "object" || value === null) return [whole];
  const parts = Array.isArray(value)
    ? value.map((part) => ({ op: "add", path: `${place}/-`, value: part }))
    : Object.entries(value).map(([name, part]) => ({
        op: "add",
        path: `${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
        value: part ?? null,
      }));
  return [{ ...whole, value: Array.isArray(value) ? [] : {} }, ...parts];
}

/** Blocks; what is deep stands in one line, as its indentation would grow with the square of the depth. */
function blockYaml(value: unknown, indent: string): string {
  if (indent.length > 24) return JSON.stringify(value);
  if (Array.isArray(value) && value.length > 0)
    return value
      .map((item) => `\n${indent}- ${blockYaml(item, `${indent}  `).trimStart()}`)
      .join("");
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0)
      return entries
        .map(
          ([name, item]) => `\n${indent}${JSON.stringify(name)}: ${blockYaml(item, `${indent}  `)}`,
        )
        .join("");
  }
  return JSON.stringify(value);
}
