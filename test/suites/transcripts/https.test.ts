import { afterAll, beforeAll, expect, test } from "vitest";
import { HttpsDoor } from "./https-door.ts";
import { complaints, judge } from "./judge.ts";
import { readKnownDifferences } from "./known-differences.ts";

/** Scenarios that do not wait, of every kind: reads, writes, errors, forms of answers, watches. */
const scenarios = [
  "auth-401-403",
  "create-system-fields",
  "crud-node",
  "delete-collection",
  "err-not-found",
  "list-label-selectors",
  "list-paging",
  "list-shape",
  "patch-merge",
  "validate-bodies",
  "watch-field-selectors",
  "watch-from-rv",
];

const known = readKnownDifferences();
let door: HttpsDoor;

beforeAll(async () => {
  door = await HttpsDoor.start();
}, 30_000);

afterAll(() => door.close());

test.for(scenarios)("%s is answered over HTTPS as in this process", async (name) => {
  const differences = known[name] ?? {};

  const results = await judge(name, door, differences);

  expect(complaints(results, differences)).toEqual([]);
});
