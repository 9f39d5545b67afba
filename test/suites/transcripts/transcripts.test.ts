import { afterAll, expect, test } from "vitest";
import { fixtureNames } from "./fixture.ts";
import { complaints, judge } from "./judge.ts";
import { readKnownDifferences } from "./known-differences.ts";
import { VirtualDoor } from "./virtual-door.ts";

const known = readKnownDifferences();
const door = new VirtualDoor();

afterAll(() => door.close());

test.for(fixtureNames())("%s is answered as by a real kube-apiserver", async (name) => {
  const differences = known[name] ?? {};

  const results = await judge(name, door, differences);

  expect(complaints(results, differences)).toEqual([]);
});

test("every known difference is of a scenario and a step that exist", () => {
  const names = fixtureNames();

  expect(Object.keys(known).filter((name) => !names.includes(name))).toEqual([]);
});
