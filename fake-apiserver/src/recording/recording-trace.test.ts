import { readTraceFile, writeTraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { readRecording } from "./read-recording.ts";
import { traceOfRecording } from "./recording-trace.ts";

const path = "/api/v1/namespaces/default/configmaps";
const map = (name: string, version: number): object => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name, namespace: "default", uid: name, resourceVersion: String(version) },
});
const list = {
  kind: "ConfigMapList",
  apiVersion: "v1",
  metadata: { resourceVersion: "10" },
  items: [map("a", 3)],
};

const recording = readRecording(
  [
    { recording: 1, startedAt: 1000, secrets: "kept" },
    { at: 0, asked: 1, client: "mine", method: "GET", path: "/version" },
    { at: 1, asked: 2, client: "mine", method: "GET", path },
    { at: 2, answered: 2, code: 200, type: "application/json" },
    { at: 2, body: 2, value: list },
    { at: 3, asked: 3, client: "mine", method: "GET", path: `${path}?watch=1&resourceVersion=10` },
    { at: 4, answered: 3, code: 200 },
    { at: 9, watch: 3, type: "ADDED", object: map("b", 12) },
    { at: 20, over: 3, reason: "timeout" },
    { at: 25, asked: 4, client: "mine", method: "GET", path: "/api/v1/namespaces" },
    { at: 26, answered: 4, code: 200, type: "application/json" },
    {
      at: 26,
      body: 4,
      value: {
        kind: "NamespaceList",
        apiVersion: "v1",
        metadata: { resourceVersion: "12" },
        items: [{ metadata: { name: "default", uid: "d", resourceVersion: "2" } }],
      },
    },
    { at: 30, end: "closed" },
  ]
    .map((line) => JSON.stringify(line))
    .join("\n"),
);

test("a recording tells as a trace what went over the road, and what its client should hold", () => {
  const trace = traceOfRecording(recording);
  const facts = trace.records.map(({ at, fact }) => `${at} ${fact.kind}`);
  const stored = trace.records.flatMap(({ fact }) =>
    fact.kind === "store.changed" ? [`${fact.change} ${fact.ref.key}`] : [],
  );

  expect(facts).toEqual(
    expect.arrayContaining([
      "1001 server.requested",
      "1002 server.committed",
      "1002 server.responded",
      "1004 server.watch-opened",
      "1009 server.committed",
      "1009 server.watch-sent",
      "1020 server.watch-ended",
    ]),
  );
  // The namespace was there before the rest, although somebody looked at it last.
  const commits = trace.records.flatMap(({ fact }) =>
    fact.kind === "server.committed" ? [fact.ref.resourceVersion] : [],
  );
  expect(commits).toEqual(["2", "3", "12"]);
  expect(stored).toContain("added default/b");
  expect(readTraceFile(writeTraceFile(trace))).toEqual(trace);
});
