import { expect, test } from "vitest";
import { structuralSchema } from "../../schema/structural/to-object-schema.ts";
import { embeddedProblems } from "./embedded-objects.ts";

// As of v1.35.4.
test("the namespace of an object inside of another is judged behind its name and before its labels", () => {
  const schema = structuralSchema({
    type: "object",
    properties: {
      template: {
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
      },
    },
  });
  const template = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a/b", namespace: "Q", labels: { "a/b/c": "x" } },
  };

  expect(embeddedProblems({ template }, schema).map(({ field }) => field)).toEqual([
    "template.metadata.name",
    "template.metadata.namespace",
    "template.metadata.labels",
  ]);
});
