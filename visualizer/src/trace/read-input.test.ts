import { writeTraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { knowledgeOf } from "../model/readers/knowledge.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { inputNoteText, inputProblemText } from "../text/panels/input-text.ts";
import { InputError } from "./input-error.ts";
import { jsonDocuments } from "./json-documents.ts";
import { newestTimeIn, refOfObject, resourceOf } from "./object-facts.ts";
import { readInput, textOf } from "./read-input.ts";
import { TraceLog } from "./trace-log.ts";

const map = (name: string, version: number, data = "1"): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name,
    namespace: "default",
    uid: `uid-${name}`,
    resourceVersion: String(version),
    creationTimestamp: "2026-03-01T10:00:00Z",
  },
  data: { a: data },
});
const event = (type: string, object: object): object => ({ type, object });
const watched = [
  event("ADDED", map("one", 17)),
  event("ADDED", map("two", 18)),
  event("MODIFIED", map("one", 19, "2")),
  event("DELETED", map("two", 20)),
];
const pretty = (documents: readonly object[]): string =>
  documents.map((document) => JSON.stringify(document, null, 4)).join("\n");

function problemOf(text: string): { readonly id: string; readonly sentence: string } {
  try {
    readInput(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const language of ["en", "zh-CN"] as const) {
      expect(inputProblemText(error.problem, language)).not.toMatch(/undefined|\{\w+\}/);
    }
    return { id: error.problem.id, sentence: error.message };
  }
  throw new Error("it was opened");
}

function storeAtEnd(text: string, informer: string): readonly string[] {
  const timeline = new Timeline(new TraceLog(readInput(text).trace));
  const store = timeline.end.informers.get(informer)?.store ?? new Map();
  return [...store.values()].map(({ ref }) => `${ref.key}@${ref.resourceVersion}`);
}

test("watch events open alike on one line each, pretty-printed, with a byte order mark and Windows' line ends", () => {
  const lines = watched.map((one) => JSON.stringify(one)).join("\n");
  const { trace, notes } = readInput(lines);
  expect(notes).toEqual([{ id: "kubectl", values: { count: 4 } }]);
  const received = trace.records.filter(({ fact }) => fact.kind === "reflector.received");
  expect(received.map(({ fact }) => "type" in fact && fact.type)).toEqual([
    "ADDED",
    "ADDED",
    "MODIFIED",
    "DELETED",
  ]);
  for (const same of [
    pretty(watched),
    `\uFEFF${lines.replaceAll("\n", "\r\n")}`,
    watched.map((one) => JSON.stringify(one)).join(""),
  ]) {
    expect(readInput(same).trace).toEqual(trace);
  }
  expect(storeAtEnd(lines, "configmaps")).toEqual(["default/one@19"]);
});

test("what was copied with it from a terminal, the command above and ^C with the prompt below, does not matter", () => {
  const lines = watched.map((one) => JSON.stringify(one)).join("\n");
  const command = "kubectl get cm -A -w --output-watch-events -o json";
  const { notes } = readInput(lines);
  for (const prompt of ["$ ", "", "me@host:~/x (main)% ", "PS C:\\> "])
    expect(readInput(`${prompt}${command}\n${lines}\n^C\n${prompt}`).notes).toEqual(notes);
  expect(problemOf(`$ ${command}\n`).id).toBe("unknown-text");
});

test("a list, and lists asked again, become the writes that lie between them", () => {
  const list = (...items: object[]): object => ({
    apiVersion: "v1",
    kind: "List",
    metadata: { resourceVersion: "" },
    items,
  });
  const text = pretty([list(map("two", 18), map("one", 17)), list(map("one", 19, "2"))]);
  const { trace, notes } = readInput(text);
  expect(notes[0]?.id).toBe("list");
  const told = trace.records.flatMap(({ fact }) =>
    fact.kind === "reflector.received"
      ? [`${fact.type} ${fact.ref?.key}@${fact.ref?.resourceVersion}`]
      : [],
  );
  expect(told).toEqual([
    "ADDED default/one@17",
    "ADDED default/two@18",
    "DELETED default/two@18",
    "MODIFIED default/one@19",
  ]);
  const typed = {
    apiVersion: "v1",
    kind: "ConfigMapList",
    metadata: {},
    items: [{ metadata: { name: "x" } }],
  };
  expect(storeAtEnd(JSON.stringify(typed), "configmaps")).toEqual(["x@undefined"]);
  expect(problemOf(JSON.stringify(list())).id).toBe("nothing-in-list");
});

test("objects without event types say that deletions cannot be told", () => {
  const { notes, trace } = readInput(pretty([map("one", 17), map("one", 19)]));
  expect(notes).toEqual([{ id: "objects", values: { count: 2 } }]);
  expect(inputNoteText(notes[0] ?? { id: "cut" }, "en")).toContain("Deletions cannot be told");
  expect(trace.records.at(-1)?.fact).toMatchObject({ kind: "store.changed", change: "updated" });
});

test("each resource of a mixed list can be chosen", () => {
  const ingress = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "i", namespace: "default" },
  };
  const { trace } = readInput(
    JSON.stringify({ kind: "List", apiVersion: "v1", items: [map("one", 1), ingress] }),
  );
  const timeline = new Timeline(new TraceLog(trace));
  expect([...timeline.end.informers.keys()].sort()).toEqual([
    "configmaps",
    "ingresses.networking.k8s.io",
  ]);
});

test("what a trace made from kubectl does not show is guessed or unseen, and a trace of ours is whole", () => {
  expect(knowledgeOf(new TraceLog(readInput(pretty(watched)).trace))).toEqual({
    apiserver: "guessed",
    network: "unseen",
    reflector: "seen",
    queue: "unseen",
    indexer: "guessed",
    handlers: "unseen",
    workqueue: "unseen",
    workers: "unseen",
  });
  expect(new Set(Object.values(knowledgeOf(new TraceLog(exampleTrace()))))).toEqual(
    new Set(["seen"]),
  );
});

test("a trace cut in mid-line opens up to the cut and says so; one with a bad line inside does not open", () => {
  const text = writeTraceFile(exampleTrace());
  const at = text.indexOf("\n", text.length - 3000) + 40;
  const { trace, notes } = readInput(text.slice(0, at));
  expect(notes).toEqual([
    {
      id: "cut",
      values: { line: text.slice(0, at).split("\n").length, count: trace.records.length },
    },
  ]);
  expect(trace.records).toEqual(exampleTrace().records.slice(0, trace.records.length));
  expect(trace.records.length).toBeGreaterThan(50);

  const lines = text.split("\n");
  lines[6] = "{ broken";
  expect(problemOf(lines.join("\n"))).toMatchObject({ id: "trace-line" });
  expect(problemOf(lines.join("\n")).sentence).toContain("line 7");
  const half = pretty(watched).slice(0, -30);
  expect(readInput(half).notes.map(({ id }) => id)).toEqual(["kubectl", "cut-events"]);
});

test("a server's trace alone opens with a guessed client for each that watched, and with none for what the server wrote itself", () => {
  const server = exampleTrace().records.filter(({ fact }) => /^(server|fault)\./.test(fact.kind));
  const { trace, notes } = readInput(writeTraceFile({ version: 1, records: server }));
  expect(notes).toEqual([{ id: "server-alone" }]);
  const timeline = new Timeline(new TraceLog(trace));
  expect([...timeline.end.informers.keys()]).toEqual(["nodes"]);
  const truth = [...timeline.end.server.values()].filter(({ ref }) => ref.resource === "nodes");
  expect([...(timeline.end.informers.get("nodes")?.store.keys() ?? [])].sort()).toEqual(
    truth.map(({ ref }) => ref.key).sort(),
  );
  expect(knowledgeOf(timeline.log)).toMatchObject({
    apiserver: "seen",
    indexer: "guessed",
    queue: "unseen",
  });
});

test("anything else is called what it is, with what would be right", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["", "empty", /nothing in it/],
    ["version: 1\ninformers:\n  - resource: nodes\n", "scenario", /playground/],
    ['{"version":1,"informers":[{"resource":"nodes"}]}', "scenario", /playground/],
    ["apiVersion: v1\nitems:\n- kind: Pod\n", "kubectl-yaml", /-o json/],
    [
      "NAMESPACE   NAME   DATA   AGE\ndefault     one    1      0s\n",
      "kubectl-table",
      /--output-watch-events/,
    ],
    ["NAME   STATUS\nn1     Ready\n", "kubectl-table", /-o json/],
    ["object:\n  apiVersion: v1\n  kind: ConfigMap\ntype: ADDED\n", "kubectl-yaml", /-o json/],
    [
      "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
      "kubectl-message",
      /was refused/,
    ],
    ["Error from server (Forbidden): pods is forbidden", "kubectl-message", /Forbidden/],
    ["I0301 10:00:00.000 reflector.go:1] starting", "program-log", /program's log/],
    ["<!doctype html><title>x</title>", "html", /web page/],
    ["\u001f\ufffd\u0008\u0000\u0000 packed together", "binary", /compressed/],
    ['\ufffd{\u0000"\u0000t\u0000y\u0000p\u0000e\u0000', "utf16", /Out-File/],
    [
      '{"kind":"Status","apiVersion":"v1","code":410,"reason":"Expired","message":"too old"}',
      "status",
      /410 Expired/,
    ],
    ['{"kind":"Event","apiVersion":"audit.k8s.io/v1"}', "audit-log", /audit log/],
    ['{"version":2}\n{"seq":1}', "trace-version", /version 2/],
    ['{"version":1}', "no-records", /nothing happened/],
    ['{"a":1,"b":2}', "unknown-json", /a, b/],
    ["[1,2]", "unknown-json", /\[2\]/],
    ['{"type":"CHANGED","object":{}}', "not-an-event", /MODIFIED/],
    [`${JSON.stringify(watched[0])}\nhello`, "bad-json", /Line 2 is not JSON: hello/],
    ["{ no json", "bad-json", /Line 1/],
    ["hello", "unknown-text", /hello/],
  ];
  for (const [text, id, sentence] of cases) {
    const problem = problemOf(text);
    expect([text, problem.id]).toEqual([text, id]);
    expect(problem.sentence).toMatch(sentence);
  }
});

test("a file of Windows' own programs is read in its encoding", () => {
  const decode = (bytes: Uint8Array<ArrayBuffer>, encoding: string): string =>
    new TextDecoder(encoding).decode(bytes);
  const text = JSON.stringify(watched[0]);
  const wide = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer),
  ]);
  expect(readInput(textOf(wide, decode)).trace.records.length).toBeGreaterThan(0);
});

test("a text without an end is read once, however long it is", () => {
  const readings = (rounds: number): number => {
    const text = `{"a":"${'\\"[{'.repeat(rounds)}`;
    let reads = 0;
    const counted = new Proxy(Object(text), {
      get: (_, name) => {
        reads += 1;
        return name === "length" ? text.length : text[Number(name)];
      },
    });
    expect(jsonDocuments(counted)).toEqual({ documents: [], cut: 1 });
    return reads;
  };
  const [short, long] = [readings(1_000), readings(4_000)];
  expect(long / short).toBeLessThan(4.1);
});

test("kinds have the plurals that the API gives them, and objects the time they were written", () => {
  const of = (kind: string, apiVersion = "v1"): string => resourceOf({ kind, apiVersion });
  expect(
    ["Pod", "Endpoints", "Ingress", "NetworkPolicy", "Gateway"].map((kind) => of(kind)),
  ).toEqual(["pods", "endpoints", "ingresses", "networkpolicies", "gateways"]);
  expect(of("StorageClass", "storage.k8s.io/v1")).toBe("storageclasses.storage.k8s.io");
  expect(refOfObject({ metadata: { name: "n" } }).key).toBe("n");
  const object = {
    metadata: { creationTimestamp: "2026-03-01T10:00:00Z" },
    status: {
      conditions: [{ lastHeartbeatTime: "2026-03-01T10:05:00Z", message: "2030-01-01T00:00:00Z" }],
    },
    spec: { startTime: "2031-01-01T00:00:00Z" },
  };
  expect(newestTimeIn(object)).toBe(Date.parse("2026-03-01T10:05:00Z"));
});
