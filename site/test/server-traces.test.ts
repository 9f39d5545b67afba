import { createSystemEnvironment } from "@informerlab/core/system";
import { type TraceFact, type TraceRecord, writeTraceFile } from "@informerlab/core/trace";
import { createCluster, createFetchHandler } from "@informerlab/fake-apiserver";
import { DistanceToTruth, TraceLog, totalOf } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import type { RunResult } from "../src/simulator/run-result.ts";
import { simulate } from "../src/simulator/simulate.ts";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const maps = "/api/v1/namespaces/default/configmaps";

/** A server whose trace is kept, and somebody who asks it. */
class Traced implements AsyncDisposable {
  readonly #records: TraceRecord<TraceFact>[] = [];
  readonly #environment = createSystemEnvironment();
  readonly #stop = new AbortController();
  readonly cluster;
  readonly #fetch;

  constructor() {
    this.#environment.trace.subscribe((record) => this.#records.push(record));
    this.cluster = createCluster({ environment: this.#environment });
    this.#fetch = createFetchHandler(this.cluster);
  }

  map(name: string, namespace = "default"): void {
    this.cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } });
  }

  async ask(path: string, client: string, accept = "application/json"): Promise<Response> {
    const headers = { accept, "user-agent": client };
    const { signal } = this.#stop;
    const answer = await this.#fetch(new Request(`http://api.test${path}`, { headers, signal }));
    expect(answer.status).toBe(200);
    return answer;
  }

  /** The version of a list. */
  async list(path: string, client: string, accept?: string): Promise<string> {
    const answer = await this.ask(path, client, accept);
    const { metadata } = (await answer.json()) as { metadata: { resourceVersion: string } };
    return metadata.resourceVersion;
  }

  /** What the playground makes of the trace. */
  get opened(): RunResult {
    const text = writeTraceFile({ version: 1, records: this.#records });
    return simulate({ do: "open-file", text, source: "run.jsonl" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.cluster[Symbol.asyncDispose]();
  }
}

function informersOf({ trace }: RunResult): readonly string[] {
  return trace.records.flatMap(({ fact }) =>
    fact.kind === "informer.started" ? [fact.informer] : [],
  );
}

function missingAtEnd({ trace }: RunResult, informer: string): number {
  const log = new TraceLog(trace);
  return totalOf(new DistanceToTruth(log, informer).at(log.length));
}

test("kubectl's -w after its list, with Tables, of one name and of a namespace at once, breaks no promise", async () => {
  await using server = new Traced();
  server.map("one");
  const [byName, all] = [`${maps}?fieldSelector=metadata.name%3Done`, `${maps}?limit=500`];
  const version = await server.list(byName, "kubectl/v1", table);
  await server.list(all, "kubectl/v1", table);
  await Promise.all([
    server.ask(`${byName}&watch=true&resourceVersion=${version}`, "kubectl/v1", table),
    server.ask(`${maps}?watch=true&resourceVersion=${version}`, "kubectl/v1", table),
  ]);
  server.map("two");
  server.map("far", "kube-public");

  const { opened } = server;

  expect(opened.judgement.broken).toEqual([]);
  expect(informersOf(opened)).toHaveLength(2);
  for (const informer of informersOf(opened)) expect(missingAtEnd(opened, informer)).toBe(0);
});

test("a list in pages, a watch from a version, one from nowhere and one that begins with the state break no promise", async () => {
  await using server = new Traced();
  for (const name of ["a", "b", "c"]) server.map(name);
  const page = await (await server.ask(`${maps}?limit=2`, "pages/1")).json();
  const { continue: token, resourceVersion } = (
    page as { metadata: { continue: string; resourceVersion: string } }
  ).metadata;
  await server.ask(`${maps}?limit=2&continue=${encodeURIComponent(token)}`, "pages/1");
  const state = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  await server.ask(`${maps}?watch=1&resourceVersion=${resourceVersion}`, "pages/1");
  await server.ask(`${maps}?watch=1&resourceVersion=${resourceVersion}`, "undici");
  await server.ask(`${maps}?watch=1&resourceVersion=0`, "old/1");
  await server.ask(`${maps}?watch=1&${state}`, "new/1");
  server.map("d");

  const { opened } = server;

  expect(opened.judgement.broken).toEqual([]);
  expect(informersOf(opened)).toHaveLength(4);
  for (const informer of informersOf(opened)) expect(missingAtEnd(opened, informer)).toBe(0);
});

test("who only reads has no copy, nor has what the server writes when it starts", async () => {
  await using server = new Traced();
  await server.list(maps, "reader/1");

  expect(informersOf(server.opened)).toEqual([]);
  expect(server.opened.judgement.broken).toEqual([]);
});
