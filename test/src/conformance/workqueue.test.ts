import { expect, test } from "vitest";
import { runWorkqueueSequence, type WorkqueueOperation } from "./workqueue.ts";

const agreeing: readonly WorkqueueOperation[] = [
  { op: "add", item: "a", len: 1 },
  { op: "get", get: 1, resolved: [{ get: 1, item: "a" }] },
  { op: "get", get: 2 },
  { op: "addAfter", item: "b", ms: 5 },
  { op: "advance", ms: 5, resolved: [{ get: 2, item: "b" }] },
  { op: "shutDownWithDrain", drain: 1, shuttingDown: true },
  { op: "done", item: "a", shuttingDown: true },
  { op: "done", item: "b", shuttingDown: true, drainReturned: [1] },
];

test("a sequence that agrees has no differences", () => {
  expect(runWorkqueueSequence({ name: "s", kind: "delaying", ops: agreeing })).toEqual([]);
});

test("each difference is one line that names operation, field, and both values", () => {
  const ops = agreeing.map((operation, index) =>
    index === 1 ? { ...operation, len: 3, resolved: [{ get: 1, item: "other" }] } : operation,
  );

  expect(runWorkqueueSequence({ name: "s", kind: "delaying", ops })).toEqual([
    "op 1 get: expected len 3, got 0",
    'op 1 get: expected resolved ["get 1: other"], got ["get 1: a"]',
  ]);
});

test("delays of a bucket may differ by a microsecond, all others by nothing", () => {
  const when = (delayNs: number): readonly WorkqueueOperation[] => [
    { op: "when", item: "a", delayNs: 0 },
    { op: "when", item: "a", delayNs },
  ];
  const bucket = { type: "bucket", qps: 4, burst: 1 };
  const exponential = { type: "maxOf", of: [{ type: "exponential", baseMs: 0, maxMs: 0 }] };

  expect(
    runWorkqueueSequence({ name: "s", kind: "limiter", limiter: bucket, ops: when(249_999_000) }),
  ).toEqual([]);
  expect(
    runWorkqueueSequence({ name: "s", kind: "limiter", limiter: bucket, ops: when(249_998_000) }),
  ).toHaveLength(1);
  expect(
    runWorkqueueSequence({ name: "s", kind: "limiter", limiter: exponential, ops: when(1) }),
  ).toEqual(["op 1 when: expected delayNs 1, got 0"]);
});

test("metrics at the end are compared too", () => {
  const finalMetrics = { depth: 0, adds: 2, retries: 1, latencyMs: [0, 0], workMs: [5, 1] };

  expect(
    runWorkqueueSequence({
      name: "s",
      kind: "delaying",
      metrics: true,
      ops: agreeing,
      finalMetrics,
    }),
  ).toEqual(["finalMetrics: expected workMs [5,1], got [5,0]"]);
});

test("what is unknown is refused by name", () => {
  expect(() => runWorkqueueSequence({ name: "s", kind: "basic", ops: [{ op: "fly" }] })).toThrow(
    "op 0 fly: unknown operation for a queue of kind basic",
  );
  expect(() => runWorkqueueSequence({ name: "s", kind: "round", ops: [] })).toThrow(
    "unknown kind round",
  );
});
