import { seededRandom } from "@informerlab/core";
import { changesBelow, pick } from "../questions/generate.ts";
import type { Change, Path } from "../questions/question.ts";
import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import type { DefinitionQuestion, Subject } from "./recording.ts";

/** How many changes of each definition are asked about. */
const perDefinition = 160;

/** Members of a schema that may be wrong where they stand. */
const keywords: readonly (readonly [string, Json])[] = [
  ["type", "strange"],
  ["type", "string"],
  ["type", "object"],
  ["format", "int64"],
  ["format", "strange"],
  ["default", 5],
  ["default", "five"],
  ["default", { size: "x" }],
  ["default", null],
  ["nullable", true],
  ["pattern", "("],
  ["pattern", "a{2,1}"],
  ["pattern", "^(?=x)"],
  ["pattern", "[z-a]"],
  ["pattern", "\\q"],
  ["minLength", -1],
  ["maxItems", -1],
  ["minimum", 5],
  ["multipleOf", 0],
  ["uniqueItems", true],
  ["enum", []],
  ["enum", ["a", "a"]],
  ["enum", [1, null]],
  ["required", ["a", "a"]],
  ["required", []],
  ["items", { type: "string" }],
  ["items", [{ type: "string" }]],
  ["additionalProperties", false],
  ["additionalProperties", true],
  ["additionalProperties", { type: "string" }],
  ["properties", { x: {} }],
  ["properties", { metadata: { type: "object", properties: { labels: { type: "object" } } } }],
  ["patternProperties", { "^a": { type: "string" } }],
  ["definitions", { a: { type: "string" } }],
  ["dependencies", { a: ["b"] }],
  ["$ref", "#/definitions/a"],
  ["id", "x"],
  ["example", 1],
  ["externalDocs", { url: "x" }],
  ["not", { type: "string" }],
  ["not", { properties: { strange: { minLength: 1 } } }],
  ["allOf", [{ default: 1 }]],
  ["allOf", [{ description: "x", title: "y" }]],
  ["anyOf", [{ type: "integer" }, { type: "string" }]],
  ["oneOf", [{ nullable: true }, { "x-kubernetes-int-or-string": true }]],
  ["oneOf", [{ items: { minLength: 1 } }]],
  ["x-kubernetes-list-type", "set"],
  ["x-kubernetes-list-type", "map"],
  ["x-kubernetes-list-type", "strange"],
  ["x-kubernetes-list-map-keys", ["id"]],
  ["x-kubernetes-list-map-keys", []],
  ["x-kubernetes-map-type", "granular"],
  ["x-kubernetes-map-type", "strange"],
  ["x-kubernetes-int-or-string", true],
  ["x-kubernetes-preserve-unknown-fields", true],
  ["x-kubernetes-preserve-unknown-fields", false],
  ["x-kubernetes-embedded-resource", true],
  ["x-kubernetes-validations", [{ rule: "" }]],
  ["x-kubernetes-validations", [{ rule: "self" }]],
  ["x-kubernetes-validations", [{ rule: "true" }, { rule: "true" }]],
  ["x-kubernetes-validations", [{ rule: "self == oldSelf" }]],
  ["x-kubernetes-validations", [{ rule: "true", message: " " }]],
  ["x-kubernetes-validations", [{ rule: "true", message: "a\nb" }]],
  ["x-kubernetes-validations", [{ rule: "true", messageExpression: "1" }]],
  ["x-kubernetes-validations", [{ rule: "true", messageExpression: "nope" }]],
  ["x-kubernetes-validations", [{ rule: "true", reason: "Strange" }]],
  ["x-kubernetes-validations", [{ rule: "true", fieldPath: "a" }]],
  ["x-kubernetes-validations", [{ rule: "true", fieldPath: ".nope" }]],
  ["x-kubernetes-validations", [{ rule: "true", optionalOldSelf: true }]],
];

/** Members of a definition that it may lack and that may be wrong. */
const additions: readonly (readonly [Path, Json])[] = [
  [["spec", "conversion"], { strategy: "None" }],
  [["spec", "conversion"], { strategy: "Strange" }],
  [["spec", "conversion"], { strategy: "Webhook" }],
  [["spec", "conversion"], { strategy: "Webhook", webhook: {} }],
  [
    ["spec", "conversion"],
    {
      strategy: "Webhook",
      webhook: {
        conversionReviewVersions: ["v2", "V!"],
        clientConfig: { url: "http://a", caBundle: "AAAA" },
      },
    },
  ],
  [
    ["spec", "conversion"],
    { strategy: "None", webhook: { conversionReviewVersions: ["v1"], clientConfig: {} } },
  ],
  [["spec", "preserveUnknownFields"], true],
  [["spec", "versions", 1], { name: "v1", served: true, storage: false }],
  [["spec", "versions", 1], { name: "v2", served: true, storage: true }],
  [["spec", "versions", 1], { name: "v2", served: false, storage: false, schema: {} }],
  [["spec", "versions", 0, "deprecationWarning"], "x"],
  [["spec", "versions", 0, "deprecated"], true],
  [["spec", "versions", 0, "selectableFields"], [{ jsonPath: ".spec" }]],
  [["spec", "versions", 0, "selectableFields"], [{ jsonPath: ".metadata.name" }]],
  [
    ["spec", "versions", 0, "selectableFields"],
    [{ jsonPath: ".spec.nope" }, { jsonPath: "x" }],
  ],
  [
    ["spec", "versions", 0, "selectableFields"],
    [{ jsonPath: ".spec.a" }, { jsonPath: ".spec.a" }],
  ],
  [["spec", "versions", 0, "subresources"], { scale: {} }],
  [
    ["spec", "versions", 0, "subresources"],
    { scale: { specReplicasPath: ".status.x", statusReplicasPath: ".spec.x" } },
  ],
  [
    ["spec", "versions", 0, "subresources"],
    { scale: { specReplicasPath: ".spec[0].x", statusReplicasPath: ".status.r" }, status: {} },
  ],
  [["spec", "versions", 0, "additionalPrinterColumns"], [{ name: "", type: "", jsonPath: "" }]],
  [
    ["spec", "versions", 0, "additionalPrinterColumns"],
    [{ name: "a", type: "strange", format: "strange", jsonPath: "spec[" }],
  ],
  [["spec", "versions", 0, "schema"], {}],
  [["spec", "group"], "questions.k8s.io"],
  [
    ["spec", "names", "shortNames"],
    ["UP", "UP"],
  ],
  [["spec", "names", "categories"], ["All"]],
  [["spec", "names", "listKind"], "Lab"],
  [["spec", "names", "singular"], "Not A Name"],
  [["status"], { storedVersions: [] }],
];

/** Questions about definitions: each changed in places that the seed chooses, and each rule in the first of them. */
export function definitionQuestions(
  seed: string,
  subjects: readonly Subject[],
  expressions: readonly string[],
): readonly DefinitionQuestion[] {
  const asked = subjects.flatMap(({ definition }, subject) => {
    const random = seededRandom(seed).fork(`definition ${subject}`);
    const { apiVersion: _, kind: __, ...rest } = definition;
    // The rules of the first have questions of their own.
    const general =
      subject === 0
        ? []
        : [...changesBelow(rest, {}, [], {})].filter(({ path }) => path.length > 0);
    const schemas = [...schemasIn(definition)].flatMap((path) =>
      keywords.map(([name, value]): Change => ({ path: [...path, name], value })),
    );
    const added = additions.map(([path, value]): Change => ({ path, value }));
    const picked = [
      ...pick(general, perDefinition / 2, random.fork("general")),
      ...pick(schemas, perDefinition, random.fork("schemas")),
      ...(subject === 0 ? [] : added),
    ];
    return picked.map((change): DefinitionQuestion => ({ subject, ...change }));
  });
  const rules = expressions.map(
    (rule): DefinitionQuestion => ({ subject: 0, path: rulesPath, value: [{ rule }] }),
  );
  return [...asked, ...rules];
}

const rulesPath: Path = [
  ...["spec", "versions", 0, "schema", "openAPIV3Schema"],
  ...["properties", "spec", "x-kubernetes-validations"],
];

/** Where schemas stand. */
function* schemasIn({ spec }: JsonObject): Generator<Path> {
  const versions = isObject(spec) && Array.isArray(spec["versions"]) ? spec["versions"] : [];
  for (const [i, version] of (versions as JsonObject[]).entries()) {
    const { openAPIV3Schema } = version["schema"] as JsonObject;
    yield* schemasBelow(openAPIV3Schema, ["spec", "versions", i, "schema", "openAPIV3Schema"]);
  }
}

function* schemasBelow(schema: Json | undefined, at: Path): Generator<Path> {
  if (!isObject(schema)) return;
  yield at;
  const { properties, items, additionalProperties } = schema;
  for (const [name, child] of Object.entries(isObject(properties) ? properties : {}))
    yield* schemasBelow(child, [...at, "properties", name]);
  yield* schemasBelow(items, [...at, "items"]);
  yield* schemasBelow(additionalProperties, [...at, "additionalProperties"]);
}
