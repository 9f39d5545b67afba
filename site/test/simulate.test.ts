import { writeTraceFile } from "@informerlab/core/trace";
import { parseScenario, permalinkFragment, runScenario } from "@informerlab/test";
import { expect, test } from "vitest";
import { simulate } from "../src/simulator/simulate.ts";

const yaml = "version: 1\ninformers:\n  - resource: nodes\n";

test("YAML that is no scenario is refused with line, field and what would be right", () => {
  const bad = `${yaml}script:\n  - { atMs: 5, do: crate, resource: nodes, name: n1 }\n`;

  expect(() => simulate({ do: "run-yaml", yaml: bad, source: "scenario" })).toThrow(
    /^scenario:5:\d+: script\[0\]\.do: must be one of .*did you mean "create"\?/,
  );
});

test("a link that was cut says so", () => {
  const fragment = permalinkFragment({ scenario: parseScenario(yaml) });

  expect(() => simulate({ do: "open-link", fragment: fragment.slice(0, -4) })).toThrow(/^link: /);
});

test("a link opens its scenario at its step", () => {
  const fragment = permalinkFragment({ scenario: parseScenario(yaml), step: 4 });

  const result = simulate({ do: "open-link", fragment });

  expect(result).toMatchObject({ seq: 4, isQuiet: true, yaml: expect.stringContaining("nodes") });
});

test("a link opens a scenario with a kind of its own, whose definition is among the objects", () => {
  const scenario = parseScenario(`
version: 1
objects:
  - resource: customresourcedefinitions.apiextensions.k8s.io
    name: sites.example.com
    body:
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: sites, singular: site, kind: Site}
        versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
  - {resource: sites.example.com, name: a, body: {apiVersion: example.com/v1, kind: Site}}
informers:
  - {resource: sites.example.com, handlers: [{name: controller}]}
script:
  - {atMs: 100, do: delete, resource: sites.example.com, name: a}
`);

  const { trace, judgement } = simulate({
    do: "open-link",
    fragment: permalinkFragment({ scenario }),
  });

  const told = trace.records.flatMap(({ fact }) =>
    fact.kind === "handler.called" ? [fact.notification] : [],
  );
  expect(told).toEqual(["add", "delete"]);
  expect(judgement.broken).toEqual([]);
});

test("a trace in which a rule of a program's author broke says so first, and opens there", () => {
  const { trace } = simulate({ do: "run-yaml", yaml, source: "scenario" });
  const finding = { rule: "all are counted", message: "node n1 is not counted", seq: 3 };
  const text = writeTraceFile({ version: 1, finding, records: trace.records });

  const { judgement } = simulate({ do: "open-file", text, source: "run.jsonl" });

  expect(judgement.broken).toEqual([
    expect.objectContaining({
      id: "chaosTest",
      seq: 3,
      title: { en: finding.rule, "zh-CN": finding.rule },
      message: { en: finding.message, "zh-CN": finding.message },
    }),
  ]);
});

test("a trace is read and judged; one with a bad line names it", () => {
  const { trace } = simulate({ do: "run-yaml", yaml, source: "scenario" });
  const text = writeTraceFile(trace);

  const again = simulate({ do: "open-file", text, source: "mine.jsonl" });

  expect(again.trace.records).toHaveLength(trace.records.length);
  expect(again.judgement.broken).toEqual([]);
  const cut = simulate({ do: "open-file", text: `${text}{oops`, source: "mine.jsonl" });
  expect(cut.notes?.map(({ id }) => id)).toEqual(["cut"]);
  const broken = text.replace(/\n\{"seq":2,/, "\n{oops,");
  expect(() => simulate({ do: "open-file", text: broken, source: "mine.jsonl" })).toThrow(
    /line \d+: not JSON/,
  );
  const written = simulate({ do: "open-file", text: yaml, source: "mine.txt" });
  expect(written.scenario?.informers).toHaveLength(1);
});

const halfBroken = `
version: 1
seed: 9
network: {http: true}
informers:
  - {resource: configmaps, queue: delta, watchList: true, startAtMs: 10, transform: trim, handlers: [{name: a}]}
script:
  - {atMs: 0, do: create, resource: configmaps, name: c2, labels: {zone: a}}
  - {atMs: 0, do: create, resource: configmaps, name: c1, labels: {zone: a}}
  - {atMs: 0, when: {kind: reflector.received, where: {type: ADDED}}, do: function-throws, informer: configmaps, function: transform, forMs: 110}
`;
const writesOnTheCache = `
version: 1
informers:
  - {resource: nodes, handlers: [{name: marker, writes: {labels: {state: busy}, on: [2]}}, {name: other}]}
objects:
  - {resource: nodes, name: n1, labels: {state: ready}}
script:
  - {atMs: 500, do: update, resource: nodes, name: n1}
`;

test.each([
  ["that breaks nothing", halfBroken, []],
  ["that breaks what no fact tells", writesOnTheCache, ["J3", "J1", "N14", "C3", "C9"]],
])(
  "a run %s is judged the same when its trace is saved and opened again",
  (_what, text, broken) => {
    const run = simulate({ do: "run-yaml", yaml: text, source: "scenario" });

    const opened = simulate({
      do: "open-file",
      text: writeTraceFile(run.trace),
      source: "t.jsonl",
    });

    expect(run.judgement.broken.map(({ id }) => id)).toEqual(broken);
    expect(opened.judgement).toEqual(run.judgement);
    expect(opened.notes).toEqual([]);
  },
);

test("a trace of a run that is too long to be run again opens, judged by what it tells", () => {
  const writes = Array.from(
    { length: 1800 },
    (_, index) => `  - {atMs: ${1000 + index}, do: update, resource: nodes, name: n1}\n`,
  );
  const { trace } = runScenario(parseScenario(`${writesOnTheCache}${writes.join("")}`), {
    judge: false,
  });

  const opened = simulate({ do: "open-file", text: writeTraceFile(trace), source: "long.jsonl" });

  expect(trace.records.length).toBeGreaterThan(20_000);
  expect(opened.trace.records).toHaveLength(trace.records.length);
  expect(opened.scenario?.script).toHaveLength(1801);
  expect(opened.judgement.broken.map(({ id }) => id)).not.toContain("J1");
});

const path = "/api/v1/nodes";
const n1 = { metadata: { name: "n1", uid: "u", resourceVersion: "3" } };
const list = {
  kind: "NodeList",
  apiVersion: "v1",
  metadata: { resourceVersion: "5" },
  items: [n1],
};
const recording = [
  { recording: 1, startedAt: 0, secrets: "left out" },
  { at: 1, asked: 1, client: "mine", method: "GET", path },
  { at: 2, answered: 1, code: 200, type: "application/json" },
  { at: 2, body: 1, value: list },
  { at: 3, asked: 2, client: "mine", method: "GET", path: `${path}?watch=1&resourceVersion=5` },
  { at: 4, answered: 2, code: 200 },
]
  .map((line) => JSON.stringify(line))
  .join("\n");

test("a recording of a cluster opens with an informer beside its client, and breaks no promise", () => {
  const { trace, notes, judgement } = simulate({
    do: "open-file",
    text: recording,
    source: "run.jsonl",
  });
  const informers = trace.records.flatMap(({ fact }) =>
    fact.kind === "informer.started" ? [fact.informer] : [],
  );

  expect(informers).toEqual(["twin-1/nodes"]);
  expect(notes?.map(({ id }) => id)).toContain("recording");
  expect(judgement.broken).toEqual([]);
  const newer = recording.replace(":1", ":9");
  expect(() => simulate({ do: "open-file", text: newer, source: "run.jsonl" })).toThrow(
    /recording/,
  );
});

test("a recording of kubectl's -w, whose answers are tables, breaks no promise", () => {
  const table = (version: string, name: string): object => ({
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: version },
    rows: [{ cells: [name], object: { metadata: { name, uid: name, resourceVersion: version } } }],
  });
  const lines = [
    { recording: 1, startedAt: 0, secrets: "left out" },
    { at: 1, asked: 1, client: "kubectl/v1", method: "GET", path: `${path}?limit=500` },
    { at: 2, answered: 1, code: 200, type: "application/json" },
    { at: 2, body: 1, value: table("5", "n1") },
    { at: 3, asked: 2, client: "mine", method: "GET", path },
    { at: 4, answered: 2, code: 200, type: "application/json" },
    { at: 4, body: 2, value: list },
    {
      at: 5,
      asked: 3,
      client: "kubectl/v1",
      method: "GET",
      path: `${path}?watch=1&resourceVersion=5`,
    },
    { at: 6, answered: 3, code: 200 },
    { at: 7, watch: 3, type: "ADDED", object: table("7", "n2") },
    { at: 8, watch: 3, type: "DELETED", object: table("8", "n2") },
  ];
  const text = lines.map((line) => JSON.stringify(line)).join("\n");

  const { judgement } = simulate({ do: "open-file", text, source: "run.jsonl" });

  expect(judgement.broken).toEqual([]);
});
