import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { type Beat, type FactPredicate, placeBeats } from "./beat.ts";
import { fillText } from "./localized-text.ts";
import type { Scenario } from "./scenario.ts";

const warmCache = lessonScenarios()[0] as Scenario;
const records: readonly TraceRecord<TraceFact>[] = runScenario(warmCache).trace.records;
const text = { en: "x", "zh-CN": "x" };
const beat = (when: FactPredicate, id = "here"): Beat => ({ id, when, title: text, text });

test("a beat finds its event by what the event is", () => {
  const [placed] = placeBeats(
    [beat({ kind: "store.changed", where: { "ref.key": "n3" } })],
    records,
  );

  expect(placed?.record.fact).toMatchObject({ kind: "store.changed", ref: { key: "n3" } });
});

test("a beat that several events fit is refused, unless it says which", () => {
  expect(() => placeBeats([beat({ kind: "store.changed" })], records)).toThrow(
    'beat "here" needs exactly one fact like {"kind":"store.changed"}, found 4',
  );
  expect(
    placeBeats([beat({ kind: "store.changed", nth: 4 })], records)[0]?.record.fact,
  ).toMatchObject({
    ref: { key: "n4" },
  });
});

test("a beat that no event fits is refused", () => {
  expect(() => placeBeats([beat({ kind: "server.compacted" })], records)).toThrow("found 0");
});

test("a beat may have a second event, for runs that lack the first", () => {
  const either = {
    ...beat({ kind: "store.replaced" }),
    orWhen: { kind: "informer.synced" },
  } as const;

  expect(placeBeats([either], records)[0]?.record.fact.kind).toBe("informer.synced");
});

test("a beat can come after another one", () => {
  const synced = beat({ kind: "informer.synced" }, "synced");
  const later = beat({ kind: "store.changed", after: "synced" });

  expect(placeBeats([synced, later], records)[1]?.record.fact).toMatchObject({
    ref: { key: "n4" },
  });
  expect(() => placeBeats([later], records)).toThrow(
    'comes after "synced", which is no earlier beat',
  );
});

test("narration is filled with values of its event; unknown names stay as written", () => {
  expect(
    fillText("{ref.key} at {ref.resourceVersion}, {what}", {
      ref: { key: "n1", resourceVersion: "7" },
    }),
  ).toBe("n1 at 7, {what}");
});
