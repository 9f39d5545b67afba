import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { scaleAccess } from "./custom-endpoints.ts";
import { scaleCountProblems, scaleSelectorProblems } from "./scale-counts.ts";

// What the real server of 1.35 said of custom objects whose replicas are kept at odd places.

test("a count is a whole number, and what leads to it are maps", () => {
  const messages = (object: Record<string, unknown>): readonly string[] =>
    scaleCountProblems(object, ".spec.a.b").map(({ message }) => message);

  expect(messages({ spec: {} })).toEqual([]);
  expect(messages({ spec: { a: 7n } })).toEqual([
    "Invalid value: 0: .spec.a.b accessor error: 7 is of the type int64, expected map[string]interface{}",
  ]);
});

test("a selector is a text", () => {
  expect(scaleSelectorProblems({ status: { s: 7 } }, ".status.s")).toMatchObject([
    {
      field: ".status.s",
      message:
        'Invalid value: "": .status.s accessor error: 7 is of the type int64, expected string',
    },
  ]);
  expect(scaleSelectorProblems({ status: { s: "a=b" } }, ".status.s")).toEqual([]);
});

test("replicas are not set below what is no map", () => {
  const access = scaleAccess({ specReplicasPath: ".spec.a.b", statusReplicasPath: ".status.n" });

  const scaled = (spec: object): object | undefined =>
    access?.withReplicas({ spec } as KubernetesObject, 3);

  expect(scaled({})).toEqual({ spec: { a: { b: 3 } } });
  expect(() => scaled({ a: null })).toThrow(
    "value cannot be set because .spec.a is not a map[string]interface{}",
  );
});

test("a Scale is not made of what is no count and no selector", () => {
  const access = scaleAccess({
    specReplicasPath: ".spec.n",
    statusReplicasPath: ".status.n",
    labelSelectorPath: ".status.s",
  });
  const wrong = {
    spec: { n: "three" },
    status: { n: 1.5, s: { a: 1 } },
  } as unknown as KubernetesObject;

  expect(() => access?.missingIn?.(wrong)).toThrow(
    ".spec.n accessor error: three is of the type string, expected int64",
  );
  expect(() => access?.statusReplicasOf(wrong)).toThrow(
    ".status.n accessor error: 1.5 is of the type float64, expected int64",
  );
  expect(() => access?.selectorOf(wrong)).toThrow(
    ".status.s accessor error: map[a:1] is of the type map[string]interface {}, expected string",
  );
  expect(access?.replicasOf({ spec: {} } as KubernetesObject)).toBe(0);
});
