import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";

const texts = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: texts.work.example}
spec:
  group: work.example
  scope: Namespaced
  names: {plural: texts, singular: text, kind: Text, listKind: TextList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            text: {type: string, pattern: "(a?){1000}b"}
`;

test("a pattern and a text that are too much together are given up, and the next request is served", () => {
  const cluster = createCluster({ objects: texts });
  const object = { apiVersion: "work.example/v1", kind: "Text", metadata: { name: "a" } };

  expect(() => cluster.create({ ...object, text: "a".repeat(100_000) })).toThrow(
    "Timeout: request did not complete within the allotted timeout",
  );
  expect(cluster.create({ ...object, text: "aab" }).metadata?.name).toBe("a");
});
