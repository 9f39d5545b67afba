import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { knowEveryLanguage } from "../../text/every-language.ts";
import { differenceText } from "../../text/panels/difference-text.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { objectAt, previousObject, whyHere } from "../reasons/why.ts";
import { Timeline } from "../timeline/timeline.ts";
import { compareTimelines } from "./compare.ts";
import { counterpart } from "./counterpart.ts";

knowEveryLanguage();

const calm = new Timeline(new TraceLog(exampleTrace({ isExpired: false })));
const expired = new Timeline(new TraceLog(exampleTrace({ isExpired: true })));

test("two futures agree up to the fork and tell what differs", () => {
  const comparison = compareTimelines(calm, expired);
  const cut = expired.log.records.findIndex(({ fact }) => fact.kind === "fault.injected") + 1;
  expect(comparison.firstDifference?.right).toBe(cut);
  expect(comparison.common).toBe(cut - 1);
  expect(comparison.difference).toMatchObject({ lists: 1, watches: 2, faults: 1, tombstones: 1 });
  expect(comparison.laterMs).toBe(2000);
  expect(differenceText(comparison, "en")).toMatch(
    /^1 more list, 2 more watches, 1 more tombstone, .*2 s later, a different end state$/,
  );
  expect(differenceText(comparison, "zh-CN")).toMatch(
    /^多 1 次列举，多 2 次监听，多 1 块墓碑，.*晚 2 s，最终状态不同$/,
  );
});

test("equal runs do not differ", () => {
  const again = new Timeline(new TraceLog(exampleTrace({ isExpired: true })));
  const comparison = compareTimelines(expired, again);
  expect(comparison.firstDifference).toBeUndefined();
  expect(comparison.isSameEnd).toBe(true);
  expect(differenceText(comparison, "en")).toBe("nothing differs");
});

test("the other stage stands at the same record before the fork and at the same time after it", () => {
  const { common } = compareTimelines(calm, expired);
  expect(counterpart(expired, calm, common - 5, common)).toBe(common - 5);
  const late = expired.length - 1;
  const there = counterpart(expired, calm, late, common);
  const at = expired.log.recordAt(late)?.at ?? 0;
  expect(calm.log.recordAt(there)?.at ?? 0).toBeLessThanOrEqual(at);
  expect(calm.log.recordAt(there + 1)?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at);
});

test("why a reconcile runs leads back to the write that caused it, and to nothing about other objects", () => {
  const { log } = expired;
  const called = log.records.find(
    ({ fact }) => fact.kind === "handler.called" && fact.ref.key === "node-6",
  );
  const kinds = whyHere(log, called?.seq ?? 0).map(({ fact }) => fact.kind);
  expect(kinds).toEqual([
    "actor.acted",
    "server.committed",
    "server.watch-sent",
    "reflector.received",
    "queue.enqueued",
    "queue.popped",
    "store.changed",
    "handler.notified",
    "handler.called",
  ]);
});

test("why an object of the initial list is cached begins with its write and the informer's start", () => {
  const { log } = expired;
  const stored = log.records.find(
    ({ fact }) => fact.kind === "store.changed" && fact.ref.key === "node-4",
  );
  const chain = whyHere(log, stored?.seq ?? 0);
  expect(chain[0]?.fact).toMatchObject({ kind: "server.committed", ref: { key: "node-4" } });
  expect(
    chain.every(
      ({ fact }) => !("ref" in fact) || fact.ref === undefined || fact.ref.key === "node-4",
    ),
  ).toBe(true);
});

test("an object and its version before are found from where one stands", () => {
  const { log } = expired;
  const now = objectAt(log, log.length, "node-1", "53");
  const before = previousObject(log, log.length, "node-1", "53");
  expect(now?.metadata?.resourceVersion).toBe("53");
  expect(before?.metadata?.resourceVersion).toBe("52");
});
