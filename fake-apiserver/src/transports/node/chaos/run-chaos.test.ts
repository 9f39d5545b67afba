import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTraceFile } from "@informerlab/core/trace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { parseCommandLine } from "../command/command-line.ts";
import { runCli } from "../command/run-cli.ts";
import { listen } from "../http/listen.ts";
import { runProxy } from "../proxy/run-proxy.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly kept: string;
}

/** Runs a script of Node again and again under what a plan draws, against the fake unless the options begin otherwise. */
async function chaos(
  name: string,
  plan: readonly object[],
  script: string,
  ...options: readonly string[]
): Promise<Ended> {
  const start = options[0] === "proxy" ? [] : ["exec"];
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, JSON.stringify({ faults: plan }));
  const kept = join(folder, name);
  const parsed = parseCommandLine(
    [
      ...[...start, ...options, "--http", "--chaos", path, "--chaos-folder", kept],
      ...["--", process.execPath, "-e", script],
    ],
    "1.2.3",
  );
  if (parsed.kind !== "run" && parsed.kind !== "proxy") throw new Error(`no ${parsed.kind}`);
  let said = "";
  const say = (line: string): void => {
    said += `${line}\n`;
  };
  const output = { say, warn: say };
  const never = new Promise<void>(() => {});
  const code = await (parsed.kind === "proxy"
    ? runProxy(parsed.commandLine, "1.2.3", output, never)
    : runCli(parsed.commandLine, "1.2.3", output, never));
  return { code, said, kept };
}

const client = `
  const headers = { authorization: "Bearer " + process.env.FAKE_APISERVER_TOKEN, "user-agent": "tester" };
  const ask = async (path) => (await fetch(process.env.FAKE_APISERVER_URL + path, { headers })).status;`;

/** Fails only where both a list of nodes and one of pods are refused. */
const needsTwo = `${client}
  (async () => {
    const codes = [await ask("/api/v1/nodes"), await ask("/api/v1/pods"), await ask("/api/v1/services")];
    if (codes[0] === 503 && codes[1] === 429) { console.log("--- FAIL: TestBoth (0.01s)"); process.exit(1); }
  })();`;

const plan = [
  { id: "nodes", on: { resource: "nodes" }, life: { nth: 1 }, do: { status: 503 } },
  { id: "services", on: { resource: "services" }, do: { latency: { between: [1, 5] } } },
  { id: "pods", on: { resource: "pods" }, life: { nth: 1 }, do: { status: 429 } },
  { id: "never", on: { resource: "secrets" }, do: { status: 500 } },
];

test("a seed that breaks the command is made small, with story, journal, trace and how to run it again", {
  timeout: 60_000,
}, async () => {
  const { code, said, kept } = await chaos("two", plan, needsTwo, "--seed", "5", "--runs", "1");

  expect(code).toBe(1);
  expect(said).toMatch(/^seed 5 BROKE IT: it ended with 1 \(TestBoth\).*nodes.*services.*pods/m);
  expect(said).toMatch(
    /of 4 faults 2 are enough \(\d+ runs\):\n {4}\{"id":"nodes".*\n {4}\{"id":"pods"/,
  );
  expect(said).toMatch(/1 of 1 runs broke it: seed 5\n$/);
  expect(said).toMatch(/^not tested with what was drawn and never struck: never; /m);
  const again = / {2}again: (.*)/.exec(said)?.[1] ?? "";
  expect(again).toContain(
    `--chaos ${join(kept, "seed-5", "smallest", "faults.yaml")} --seed 5 --runs 1 -- `,
  );
  expect(again.match(/--chaos |--seed |--runs /g)).toHaveLength(3);
  expect(said).toContain("without faults: runs, 600 s at most");
  const smallest = join(kept, "seed-5", "smallest");
  const story = await readFile(join(smallest, "story.md"), "utf8");
  expect(story).toMatch(/- TestBoth\n/);
  expect(story).toMatch(/\*\*nodes\*\* struck once/);
  expect(story).toMatch(/\| tester \| list nodes \| 503 ServiceUnavailable \| nodes \|/);
  const { records } = readTraceFile(await readFile(join(smallest, "trace.jsonl"), "utf8"));
  expect(records.filter(({ fact }) => fact.kind === "fault.injected")).toHaveLength(2);
  const journal = (await readFile(join(smallest, "journal.jsonl"), "utf8")).trimEnd().split("\n");
  expect(journal.map((line) => (JSON.parse(line) as { code: number }).code)).toEqual([
    503, 429, 200,
  ]);
  const summary = JSON.parse(await readFile(join(kept, "summary.json"), "utf8")) as object;
  expect(summary).toMatchObject({
    firstSeed: 5,
    neverStruck: ["never"],
    runs: [
      {
        ...{ seed: 5, isFailed: true, tests: ["TestBoth"], isRepeated: true, isMinimal: true },
        hits: { nodes: 1, services: 1, pods: 1, never: 0 },
        smallest: [{ id: "nodes" }, { id: "pods" }],
      },
    ],
  });
  expect(await readdir(join(kept, "seed-5"))).toEqual(["as-drawn", "smallest"]);
});

test("a fault that struck nothing in the run as drawn is not blamed, though it would break the same test", {
  timeout: 60_000,
}, async () => {
  const script = `${client}
    const fail = () => { console.log("--- FAIL: TestEither (0.01s)"); process.exit(1); };
    (async () => {
      if (await ask("/api/v1/nodes") !== 200) fail();
      if (await ask("/api/v1/secrets") !== 200) fail();
    })();`;

  const { said } = await chaos(
    "either",
    [...plan.slice(0, 1), ...plan.slice(3)],
    script,
    "--runs",
    "1",
  );

  expect(said).toMatch(/^seed 1 BROKE IT.*struck: nodes$/m);
  expect(said).toMatch(/of 2 faults 1 is enough \(1 runs\):\n {4}\{"id":"nodes"/);
});

test("runs that go well leave nothing, and a run that no fault struck is told", {
  timeout: 60_000,
}, async () => {
  const idle = [{ on: { resource: "secrets" }, do: { status: 500 } }];
  const script = `${client} ask("/api/v1/nodes").then((code) => process.exit(code === 200 ? 0 : 1));`;

  const { code, said, kept } = await chaos("well", idle, script, "--runs", "2");

  expect(code).toBe(0);
  expect(said).toMatch(/^without faults: went well in [\d.]+ s, 1 requests$/m);
  expect(said).toMatch(/^seed 2 went well in [\d.]+ s; no fault struck \(drawn: status-1\)$/m);
  expect(said).toMatch(
    /^not tested with what was drawn and never struck: status-1; the command opens no watch, so nothing can happen to one$/m,
  );
  expect(said).toMatch(/^all 2 runs went well; in 2 no fault struck$/m);
  expect(existsSync(kept)).toBe(false);
});

test("a command that fails without any fault is told, and no seed is tried", {
  timeout: 60_000,
}, async () => {
  const run = chaos("alone", plan, `console.log("FAILED a.py::test_b - x"); process.exit(4);`);

  await expect(run).rejects.toThrow(
    /the command fails without any fault: it ended with 4 \(a\.py::test_b\); see .*output\.log/,
  );
  expect(existsSync(join(folder, "alone", "seed-1"))).toBe(false);
});

test("a failure that does not come again with the same faults is told as one", {
  timeout: 60_000,
}, async () => {
  const mark = join(folder, "mark");
  const once = `${client}
    const fs = require("node:fs");
    ask("/api/v1/nodes").then((code) => {
      if (code === 200 || fs.existsSync(${JSON.stringify(mark)})) return;
      fs.writeFileSync(${JSON.stringify(mark)}, "");
      process.exit(1);
    });`;

  const { code, said } = await chaos("once", plan.slice(0, 1), once, "--runs", "1");

  expect(code).toBe(1);
  expect(said).toMatch(/with the same faults it went well a second time/);
  expect(said).toMatch(/story: file:.*seed-1\/as-drawn\/story\.md/);
});

test("a run that hangs is ended, and has failed", { timeout: 60_000 }, async () => {
  const hangs = `${client} ask("/api/v1/nodes").then((code) => { if (code !== 200) setInterval(() => {}, 1000); });`;

  const { code, said } = await chaos(
    ...(["hangs", plan.slice(0, 1), hangs, "--runs", "1", "--run-timeout", "3s"] as const),
  );

  expect(code).toBe(1);
  expect(said).toMatch(/^seed 1 BROKE IT: it did not end in time and was stopped/m);
  expect(said).toMatch(/of 1 faults 1 is enough/);
});

test.each<[readonly string[], RegExp]>([
  [["exec", "--runs", "3", "--", "x"], /--runs needs --chaos mild\|rough\|FILE/],
  [["exec", "--chaos", "mild", "--runs", "0", "--", "x"], /whole number from 1/],
  [["exec", "--chaos", "mild", "--run-timeout", "soon", "--", "x"], /"soon" is no duration/],
  [["proxy", "--chaos", "mild"], /--chaos needs a command to run/],
])("%j is refused in one line", (args, message) => {
  expect(() => parseCommandLine(args, "1.2.3")).toThrow(message);
});

test("a plan that a cluster cannot take is refused before any seed", {
  timeout: 60_000,
}, async () => {
  const broken = [{ chance: 0.01, do: { dropEvent: true } }];

  await expect(chaos("unsound", broken, "")).rejects.toThrow(
    /the plan's fault dropEvent-1.*breaks a promise that Kubernetes makes/,
  );
});

test("the same goes before a real cluster", { timeout: 60_000 }, async () => {
  await using cluster = createCluster();
  const upstream = join(folder, "upstream");
  await writeFile(upstream, (await listen(cluster)).kubeconfig());
  const refused = `${client} ask("/api/v1/nodes").then((code) => process.exit(code === 503 ? 1 : 0));`;
  const options = ["proxy", "--upstream", upstream, "--seed", "3", "--runs", "1"];

  const { code, said } = await chaos("proxied", plan.slice(0, 2), refused, ...options);

  expect(code).toBe(1);
  expect(said).toMatch(/^seed 3 BROKE IT.*struck: nodes$/m);
  expect(said).toMatch(/of 2 faults 1 is enough \(\d+ runs\):\n {4}\{"id":"nodes"/);
  // The run without faults: with the fault on nodes, the cluster is not asked.
  expect(cluster.requests.count("list nodes")).toBe(1);
});

test("a folder with somebody's own files is left alone", async () => {
  const own = join(folder, "own");
  await mkdir(join(own, "seed-1"), { recursive: true });

  await expect(chaos("own", plan, "")).rejects.toThrow(
    /own holds files and was not made by --chaos/,
  );
  expect(await readdir(own)).toEqual(["seed-1"]);
});
