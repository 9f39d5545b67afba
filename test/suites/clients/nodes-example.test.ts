import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readTraceFile } from "@informerlab/core/trace";
import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { type LocalServer, listen } from "@informerlab/fake-apiserver/node";
import { kubectlPath, kubectlProblem } from "@informerlab/tools/kubectl";
import { afterEach, beforeEach, expect, test } from "vitest";

const execFileAsync = promisify(execFile);
const program = fileURLToPath(new URL("../../../core/examples/nodes.ts", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly complaints: string[];
  readonly exitCode: Promise<number | null>;
}

let cluster: FakeCluster;
let server: LocalServer;
let folder = "";
const running = new Set<ChildProcess>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nodes-"));
  cluster = createCluster();
  server = await listen(cluster);
});

afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  await server.close();
  rmSync(folder, { recursive: true });
});

function run(options: readonly string[], environment: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, ["--conditions=@informerlab/source", program, ...options], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  return {
    child,
    lines: linesOf(child.stdout),
    complaints: linesOf(child.stderr),
    exitCode: new Promise((resolve) => {
      child.once("close", (code) => {
        running.delete(child);
        resolve(code);
      });
    }),
  };
}

function linesOf(stream: NodeJS.ReadableStream | null): string[] {
  const lines: string[] = [];
  let rest = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  return lines;
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the server adds to every new Node, as the real one does. */
const taint = "taints node.kubernetes.io/not-ready:NoSchedule";
const patience = { timeout: 15_000 };

test("the learner's program prints what happens to Nodes, writes its trace, and stops on a signal", async () => {
  const trace = join(folder, "trace.jsonl");
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "node-a" } });
  const { child, lines, complaints, exitCode } = run(["--trace", trace], {
    KUBECONFIG: write("config", server.kubeconfig()),
  });
  await expect.poll(() => lines.length, patience).toBe(2);

  const created = cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "node-b" } });
  cluster.update({ ...created, metadata: { ...created.metadata, labels: { disk: "ssd" } } });
  cluster.delete("nodes", "node-b");
  await expect.poll(() => lines.length, patience).toBe(5);
  child.kill("SIGTERM");

  expect(await exitCode).toBe(0);
  expect(complaints).toEqual([]);
  expect(
    lines.toSorted().map((line) => line.replace(/resourceVersion \d+/g, "resourceVersion N")),
  ).toEqual([
    `added   node-b  resourceVersion N  ${taint}`,
    `deleted node-b  resourceVersion N  labels disk=ssd  ${taint}`,
    `found   node-a  resourceVersion N  ${taint}`,
    "stopped",
    "synced  1 nodes in the cache  node-a",
    `updated node-b  resourceVersion N  labels disk=ssd  ${taint} (was resourceVersion N)`,
  ]);
  const kinds = readTraceFile(readFileSync(trace, "utf8")).records.map(({ fact }) => fact.kind);
  expect(kinds[0]).toBe("handler.registered");
  expect(kinds).toContain("store.changed");
  expect(kinds.at(-1)).toBe("informer.stopped");
});

test.skipIf(kubectlProblem())(
  "the learner's program while kubectl creates, labels, taints and deletes a Node",
  { timeout: 60_000 },
  async () => {
    const kubeconfig = write("config", server.kubeconfig());
    const manifest = write("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-k}\n");
    const { child, lines, exitCode } = run(["--kubeconfig", kubeconfig]);
    await expect.poll(() => lines.length, patience).toBe(1);

    for (const command of [
      `create -f ${manifest}`,
      "label node node-k disk=ssd",
      "taint node node-k dedicated=gpu:NoSchedule",
      "delete node node-k",
    ]) {
      await execFileAsync(
        await kubectlPath(),
        ["--kubeconfig", kubeconfig, ...command.split(" ")],
        {
          env: { ...process.env, HOME: folder },
        },
      );
    }
    await expect.poll(() => lines.length, patience).toBe(5);
    child.kill("SIGINT");

    expect(await exitCode).toBe(0);
    const withTaint = `labels disk=ssd  ${taint.replace(" ", " dedicated=gpu:NoSchedule,")}`;
    expect(lines.map((line) => line.replace(/resourceVersion \d+/g, "resourceVersion N"))).toEqual([
      "synced  0 nodes in the cache",
      `added   node-k  resourceVersion N  ${taint}`,
      `updated node-k  resourceVersion N  labels disk=ssd  ${taint} (was resourceVersion N)`,
      `updated node-k  resourceVersion N  ${withTaint} (was resourceVersion N)`,
      `deleted node-k  resourceVersion N  ${withTaint}`,
      "stopped",
    ]);
  },
);

test("a kubeconfig that is not there is one line and an exit code", async () => {
  const { lines, complaints, exitCode } = run(["--kubeconfig", join(folder, "none")]);

  expect(await exitCode).toBe(1);
  expect(complaints).toEqual([`nodes: the kubeconfig ${folder}/none cannot be read: no such file`]);
  expect(lines).toEqual([]);
});

test("a server that is not there is one line and an exit code", async () => {
  const path = write("config", server.kubeconfig());
  await server.close();
  const { complaints, exitCode } = run(["--kubeconfig", path]);

  expect(await exitCode).toBe(1);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(
    /^nodes: failed to watch nodes: cannot reach https:\S+: connection refused; is the server running, and is this its address\? \(from \S+\/nodes\); asking again in \d+ s$/,
  );
});

test("a token that is refused is one line and an exit code", async () => {
  const kubeconfig = server
    .kubeconfig()
    .replace(/client-certificate-data: .*/, "token: wrong")
    .replace(/client-key-data: .*/, "username: ''");
  const { complaints, exitCode } = run(["--kubeconfig", write("config", kubeconfig)]);

  expect(await exitCode).toBe(1);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain('the server refused the credentials for "list nodes" (401 from');
});

test("an option that does not exist is answered with the usage", async () => {
  const { complaints, exitCode } = run(["--kubeconfg", "x"]);

  expect(await exitCode).toBe(1);
  expect(complaints[0]).toMatch(/--kubeconfg.*usage: node nodes\.ts/);
});
