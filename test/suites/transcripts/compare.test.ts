import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import { type Json, readFixture, type Transcript } from "./fixture.ts";
import { complaints } from "./judge.ts";

const { transcript } = readFixture("crud-configmap");

function changed(change: (text: string) => string): Transcript {
  return JSON.parse(change(JSON.stringify(transcript))) as Transcript;
}

function differingIds(ours: Transcript): readonly string[] {
  const results = compare(transcript, ours);
  return results.filter(({ differences }) => differences.length > 0).map(({ id }) => id);
}

test("a transcript agrees with itself", () => {
  expect(differingIds(transcript)).toEqual([]);
});

test("uids, times and the distance between revisions do not count", () => {
  const other = changed((text) =>
    text
      .replace(
        /"resourceVersion":"(\d+)"/g,
        (_all, digits) => `"resourceVersion":"${Number(digits) * 3}"`,
      )
      .replaceAll("2026-11-23T11", "2027-01-01T09")
      .replace(/"uid":"(.)/g, (_all, digit) => `"uid":"${digit === "a" ? "b" : "a"}`),
  );

  expect(differingIds(other)).toEqual([]);
});

test("the order of revisions counts", () => {
  const revisions = [...new Set(JSON.stringify(transcript).match(/"resourceVersion":"\d+"/g))];
  const [first = "", second = ""] = revisions.slice(-2);
  const other = changed((text) =>
    text.replaceAll(first, "$first").replaceAll(second, first).replaceAll("$first", second),
  );

  expect(differingIds(other)).not.toEqual([]);
});

test("another status and another text are differences, with their places", () => {
  const steps = structuredClone(transcript.steps) as unknown as Record<string, Json>[];
  const last = steps.at(-1) as Record<string, Json>;
  last["response"] = { ...(last["response"] as object), status: 599 };

  const [difference] = compare(transcript, { steps } as unknown as Transcript).filter(
    ({ differences }) => differences.length > 0,
  );

  expect(difference?.differences[0]).toMatch(/^\/response\/status: expected \d+, got 599$/);
});

test("a step without an answer is a difference", () => {
  expect(differingIds({ steps: transcript.steps.slice(1) })).toEqual([transcript.steps[0]?.id]);
});

test("an unlisted difference and a listed one that is gone are both complained of", () => {
  const results = [
    { id: "a", differences: ["/x: expected 1, got 2"] },
    { id: "b", differences: [] },
    { id: "c", differences: ["/y: expected 1, got 2"] },
  ];

  expect(complaints(results, { b: "was wrong", c: "not built yet" })).toEqual([
    "a: /x: expected 1, got 2",
    "b: agrees now; take it off known-differences.json",
  ]);
});
