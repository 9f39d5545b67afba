import type { KubernetesObject } from "@informerlab/core";
import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import { createRegistry } from "../../kinds/create-registry.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { applyPatch } from "./apply-patch.ts";
import { keepTimesOfUnchanged, trackUpdate } from "./managed-fields.ts";

const registry = createRegistry();

function definitionOf(group: string, resource: string): ResourceDefinition {
  const definition = registry.lookup(group, "v1", resource);
  if (definition === undefined) throw new Error(`no ${resource}`);
  return definition;
}

const configMaps = definitionOf("", "configmaps");
const pods = definitionOf("", "pods");

interface ApplyArguments {
  readonly live?: KubernetesObject;
  readonly manager?: string;
  readonly force?: boolean;
  readonly definition?: ResourceDefinition;
}

function apply(
  body: object,
  { live, manager = "alpha", force = false, definition = configMaps }: ApplyArguments = {},
): KubernetesObject {
  const patch = { apiVersion: "v1", kind: definition.kind, ...body };
  return applyPatch({
    definition,
    live,
    patch,
    manager,
    force,
    subresource: "",
    now: 0,
  });
}

function update(live: KubernetesObject, updated: object, manager: string): KubernetesObject {
  return trackUpdate({
    definition: configMaps,
    live,
    updated: { ...live, ...updated },
    manager,
    subresource: "",
    now: 0,
  });
}

function ownersOf(object: KubernetesObject): readonly unknown[] {
  return (object.metadata?.managedFields ?? []).map((entry) => {
    const { manager, operation, fieldsV1 } = entry as Record<string, unknown>;
    return [manager, operation, fieldsV1];
  });
}

function refusalOf(act: () => unknown): StatusError {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("an apply owns what it says, and takes back what it no longer says", () => {
  const created = apply({ metadata: { name: "x", labels: { l: "1" } }, data: { a: "1", b: "2" } });
  const changed = apply({ metadata: { name: "x" }, data: { a: "11" } }, { live: created });

  expect(ownersOf(created)).toEqual([
    [
      "alpha",
      "Apply",
      { "f:data": { "f:a": {}, "f:b": {} }, "f:metadata": { "f:labels": { "f:l": {} } } },
    ],
  ]);
  expect(changed).toMatchObject({ data: { a: "11" } });
  expect(changed.metadata?.labels).toBeUndefined();
  expect(ownersOf(changed)).toEqual([["alpha", "Apply", { "f:data": { "f:a": {} } }]]);
});

test("an apply without fields leaves no owners", () => {
  const created = apply({ data: { a: "1" } });

  expect(ownersOf(apply({}, { live: created }))).toEqual([]);
});

test("another's value conflicts; the same value is shared; force takes it over", () => {
  const live = apply({ data: { a: "1", b: "2" } });

  const refusal = refusalOf(() => apply({ data: { a: "9" } }, { live, manager: "beta" }));
  const shared = apply({ data: { a: "1" } }, { live, manager: "beta" });
  const forced = apply({ data: { a: "9" } }, { live, manager: "beta", force: true });

  expect(refusal.status).toMatchObject({
    code: 409,
    reason: "Conflict",
    message: 'Apply failed with 1 conflict: conflict with "alpha": .data.a',
    details: {
      causes: [
        { reason: "FieldManagerConflict", message: 'conflict with "alpha"', field: ".data.a" },
      ],
    },
  });
  // Who changed nothing has no time, and stands before those who have one.
  expect(ownersOf(shared)).toEqual([
    ["beta", "Apply", { "f:data": { "f:a": {} } }],
    ["alpha", "Apply", { "f:data": { "f:a": {}, "f:b": {} } }],
  ]);
  expect(forced).toMatchObject({ data: { a: "9", b: "2" } });
  expect(ownersOf(forced)).toEqual([
    ["alpha", "Apply", { "f:data": { "f:b": {} } }],
    ["beta", "Apply", { "f:data": { "f:a": {} } }],
  ]);
});

test("a shared field stays when one of its owners drops it", () => {
  const live = apply({ data: { a: "1" } }, { live: apply({ data: { a: "1" } }), manager: "beta" });

  const dropped = apply({}, { live, manager: "beta" });

  expect(dropped).toMatchObject({ data: { a: "1" } });
  expect(ownersOf(dropped)).toEqual([["alpha", "Apply", { "f:data": { "f:a": {} } }]]);
});

test("several conflicts are listed by manager", () => {
  const live = update(
    apply({ data: { a: "1", b: "2" } }),
    { data: { a: "1", b: "2", c: "3" } },
    "m",
  );

  expect(
    refusalOf(() => apply({ data: { a: "9", b: "9", c: "9" } }, { live, manager: "beta" })).message,
  ).toBe(
    'Apply failed with 3 conflicts: conflicts with "alpha":\n- .data.a\n- .data.b\nconflicts with "m" using v1:\n- .data.c',
  );
});

test("an update takes fields from their owner, and what it removes nobody owns", () => {
  const live = apply({ metadata: { name: "x", labels: { a: "1", b: "2" } }, data: { a: "1" } });

  const updated = update(live, { metadata: { ...live.metadata, labels: { a: "9" } } }, "named");

  expect(ownersOf(updated)).toEqual([
    ["alpha", "Apply", { "f:data": { "f:a": {} } }],
    ["named", "Update", { "f:metadata": { "f:labels": { "f:a": {} } } }],
  ]);
});

test("a create tells of whole maps that came with it, a later update only of what it added", () => {
  const object = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "x" }, data: { a: "1" } };
  const created = trackUpdate({
    definition: configMaps,
    live: undefined,
    updated: object,
    manager: "me",
    subresource: "",
    now: 0,
  });
  const updated = update(created, { data: { a: "1", b: "2" } }, "you");

  expect(ownersOf(created)).toEqual([["me", "Update", { "f:data": { ".": {}, "f:a": {} } }]]);
  expect(ownersOf(updated)).toEqual([
    ["me", "Update", { "f:data": { ".": {}, "f:a": {} } }],
    ["you", "Update", { "f:data": { "f:b": {} } }],
  ]);
});

test("an object without owners stays without until somebody applies, who then meets before-first-apply", () => {
  const live = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "x" }, data: { a: "1" } };

  expect(ownersOf(update(live, { data: { a: "2" } }, "me"))).toEqual([]);
  expect(refusalOf(() => apply({ data: { a: "9" } }, { live })).message).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
  );
});

test.each([[[]], [[{}]]])("managedFields %j clear the owners", (managedFields) => {
  const live = apply({ data: { a: "1" } });

  const cleared = update(live, { metadata: { ...live.metadata, managedFields } }, "me");

  expect(ownersOf(cleared)).toEqual([]);
});

test("list items are owned by their keys, with the defaults of keys left out", () => {
  const spec = (image: string, ...more: readonly object[]): object => ({
    spec: { containers: [{ name: "c", image, ports: [{ containerPort: 80 }] }, ...more] },
  });
  const live = apply(spec("1", { name: "d", image: "1" }), { definition: pods });

  const changed = apply(spec("2"), { live, definition: pods });

  expect(changed).toMatchObject({ spec: { containers: [{ name: "c", image: "2" }] } });
  expect(
    (changed as { readonly spec?: { readonly containers: readonly object[] } }).spec?.containers,
  ).toHaveLength(1);
  expect(ownersOf(changed)).toEqual([
    [
      "alpha",
      "Apply",
      {
        "f:spec": {
          "f:containers": {
            'k:{"name":"c"}': {
              ".": {},
              "f:image": {},
              "f:name": {},
              "f:ports": {
                'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} },
              },
            },
          },
        },
      },
    ],
  ]);
});

test("items that others own stay, and the configuration decides the order of its own", () => {
  const containers = (...names: readonly string[]): object => ({
    spec: { containers: names.map((name) => ({ name, image: name })) },
  });
  const live = apply(containers("a", "b"), { definition: pods });
  const both = apply(containers("z", "b"), { live, manager: "beta", definition: pods });

  const reordered = apply(containers("b", "a"), { live: both, definition: pods });

  const namesOf = (object: KubernetesObject): readonly string[] =>
    (
      object as { readonly spec?: { readonly containers: readonly { readonly name: string }[] } }
    ).spec?.containers.map(({ name }) => name) ?? [];
  expect(namesOf(both)).toEqual(["a", "z", "b"]);
  expect(namesOf(reordered)).toEqual(["z", "b", "a"]);
});

test.each([
  [
    "an unknown field",
    { nope: 1 },
    500,
    "failed to create typed patch object (/; /v1, Kind=ConfigMap): .nope: field not declared in schema",
  ],
  [
    "a wrong type",
    { data: { a: 5 } },
    500,
    "failed to create typed patch object (/; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:5}",
  ],
  ["another kind", { kind: "Secret" }, 400, "invalid object type: /v1, Kind=Secret"],
  ["managedFields", { metadata: { managedFields: [] } }, 400, "metadata.managedFields must be nil"],
  [
    "managedFields that are no list",
    { metadata: { managedFields: "x" } },
    500,
    "failed to create typed patch object (/; /v1, Kind=ConfigMap): .metadata.managedFields: expected list, got &{x}",
  ],
])("refuses %s", (_, body, code, message) => {
  const refusal = refusalOf(() => apply(body));

  expect(refusal.status).toMatchObject({ code });
  expect(refusal.message).toContain(message);
});

test("an apply that changes nothing keeps the old time", () => {
  const live = { ...apply({ data: { a: "1" } }) };
  const again = applyPatch({
    definition: configMaps,
    live,
    patch: { apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } },
    manager: "alpha",
    force: false,
    subresource: "",
    now: 60_000,
  });

  expect(again.metadata?.managedFields).toEqual(live.metadata?.managedFields);
  expect(keepTimesOfUnchanged(again, live)).toEqual(live);
});

test("more than ten updaters are kept as ancient changes", () => {
  let object: KubernetesObject = apply({ data: {} as object });
  object = trackUpdate({
    definition: configMaps,
    live: undefined,
    updated: { ...object, ...{ data: { k: "v" } } },
    manager: "m0",
    subresource: "",
    now: 0,
  });
  for (let index = 1; index <= 12; index++) {
    const data = { ...(object as { readonly data?: object }).data, [`k${index}`]: "v" };
    object = trackUpdate({
      definition: configMaps,
      live: object,
      updated: { ...object, ...{ data } },
      manager: `m${index}`,
      subresource: "",
      now: index * 1000,
    });
  }

  const names = (object.metadata?.managedFields ?? []).map(
    (entry) => (entry as { readonly manager: string }).manager,
  );
  expect(names).toHaveLength(10);
  expect(names).toContain("ancient-changes");
});

test("who writes the status of a Deployment owns no labels by that", () => {
  const definition = definitionOf("apps", "deployments");

  const updated = trackUpdate({
    definition,
    live: undefined,
    updated: { metadata: { labels: { a: "1" }, annotations: { b: "2" } } },
    manager: "b",
    subresource: "status",
    now: 0,
  });

  expect(ownersOf(updated)).toEqual([
    ["b", "Update", { "f:metadata": { "f:annotations": { ".": {}, "f:b": {} } } }],
  ]);
});

const annotation = "kubectl.kubernetes.io/last-applied-configuration";

function appliedFromClient(data: Record<string, string>): KubernetesObject {
  const configuration = { apiVersion: "v1", data, kind: "ConfigMap", metadata: { name: "a" } };
  const annotations = { [annotation]: `${JSON.stringify(configuration)}\n` };
  return { ...configuration, metadata: { name: "a", annotations } } as KubernetesObject;
}

test("kubectl's apply keeps the annotation of its earlier applies up to date", () => {
  const live = appliedFromClient({ a: "1" });

  const applied = apply(
    { metadata: { name: "a", annotations: { [annotation]: "old" } }, data: { b: "<2>" } },
    { live, manager: "kubectl", force: true },
  );

  expect(applied.metadata?.annotations?.[annotation]).toBe(
    '{"apiVersion":"v1","data":{"b":"\\u003c2\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a"}}\n',
  );
});

test("what was applied from the client's side and changed since is no longer kubectl's", () => {
  const created = appliedFromClient({ a: "1" });
  const live = trackUpdate({
    definition: configMaps,
    live: undefined,
    updated: { ...created, data: { a: "changed" } } as KubernetesObject,
    manager: "other",
    subresource: "",
    now: 0,
  });

  expect(() =>
    apply({ metadata: { name: "a" }, data: { a: "2" } }, { live, manager: "kubectl" }),
  ).toThrow('conflict with "other" using v1: .data.a');
});
