import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { readTraceFile } from "@informerlab/core/trace";
import { createCluster, type Fault, patchFetch } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { listen } from "@informerlab/fake-apiserver/node";
import { parseScenario, runScenario, violationsOf } from "@informerlab/test";
import { kubectlPath, kubectlProblem } from "@informerlab/tools/kubectl";
import { CoreV1Api } from "@kubernetes/client-node";
import { expect, test, vi } from "vitest";
import { parse as parseYaml } from "yaml";
import { keepJournal } from "../samples/ci/keep-journal.ts";
import { serveMetrics } from "../samples/production/metrics.ts";
import { recordTrace } from "../samples/production/record-trace.ts";
import { type Program, serverProgram as server, spawnProgram } from "./programs.ts";

const samples = join(import.meta.dirname, "..", "samples");
const node = (name: string, labels = {}) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels },
});

test("samples/production: metrics are served and the recorded trace can be read", async () => {
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  cluster.create(node("n1"));
  const environment = createSystemEnvironment();
  const path = join(mkdtempSync(join(tmpdir(), "informerlab-")), "trace.jsonl");
  const stopTrace = recordTrace(environment, path);
  const metrics = serveMetrics(environment, 0);
  {
    await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig, { environment }));
    factory.core.v1.nodes.informer();
    factory.start();
    await factory.waitForCacheSync();

    const address = metrics.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toMatch(/^reflector_watches_total\{name="nodes"\} 1$/m);
  }
  metrics.close();
  await stopTrace();

  const kinds = readTraceFile(readFileSync(path, "utf8")).records.map(({ fact }) => fact.kind);
  expect(kinds).toContain("informer.synced");
});

test("samples/production/nodes.ts runs against a server by the kubeconfig in its environment", async () => {
  const program = run(
    ["exec", "--seed", join(samples, "other-languages"), "--", process.execPath],
    [join(samples, "production/nodes.ts")],
  );
  await expect.poll(program.output, { timeout: 20_000 }).toContain("cached n1");
  program.stop();

  expect(program.output()).toContain("added n1 { isInInitialList: true }");
  await program.ended;
});

test("samples/node-test passes under node --test", async () => {
  const program = spawnNode(["--test", join(samples, "node-test/namespaces.test.mts")]);

  expect(await program.ended, program.output()).toBe(0);
});

test("samples/msw/patched-fetch.ts answers below a path of the page", async () => {
  const { startCluster } = await import("../samples/msw/patched-fetch.ts");
  const page = { fetch, location: { href: "http://localhost/app/" } };

  const stop = startCluster(page);
  const response = await page.fetch("/k8s/version");
  stop();

  expect(response.status).toBe(200);
  expect(page.fetch).toBe(fetch);
  expect(patchFetch).toBeTypeOf("function");
});

test("samples/storybook: each story has a cluster of its own, until it is left", async () => {
  const { default: meta, ...stories } = await import("../samples/storybook/node-list.stories.ts");
  vi.stubGlobal("document", { createElement: () => ({ textContent: "" }) });
  const realFetch = fetch;
  const shown: Record<string, string | null> = {};
  for (const [name, { beforeEach }] of Object.entries(stories)) {
    const leave = beforeEach();
    const element = meta.render();
    if (name !== "Slow") await expect.poll(() => element.textContent).not.toBe("loading …");
    shown[name] = element.textContent;
    await leave();
    expect(fetch).toBe(realFetch);
  }
  vi.unstubAllGlobals();

  expect(shown).toEqual({
    Nodes: "n1, n2, n3",
    Forbidden: "nodes is forbidden",
    Slow: "loading …",
  });
});

test.skipIf(kubectlProblem())(
  "samples/other-languages/first-steps.sh works with a real kubectl",
  async () => {
    const kubectl = await kubectlPath();
    const program = run(
      ["exec", "--", "sh", "-e"],
      [join(samples, "other-languages/first-steps.sh")],
      {
        PATH: [dirname(kubectl), process.env["PATH"]].join(delimiter),
      },
    );

    expect(await program.ended, program.output()).toBe(0);
    expect(program.output()).toMatch(/^n1 .* a$/m);
  },
);

/** Runs a script of the proxy's samples, with the cluster of kubectl in memory. */
async function runBeforeCluster(
  script: string,
): Promise<{ readonly code: number | null; readonly output: string; readonly lists: number }> {
  const folder = mkdtempSync(join(tmpdir(), "sample-proxy-"));
  const upstream = join(folder, "kubeconfig");
  await using cluster = createCluster();
  writeFileSync(upstream, (await listen(cluster)).kubeconfig());
  writePrograms(folder, { npx: npxServer(1) });
  cpSync(dirname(join(samples, script)), folder, { recursive: true });
  const program = spawnProgram("sh", [basename(script)], {
    cwd: folder,
    env: {
      HOME: folder,
      KUBECONFIG: upstream,
      PATH: [folder, dirname(await kubectlPath()), process.env["PATH"]].join(delimiter),
    },
  });
  const code = await program.ended;
  return { code, output: program.output(), lists: cluster.requests.count("list namespaces") };
}

test.skipIf(kubectlProblem())(
  "samples/proxy/before-any-cluster.sh meets a cluster through its faults",
  async () => {
    const { code, output, lists } = await runBeforeCluster("proxy/before-any-cluster.sh");

    expect(code, output).toBe(0);
    expect(output).toMatch(/^default +Active/m);
    // kubectl was told to wait, and waited.
    expect(lists).toBe(1);
  },
);

test.skipIf(kubectlProblem())(
  "samples/record/record-and-replay.sh says twice what a cluster said once, and what it does not know",
  async () => {
    const { code, output, lists } = await runBeforeCluster("record/record-and-replay.sh");

    expect(code, output).toBe(0);
    expect(output.match(/^default +Active/gm)).toHaveLength(2);
    expect(lists).toBe(1);
    expect(output).toMatch(/NotRecorded.*nodes: no client listed it/);
    expect(output).toContain("nobody had asked for nodes");
  },
);

test("samples/other-languages/expire-watches.mjs adds a fault through the admin API", async () => {
  const program = run(
    ["exec", "--", process.execPath],
    [join(samples, "other-languages/expire-watches.mjs")],
  );

  expect(await program.ended, program.output()).toBe(0);
});

test("samples/other-languages/begin-anew.sh leaves the cluster with what it is given, and nothing else", async () => {
  const left = `
    const headers = { authorization: "Bearer " + process.env.FAKE_APISERVER_TOKEN };
    fetch(process.env.FAKE_APISERVER_URL + "/api/v1/nodes", { headers })
      .then((response) => response.json())
      .then(({ items }) => console.log(items.map(({ metadata }) => metadata.name).join()));`;
  const folder = mkdtempSync(join(tmpdir(), "sample-seed-"));
  writeFileSync(join(folder, "n2.yaml"), "{ apiVersion: v1, kind: Node, metadata: { name: n2 } }");
  const program = spawnProgram(
    process.execPath,
    [
      ...[server, "exec", "--seed", folder, "--", "sh", "-e", "-c", 'sh -e "$0"; "$1" -e "$2"'],
      ...[join(samples, "other-languages/begin-anew.sh"), process.execPath, left],
    ],
    { cwd: join(samples, "other-languages"), env: {} },
  );

  expect(await program.ended, program.output()).toBe(0);
  expect(program.output()).toMatch(/^\{[^}]*\}n1\n$/);
});

test("samples/exec-chaos/plan.yaml breaks a program that takes one refusal for the end", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "sample-chaos-")), "runs");
  const script = `
    const headers = { authorization: "Bearer " + process.env.FAKE_APISERVER_TOKEN };
    const list = () => fetch(process.env.FAKE_APISERVER_URL + "/api/v1/configmaps", { headers });
    const isRefused = (answers) => answers.some(({ ok }) => !ok);
    Promise.all([list(), list()]).then((answers) => process.exit(isRefused(answers) ? 1 : 0));`;
  const plan = join(samples, "exec-chaos/plan.yaml");
  const program = spawnProgram(
    process.execPath,
    [
      ...[server, "exec", "--http", "--chaos", plan, "--runs", "1", "--chaos-folder", folder],
      ...["--", process.execPath, "-e", script],
    ],
    { cwd: samples, env: {} },
  );

  expect(await program.ended, program.output()).toBe(1);
  expect(program.output()).toMatch(/1 is enough \(\d+ runs\):\n {4}\{"id":"no-configmaps"/);
  const summary = readFileSync(join(folder, "summary.json"), "utf8");
  expect(JSON.parse(summary)).toMatchObject({ runs: [{ seed: 1, isRepeated: true }] });
});

test("samples/ci/keep-journal.ts writes down what the cluster of a failed test was asked, and of no other", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "sample-ci-")), "journals");
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  await kubeConfig.makeApiClient(CoreV1Api).listNode();
  const task = { id: "1", name: "a node / goes" };

  keepJournal({ ...task, result: { state: "pass" } }, cluster, folder);
  expect(existsSync(folder)).toBe(false);

  keepJournal({ ...task, result: { state: "fail" } }, cluster, folder);
  const text = readFileSync(join(folder, "a-node-goes-1.jsonl"), "utf8");
  expect(JSON.parse(text)).toMatchObject({ verb: "list", resource: "nodes" });
});

test.each([
  ["test.yaml", jobOfGithub, "go"],
  ["gitlab-ci.yml", jobOfGitlab, "venv/bin/python"],
])(
  "samples/ci/%s: a failed test behind exec fails its job, whose artifact is then a trace",
  async (file, jobOf, tool) => {
    const folder = mkdtempSync(join(tmpdir(), "sample-ci-"));
    const { command, kept } = jobOf(readFileSync(join(samples, "ci", file), "utf8"));
    writePrograms(folder, { npx: npxServer(2), [tool]: "exit 1" });

    const program = spawnProgram("sh", ["-e", "-c", command], {
      cwd: folder,
      env: { PATH: [folder, process.env["PATH"]].join(delimiter) },
    });

    expect(await program.ended, program.output()).toBe(1);
    const { records } = readTraceFile(readFileSync(join(folder, kept), "utf8"));
    expect(records.length).toBeGreaterThan(0);
  },
);

/** What a job runs at its end, and the file that is kept when that fails. */
interface FailingJob {
  readonly command: string;
  readonly kept: string;
}

function jobOfGithub(text: string): FailingJob {
  const { steps } = parseYaml(text).jobs["behind-exec"] as {
    steps: readonly { run?: string; if?: string; with?: { path?: string } }[];
  };
  return {
    command: steps.findLast(({ run }) => run !== undefined)?.run ?? "",
    kept: steps.find((step) => step.if === "failure()")?.with?.path ?? "",
  };
}

function jobOfGitlab(text: string): FailingJob {
  const { script, artifacts } = parseYaml(text)["behind-exec"] as {
    script: readonly string[];
    artifacts: { when: string; paths: readonly string[] };
  };
  expect(artifacts.when).toBe("on_failure");
  return { command: script.at(-1) ?? "", kept: artifacts.paths[0] ?? "" };
}

/** For a stand-in of npx: runs the server that it would fetch, which is named after so many words. */
function npxServer(words: number): string {
  return `shift ${words}; exec "${process.execPath}" "${server}" "$@"`;
}

function writePrograms(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}

test("samples/faults/flaky-watch.json is a fault that a cluster takes", async () => {
  await using cluster = createCluster();
  const fault = JSON.parse(readFileSync(join(samples, "faults/flaky-watch.json"), "utf8")) as Fault;

  cluster.faults.add(fault);

  expect(cluster.faults.list()).toMatchObject([{ id: "flaky-watch", hits: 0 }]);
});

test("samples/scenarios/expired-watch.yaml runs, and every promise holds", () => {
  const path = join(samples, "scenarios/expired-watch.yaml");

  const run = runScenario(parseScenario(readFileSync(path, "utf8"), path));

  expect(violationsOf(run.verdicts)).toEqual([]);
  expect(run.isQuiet).toBe(true);
});

function run(serverArgs: readonly string[], args: readonly string[], env = {}): Program {
  return spawnNode([server, ...serverArgs, ...args], env);
}

function spawnNode(args: readonly string[], env = {}): Program {
  expect(existsSync(args.at(-1) ?? "")).toBe(true);
  return spawnProgram(process.execPath, ["--conditions=@informerlab/source", ...args], {
    cwd: join(samples, "other-languages"),
    env,
  });
}
