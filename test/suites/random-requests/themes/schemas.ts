import { type RawRequest, send } from "../../requests/request.ts";
import type { JsonObject } from "../../transcripts/fixture.ts";
import { create, list, patch, read, remove, replace } from "../actions.ts";
import { Chance } from "../chance.ts";
import { mistakenVersion } from "../drawn/mistakes.ts";
import { drawSchema } from "../drawn/schema.ts";
import { valueBy } from "../drawn/value.ts";
import { subresourceRequest } from "../subresources.ts";
import type { Target, World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import type { Theme } from "./theme.ts";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const kindsCount = 6;
const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

/** Custom kinds whose schemas, printer columns and scales are drawn, their objects, and definitions that are wrong in places. */
export const schemasTheme: Theme = {
  name: "schemas",
  kinds: ({ group, namespace }) => drawnKinds(namespace).map((kind) => worldKind(kind, group)),
  first: ({ group, namespace }) =>
    drawnKinds(namespace).map(({ plural, kind, version }) =>
      send("POST", path, definition(group, { plural, kind }, [version])),
    ),
  awaited: ({ group }) => `/apis/${group}/v1/k${kindsCount - 1}s`,
  actions: [
    [26, create],
    [14, replace],
    [26, patch],
    [4, remove],
    [4, read],
    [3, list],
    [6, shown],
    [8, subresourceRequest],
    [14, mistaken],
  ],
};

interface DrawnKind {
  readonly plural: string;
  readonly kind: string;
  readonly version: JsonObject;
  readonly spec: JsonObject;
  readonly subresources: readonly string[];
}

/** The same for the same namespace. */
function drawnKinds(namespace: string): readonly DrawnKind[] {
  const chance = new Chance(`schemas of ${namespace}`);
  return Array.from({ length: kindsCount }, (_, number): DrawnKind => {
    const spec = drawSchema(chance);
    const status = { type: "object", properties: { n: { type: "integer" } } };
    const isScaled = chance.isOneIn(2);
    const scale = { specReplicasPath: ".spec.a.n", statusReplicasPath: ".status.n" };
    const version = {
      name: "v1",
      served: true,
      storage: true,
      subresources: { status: {}, ...(isScaled ? { scale } : {}) },
      additionalPrinterColumns: columns(chance),
      schema: { openAPIV3Schema: { type: "object", properties: { spec, status } } },
    };
    const subresources = ["status", ...(isScaled ? ["scale"] : [])];
    return { plural: `k${number}s`, kind: `K${number}`, version, spec, subresources };
  });
}

/** Of maps nothing is asked whose order is chance. */
const steps = [
  ...[".a", ".b", "['a']", "[0]", "[-1]", "[*]", "[1:]", "[::2]", "[0,1]", ".k", ".v", ".x\\/y"],
  ...["[?(@.k=='a')]", '[?(@.k!="a")].v', "[?(@>1)]", "[?(@.v)]", ".nope", "[9]", "['a','b']"],
];

function columns(chance: Chance): readonly JsonObject[] {
  return Array.from({ length: 8 }, (_, number) => ({
    name: `C${number}`,
    type: chance.oneOf(["string", "string", "integer", "number", "boolean", "date"]),
    jsonPath: chance.isOneIn(40)
      ? ".spec["
      : `.spec${chance.oneOf(["", ...steps])}${chance.oneOf(["", ...steps])}`,
  }));
}

function definition(
  group: string,
  { plural, kind }: Pick<DrawnKind, "plural" | "kind">,
  versions: readonly JsonObject[],
): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope: "Namespaced", names: { plural, kind }, versions },
  };
}

function worldKind({ plural, kind, spec, subresources }: DrawnKind, group: string): WorldKind {
  return {
    apiVersion: `${group}/v1`,
    kind,
    plural,
    isNamespaced: true,
    subresources,
    content: (chance) => ({
      ...(chance.isOneIn(12) ? {} : { spec: valueBy(spec, chance) }),
      ...chance.maybe(6, () => ({ status: { n: chance.oneOf<unknown>([1, "x", {}]) } })),
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { n: chance.oneOf<unknown>([1, 2, -1, "x"]) } }
        : { spec: valueBy(spec, chance) },
  };
}

/** Rows, and who is in them. */
function shown({ chance }: World, target: Target): RawRequest {
  const place = chance.isOneIn(2) ? target.list : target.path;
  return { method: "GET", path: `${place}?includeObject=None`, headers: { accept: table } };
}

/** A definition that is refused, mostly. */
function mistaken({ chance, group }: World): RawRequest {
  const names = chance.oneOf([["v1"], ["v1"], ["v1", "v2"], ["v1", "v1"]]);
  const versions = names.map((name, at) => mistakenVersion(name, at === 0, chance));
  const about = { plural: "mistakes", kind: "Mistake" };
  return send("POST", `${path}?dryRun=All`, definition(group, about, versions));
}
