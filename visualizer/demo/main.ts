/// <reference types="vite/client" />
import "../src/define.ts";
import type { TraceFile } from "@informerlab/core/trace";
import { beatsOf, parseScenario, placeBeats, runScenario, type Scenario } from "@informerlab/test";
import type { Runner } from "../src/controls/runner.ts";
import { outcomeOf } from "../src/model/readers/outcome.ts";
import { exampleTrace } from "./example-trace.ts";
import { expiredStory } from "./story.ts";

const lessons: readonly Scenario[] = Object.values(
  import.meta.glob<string>("../../test/lessons/*/scenario.yaml", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).map((text) => parseScenario(text));

const element = document.querySelector("informer-visualizer");
const parameters = new URLSearchParams(location.search);

const nodes = {
  version: 1,
  seed: 1,
  network: { latencyMs: 20 },
  objects: ["a", "b", "a", "c"].map((zone, index) => ({
    resource: "nodes",
    name: `node-${index + 1}`,
    labels: { zone },
  })),
  informers: [
    {
      resource: "nodes",
      queue: parameters.get("queue") ?? "delta",
      indexLabels: ["zone"],
      handlers: [
        { name: "controller", enqueuesTo: "nodes" },
        { name: "logger", durationMs: 300 },
      ],
    },
  ],
  queues: [{ name: "nodes", informer: "nodes", workers: 2, durationMs: 30 }],
  script: [
    { do: "label", atMs: 1000, resource: "nodes", name: "node-2", labels: { ready: "no" } },
    { do: "create", atMs: 1500, resource: "nodes", name: "node-5", labels: { zone: "b" } },
    { do: "update", atMs: 1990, resource: "nodes", name: "node-1" },
    { do: "update", atMs: 2000, resource: "nodes", name: "node-1" },
    { do: "delete", atMs: 3000, resource: "nodes", name: "node-3" },
  ],
};

/** Long names, many objects, many handlers: what a real cluster looks like. */
const crowd = {
  version: 1,
  seed: 3,
  network: { latencyMs: 15, jitterMs: 5 },
  objects: Array.from({ length: Number(parameters.get("count") ?? 40) }, (_, index) => ({
    resource: "pods",
    namespace: index % 3 === 0 ? "kube-system" : "shop-production",
    name: `checkout-frontend-7d9c8b6f5-${(index * 7919).toString(36).padStart(5, "x")}`,
    labels: {
      app: index % 2 === 0 ? "checkout-frontend" : "coredns",
      tier: ["gold", "silver", "bronze"][index % 3],
    },
  })),
  informers: [
    {
      resource: "pods",
      queue: parameters.get("queue") ?? "delta",
      indexLabels: ["app", "tier"],
      resyncPeriodMs: 60_000,
      handlers: [
        { name: "horizontal-autoscaler", enqueuesTo: "autoscaler" },
        { name: "audit-logger", durationMs: 120 },
        { name: "metrics", durationMs: 20 },
        { name: "endpoint-slices", addAtMs: 900 },
      ],
    },
  ],
  queues: [{ name: "autoscaler", informer: "pods", workers: 3, durationMs: 40, failures: 1 }],
  script: [
    { do: "cut-watches", atMs: 2500, how: "reset" },
    {
      do: "delete",
      atMs: 2510,
      resource: "pods",
      namespace: "kube-system",
      name: "checkout-frontend-7d9c8b6f5-xxxx0",
    },
    { do: "expire-watches", atMs: 4000 },
  ],
};

const at = (scenario: unknown, ...operations: object[]): Scenario => {
  const base = scenario as Scenario;
  return { ...base, script: [...(base.script ?? []), ...operations] } as Scenario;
};

/** Runs scenarios for real; forks add an operation at the playhead. */
const runner: Runner = {
  run: (scenario) => runScenario(scenario as Scenario, { judge: false }).trace,
  forks: [
    {
      id: "expire-watch",
      label: { en: "Expire the watch here", "zh-CN": "让监听在此过期" },
      hint: {
        en: "The server forgets what the watch needs: 410 Gone, and a relist.",
        "zh-CN": "服务器忘掉监听所需的历史：410 Gone，然后重新列举。",
      },
      apply: (scenario, { atMs }) =>
        at(scenario, { do: "expire-watches", atMs: Math.floor(atMs) + 1 }),
    },
    {
      id: "cut-watch",
      label: { en: "Cut the connection", "zh-CN": "切断连接" },
      apply: (scenario, { atMs }) =>
        at(scenario, { do: "cut-watches", how: "reset", atMs: Math.floor(atMs) + 1 }),
    },
    {
      id: "restart-server",
      label: { en: "Restart the apiserver", "zh-CN": "重启 apiserver" },
      apply: (scenario, { atMs }) =>
        at(scenario, { do: "restart-server", atMs: Math.floor(atMs) + 1 }),
    },
  ],
  // A page does this in a worker; here a pause after each run keeps the page alive.
  explore: async (scenarios, { informer, signal, done }) => {
    for (const [index, scenario] of scenarios.entries()) {
      if (signal.aborted) return;
      done(index, outcomeOf(runScenario(scenario as Scenario, { judge: false }).trace, informer));
      await new Promise((resolve) => setTimeout(resolve));
    }
  },
  ladders: [
    {
      id: "latency",
      label: { en: "Latency", "zh-CN": "网络延迟" },
      rungs: [0, 20, 100, 500].map((value) => ({ value, name: `${value} ms` })),
      apply: (scenario, latencyMs) => ({ ...(scenario as Scenario), network: { latencyMs } }),
    },
  ],
  permalink: (_scenario, step) => `${location.href.split("#")[0]}#e=${step}`,
  withQueue: (scenario, queue) => ({
    ...(scenario as Scenario),
    informers: (scenario as Scenario).informers?.map((one) => ({ ...one, queue })),
  }),
};

if (element !== null) {
  if (parameters.has("lang")) element.setAttribute("lang", parameters.get("lang") ?? "en");
  for (const name of [
    "step",
    "size",
    "theme",
    "mode",
    "lanes",
    "panels",
    "src",
    "opening",
    "motion",
    "speed",
  ]) {
    const value = parameters.get(name);
    if (value !== null) element.setAttribute(name, value);
  }
  let trace: TraceFile;
  const wanted = parameters.get("trace");
  if (wanted === "real" || wanted === "crowd") {
    element.runner = runner;
    trace = runner.run(
      parseScenario(JSON.stringify(wanted === "real" ? nodes : crowd)),
    ) as TraceFile;
  } else if (wanted?.startsWith("lesson:") === true) {
    const lesson = lessons.find(({ id }) => `lesson:${id}` === wanted);
    if (lesson === undefined) throw new Error(`no lesson ${wanted}`);
    element.runner = runner;
    trace = runner.run(lesson) as TraceFile;
    const beats = placeBeats(beatsOf(lesson), trace.records);
    element.story = {
      ...(lesson.title === undefined ? {} : { title: lesson.title }),
      beats: beats.map(({ beat, record }) => ({
        id: beat.id,
        seq: record.seq,
        title: beat.title,
        text: beat.text,
        // As the site binds it: of several informers, the one that the record tells of.
        ...("informer" in record.fact ? { informer: record.fact.informer } : {}),
        ...(beat.informer === undefined ? {} : { informer: beat.informer }),
      })),
    };
  } else {
    trace = exampleTrace({ queue: (parameters.get("queue") ?? "delta") as "delta" });
    if (!parameters.has("plain")) element.story = expiredStory(trace);
  }
  if (!parameters.has("src") && !parameters.has("empty")) element.trace = trace;
  Object.assign(globalThis, { element });
}
