import { patchTypes, type RawRequest, send } from "../../requests/request.ts";
import { create, patch, read, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { writeQuery } from "../options.ts";
import { noteWrite, type Target, type World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import type { Theme } from "./theme.ts";

/** Managers of sets, keyed lists, atomic and granular maps, in two versions and through all endpoints; and what clients send as managedFields. */
export const ownersTheme: Theme = {
  name: "owners",
  kinds,
  first: ({ group }) => [
    send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(group)),
  ],
  awaited: ({ group }) => `/apis/${group}/v1/parts`,
  actions: [
    [8, create],
    [10, replace],
    [14, patch],
    [40, apply],
    [12, claim],
    [8, applyStatus],
    [5, applyScale],
    [3, remove],
    [3, read],
  ],
};

const keyed = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["k", "p"],
  items: {
    type: "object",
    required: ["k"],
    properties: {
      k: { type: "string" },
      p: { type: "string", default: "TCP" },
      v: { type: "integer" },
      m: { type: "object", additionalProperties: { type: "string" } },
    },
  },
};

const spec = {
  type: "object",
  properties: {
    set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
    list: { type: "array", items: { type: "object", properties: { a: { type: "string" } } } },
    keyed,
    atomic: {
      type: "object",
      "x-kubernetes-map-type": "atomic",
      properties: { a: { type: "string" }, b: { type: "string" } },
    },
    granular: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: { x: { type: "integer" }, y: { type: "string", default: "d" } },
      },
    },
    text: { type: "string" },
    n: { type: "integer" },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    bare: { type: "object" },
  },
};

const status = {
  type: "object",
  properties: {
    n: { type: "integer" },
    conditions: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["type"],
      items: { type: "object", required: ["type"], properties: { type: { type: "string" } } },
    },
  },
};

function definition(group: string): object {
  const version = (name: string): object => ({
    name,
    served: true,
    storage: name === "v1",
    subresources: {
      status: {},
      scale: { specReplicasPath: ".spec.n", statusReplicasPath: ".status.n" },
    },
    schema: { openAPIV3Schema: { type: "object", properties: { spec, status } } },
  });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `parts.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "parts", kind: "Part" },
      versions: [version("v1"), version("v1beta1")],
    },
  };
}

/** Of each member some of the values. */
const members: Readonly<Record<string, readonly unknown[]>> = {
  set: [["a"], ["a", "b"], ["b", "c"], [], ["c", "a", "b"], null],
  list: [[{ a: "x" }], [{ a: "x" }, {}], []],
  keyed: [
    [{ k: "a", v: 1 }],
    [{ k: "a", v: 2, m: { x: "1" } }, { k: "b" }],
    [
      { k: "b", p: "UDP" },
      { k: "a", p: "TCP", m: { y: "2" } },
    ],
    [],
  ],
  atomic: [{ a: "1" }, { a: "1", b: "2" }, {}],
  granular: [{ p: { x: 1 } }, { q: {} }, { p: { y: "e" }, q: { x: 2 } }, {}],
  text: ["a", "b", ""],
  n: [0, 1, 2],
  free: [{ a: { b: 1 } }, { a: [1] }, {}, { a: 1 }],
  bare: [{}, { x: 1 }],
};

function content(chance: Chance): object {
  const kept = Object.entries(members).filter(() => chance.isOneIn(3));
  return { spec: Object.fromEntries(kept.map(([name, values]) => [name, chance.oneOf(values)])) };
}

function kinds({ group }: { group: string }): readonly WorldKind[] {
  const part = (version: string): WorldKind => ({
    apiVersion: `${group}/${version}`,
    kind: "Part",
    plural: "parts",
    isNamespaced: true,
    names: ["a", "b"],
    subresources: ["status", "scale"],
    content,
    change: content,
  });
  return [part("v1"), part("v1"), part("v1beta1"), configMaps];
}

const configMaps: WorldKind = {
  apiVersion: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  isNamespaced: true,
  names: ["a", "b"],
  subresources: [],
  content: (chance) => ({
    data: chance.oneOf<unknown>([{ a: "1" }, { a: "2", b: "1" }, { c: "3" }, {}, null]),
  }),
  change: (chance) => ({ data: chance.oneOf([{ a: "1" }, { b: "2" }]) }),
};

const managers = ["one", "two", "three", "kubectl", "kubectl-client-side-apply"];

function metadata({ chance }: World, { kind, name }: Target): object {
  const last = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name } };
  const applied = chance.oneOf([
    { ...last, spec: { text: "a" } },
    { ...last, data: { a: "1" } },
  ]);
  return {
    name,
    ...chance.maybe(3, () => ({ labels: chance.oneOf([{ l: "1" }, { l: "2", m: "1" }, {}]) })),
    ...chance.maybe(4, () => ({
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(applied),
      },
    })),
    ...chance.maybe(8, () => ({ finalizers: chance.oneOf([["example.org/kept"], []]) })),
    ...chance.maybe(20, () => ({ managedFields: claimed(chance, kind.apiVersion) })),
  };
}

function apply(world: World, target: Target, number: number): RawRequest {
  return applied(world, target, number, { part: "", ...target.kind.content(world.chance) });
}

function applyStatus(world: World, target: Target, number: number): RawRequest {
  const status = world.chance.oneOf([
    { n: 1 },
    { conditions: [{ type: "A" }, { type: "B" }], n: 2 },
    {},
  ]);
  return applied(world, target, number, { part: world.chance.isOneIn(3) ? "" : "/status", status });
}

function applied(
  world: World,
  target: Target,
  number: number,
  { part, ...more }: { readonly part: string; readonly [member: string]: unknown },
): RawRequest {
  const { chance } = world;
  const { apiVersion, kind } = target.kind;
  noteWrite(world, target, number);
  const query = writeQuery(chance, [
    `fieldManager=${chance.oneOf(managers)}`,
    ...(chance.isOneIn(2) ? ["force=true"] : []),
  ]);
  const body = { apiVersion, kind, metadata: metadata(world, target), ...more };
  return send("PATCH", `${target.path}${part}${query}`, body, patchTypes.apply);
}

function applyScale({ chance }: World, target: Target): RawRequest {
  const body = {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name: target.name },
    spec: { replicas: chance.oneOf([1, 2]) },
  };
  const query = `?fieldManager=${chance.oneOf(managers)}${chance.isOneIn(2) ? "&force=true" : ""}`;
  return send("PATCH", `${target.path}/scale${query}`, body, patchTypes.apply);
}

/** Says who owns what. */
function claim(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  noteWrite(world, target, number);
  const managedFields = claimed(chance, target.kind.apiVersion);
  const path = `${target.path}?fieldManager=${chance.oneOf(managers)}`;
  const change = { metadata: { managedFields }, ...chance.maybe(3, () => content(chance)) };
  return send("PATCH", path, change, patchTypes.merge);
}

function claimed(chance: Chance, apiVersion: string): unknown {
  const entry = (fieldsV1: unknown, more: object = {}): object => ({
    ...{ manager: "x", operation: "Update", apiVersion, fieldsType: "FieldsV1", fieldsV1 },
    ...more,
  });
  const item = { 'k:{"k":"a","p":"TCP"}': { ".": {}, "f:v": {} } };
  return chance.oneOf<unknown>([
    [],
    null,
    [{}],
    "x",
    [1],
    [entry({ "f:metadata": { "f:labels": { "f:l": {} } } })],
    [entry({ "f:spec": { "f:text": {}, "f:n": {} } }, { operation: "Apply" })],
    [entry({ "f:spec": { "f:keyed": item, "f:set": { 'v:"a"': {} } } }, { subresource: "status" })],
    [entry({}, { operation: "Odd" })],
    [entry({}, { fieldsType: "Odd" })],
    [entry({ "q:x": {} })],
    [entry({}, { manager: "x".repeat(130) })],
    [entry({ "f:data": {} }, { apiVersion: "nope/v9" })],
  ]);
}
