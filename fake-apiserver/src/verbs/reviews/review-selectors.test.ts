import { expect, test } from "vitest";
import { selectorProblems } from "./review-selectors.ts";

const bogus = { operator: "Bogus" };
const exists = { operator: "Exists" };
const field = "spec.resourceAttributes.fieldSelector";
const label = "spec.resourceAttributes.labelSelector";

test.each([
  ["no selectors", {}, ""],
  ["what can be used", { labelSelector: { rawSelector: "a=b" } }, ""],
  [
    "an operator that nobody knows",
    { labelSelector: { requirements: [bogus] } },
    `${label} ignored due to parse error`,
  ],
  [
    "one of two requirements",
    { labelSelector: { requirements: [bogus, exists] } },
    `${label} partially ignored due to parse error`,
  ],
  [
    "a field of several values",
    { fieldSelector: { requirements: [{ operator: "In", values: ["1", "2"] }] } },
    `${field} ignored due to parse error`,
  ],
  [
    "texts that are no selectors",
    { fieldSelector: { rawSelector: "a" }, labelSelector: { rawSelector: "a in (" } },
    `${field} ignored due to parse error; ${label} ignored due to parse error`,
  ],
])("an answer about access names %s", (_, asked, problem) => {
  expect(selectorProblems(asked)).toBe(problem);
});
