import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";

// As kube-apiserver v1.35.4 showed an object whose definition was changed.

const definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
const object = "/apis/example.com/v1/widgets/a";
const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const withSpec = (spec: object): object =>
  customVersion("v1", { type: "object", properties: { spec } });

test("what is stored as null is not shown where its schema has no null any more", () => {
  const { cluster, ask } = inTurn();
  cluster.create(customDefinition({ versions: [withSpec(open)] }));
  ask("POST", "/apis/example.com/v1/widgets", {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
    spec: { gone: null, kept: null, filled: null },
  });
  const text = { type: "string" };
  const properties = {
    gone: text,
    kept: { ...text, nullable: true },
    filled: { ...text, default: "x" },
  };
  ask("PATCH", definition, { spec: { versions: [withSpec({ type: "object", properties })] } });

  expect(ask("GET", object).object["spec"]).toEqual({ kept: null, filled: "x" });
  // Nothing but its labels is changed.
  expect(ask("PATCH", object, { metadata: { labels: { a: "b" } } }).object).toMatchObject({
    metadata: { generation: 1 },
  });
});

test("an object that is patched to have no version cannot be read", () => {
  const { cluster, ask } = inTurn();
  cluster.create(customDefinition({ versions: [withSpec(open)] }));
  const made = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } };
  ask("POST", "/apis/example.com/v1/widgets", made);

  const message = "Object 'apiVersion' is missing in 'object has no apiVersion field'";
  expect(ask("PATCH", object, { apiVersion: null })).toMatchObject({
    status: 500,
    message: `Internal error occurred: ${message}`,
    object: { details: { causes: [{ message }] } },
  });
});
