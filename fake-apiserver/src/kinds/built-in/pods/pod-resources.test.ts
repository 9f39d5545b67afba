import { expect, test } from "vitest";
import { Report } from "../../validation/report.ts";
import { containerResources, resourceFrame } from "./pod-resources.ts";

/** What is wrong with the claims of a container in a pod that has the claim `a`: `where: what`. */
function problemsOf(...claims: readonly object[]): readonly string[] {
  const report = new Report({});
  const frame = resourceFrame({ resourceClaims: [{ name: "a" }] }, report);
  containerResources(frame)({ claims }, "resources", report);
  return report.errors.map(({ field, message }) => `${field}: ${message}`);
}

const unknown = "must be one of the names in pod.spec.resourceClaims: a";

test("a claim that is named as a whole after some of its requests was named once too often for each of them", () => {
  expect(
    problemsOf({ name: "a", request: "b" }, { name: "a", request: "c" }, { name: "a" }),
  ).toEqual([
    'resources.claims[2]: Duplicate value: "a"',
    'resources.claims[2]: Duplicate value: "a"',
  ]);
  expect(problemsOf({ name: "a" }, { name: "a", request: "b" })).toEqual([
    'resources.claims[1]: Duplicate value: "a"',
  ]);
});

test("of a claim's name with slashes only what stands before the first counts as the claim", () => {
  expect(problemsOf({ name: "a/b/c" }, { name: "a/b" }, { name: "a" })).toEqual([
    `resources.claims[0]: Not found: "a/b/c": ${unknown}`,
    `resources.claims[1]: Not found: "a/b": ${unknown}`,
    'resources.claims[2]: Duplicate value: "a"',
    'resources.claims[2]: Duplicate value: "a"',
  ]);
});
