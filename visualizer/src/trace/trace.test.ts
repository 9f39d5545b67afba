import { writeTraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { followSource } from "./live-trace.ts";
import { checkOrder, readTrace } from "./read-trace.ts";
import { TraceLog } from "./trace-log.ts";

const trace = exampleTrace();

test("a trace file read back is the trace", () => {
  expect(readTrace(writeTraceFile(trace))).toEqual(trace);
  expect(readTrace(`\uFEFF${JSON.stringify(trace)}`).records.length).toBe(trace.records.length);
});

test("a bad file says which line is wrong", () => {
  const lines = writeTraceFile(trace).split("\n");
  lines[6] = "{ broken";
  expect(() => readTrace(lines.join("\n"))).toThrow(/^line 7: not JSON/);
  expect(() => readTrace("hello")).toThrow(/^line 1: not JSON/);
  expect(() => readTrace('{"version":2}')).toThrow(
    /line 1: expected a header with "version":1, found version 2/,
  );
  expect(() => readTrace('{"version":1}')).toThrow("no record follows it");
  expect(() => readTrace("")).toThrow("line 1: empty");
});

test("records out of order are refused with their place", () => {
  const [a, b] = trace.records;
  if (a === undefined || b === undefined) throw new Error("the example has records");
  expect(() => checkOrder({ version: 1, records: [b, a] })).toThrow("record 2: seq 1 follows 2");
});

test("records are found by seq and by time, also where a ring buffer has dropped the first", () => {
  const log = new TraceLog({
    version: 1,
    records: trace.records.slice(100).filter(({ seq }) => seq % 3 !== 0),
  });
  const record = log.recordAt(5);
  expect(log.positionOf(record?.seq ?? 0)).toBe(5);
  expect(log.positionOf(3)).toBeUndefined();
  expect(log.positionAtTime(log.startAt - 1)).toBe(0);
  expect(log.positionAtTime(Number.POSITIVE_INFINITY)).toBe(log.length);
  expect(log.chainOf(record?.seq ?? 0).length).toBeGreaterThan(0);
});

test("a live source is read no faster than it is shown, and no further than its limit", async () => {
  const log = new TraceLog({ version: 1, records: [] });
  let isShown = true;
  let asked = 0;
  async function* source(): AsyncGenerator<(typeof trace.records)[number]> {
    for (const record of trace.records) {
      expect(isShown).toBe(true);
      asked += 1;
      yield record;
    }
  }
  const end = await followSource(log, source(), {
    recordsMax: 50,
    appended: async () => {
      isShown = false;
      await Promise.resolve();
      isShown = true;
    },
  });
  expect([end, log.length, asked]).toEqual(["full", 50, 50]);
});
