import { expect, test } from "vitest";
import { lane } from "../environment/scheduler.ts";
import { object } from "../testing/objects.ts";
import type { TraceFact } from "./facts.ts";
import type { TraceRecord } from "./trace.ts";
import { readTraceFile } from "./trace-file.ts";
import { TraceFileError } from "./trace-file-error.ts";
import { TraceLineWriter, writeTraceFile } from "./trace-writer.ts";

const record = (seq: number, fact: TraceFact): TraceRecord<TraceFact> => ({
  seq,
  at: 1000 + seq,
  lane: lane("test"),
  step: seq,
  ...(seq > 1 ? { cause: seq - 1 } : {}),
  fact,
});

const received = (version: number): TraceFact => ({
  kind: "reflector.received",
  informer: "configmaps",
  type: "MODIFIED",
  ref: { resource: "configmaps", key: "a/x", resourceVersion: String(version) },
  object: object("a/x", version, { data: { text: "墓碑" } }),
});

test("a trace says what was found in it", () => {
  const finding = { rule: "all are counted", message: "a is not", seq: 1 };
  const text = writeTraceFile({ version: 1, finding, records: [record(1, received(1))] });

  expect(readTraceFile(text).finding).toEqual(finding);
});

test("a trace is read back as it was written, with its scenario", () => {
  const listed = [object("a/x", 1), object("a/y", 2)];
  const trace = {
    version: 1 as const,
    scenario: { seed: 7 },
    records: [
      record(1, {
        kind: "store.replaced",
        informer: "i",
        refs: [],
        objects: listed,
        indexes: {},
        storeResourceVersion: "2",
      }),
      record(2, received(3)),
      record(3, { kind: "scenario.quiet" }),
    ],
  };

  expect(readTraceFile(writeTraceFile(trace))).toEqual(trace);
});

test("an object stands in the file once, however often it is used; two forms of one version are kept apart", () => {
  const stripped: TraceFact = { ...received(3), object: object("a/x", 3) } as TraceFact;
  const trace = {
    version: 1 as const,
    records: [record(1, received(3)), record(2, received(3)), record(3, stripped)],
  };

  const text = writeTraceFile(trace);

  expect(text.match(/墓碑/g)).toHaveLength(1);
  expect(readTraceFile(text)).toEqual(trace);
});

test("a recorder that writes for long forgets old objects, and writes them again when they come again", () => {
  const writer = new TraceLineWriter();
  const padding = "x".repeat(1024 * 1024);
  const large = (version: number): TraceFact =>
    ({ ...received(version), object: object("a/x", version, { data: { padding } }) }) as TraceFact;
  const linesFor = (version: number): number => writer.linesOf(record(1, large(version))).length;

  expect([linesFor(1), linesFor(1)]).toEqual([2, 1]);
  for (let version = 2; version <= 17; version++) linesFor(version);

  expect([linesFor(17), linesFor(1)]).toEqual([1, 2]);
});

test("a bad file is refused with the line and what is wrong with it", () => {
  const good = '{"version":1}';
  const cases: readonly [string, string][] = [
    ["", "line 1: empty"],
    ['{"version":2}', 'line 1: expected a header with "version":1, found version 2'],
    [
      '{"version":1,"finding":{"rule":"r"}}',
      'line 1: a finding needs "rule", "message" and "seq", found {"rule":"r"}',
    ],
    ['{"version":1,"finding":null}', "line 1: a finding needs"],
    [`${good}\nnot json`, "line 2: not JSON"],
    [`${good}\n[1]`, "line 2: expected a JSON object, found [1]"],
    [`${good}\n\n{"seq":1}`, 'line 3: a record needs "seq", "at" and "fact"'],
    [
      `${good}\n{"seq":1,"at":1,"lane":"l","step":1,"fact":{"kind":"x","object":{"$object":"u@1"}}}`,
      'line 2: points at object "u@1", which no earlier line defines',
    ],
  ];
  for (const [text, message] of cases) {
    expect(() => readTraceFile(text)).toThrow(TraceFileError);
    expect(() => readTraceFile(text)).toThrow(message);
  }
});
