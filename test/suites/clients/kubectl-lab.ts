import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { helmPath, kubectlPath } from "@informerlab/tools/kubectl";

/** What a finished command said. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A cluster over HTTPS with a real kubectl that has its kubeconfig. */
export interface KubectlLab extends AsyncDisposable {
  readonly cluster: FakeCluster;
  /** Runs kubectl to its end. `input` is its standard input. */
  kubectl(args: readonly string[], input?: string): Promise<Finished>;
  /** As {@link kubectl}, for what must succeed: answers its output. */
  ok(args: readonly string[], input?: string): Promise<string>;
  /** Runs helm to its end; what must succeed. */
  helm(args: readonly string[]): Promise<string>;
  /** A folder for files of the test. */
  readonly folder: string;
  /** Starts kubectl and answers its lines as they come; ended with the lab. */
  watch(args: readonly string[]): readonly string[];
}

/** Starts a cluster and finds kubectl. */
export async function startKubectlLab(): Promise<KubectlLab> {
  const program = await kubectlPath();
  const folder = await mkdtemp(join(tmpdir(), "kubectl-"));
  const cluster = createCluster({ controllers: { pods: true } });
  const server = await listen(cluster);
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, server.kubeconfig(), { mode: 0o600 });
  const environment = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: kubeconfig };
  const children: ChildProcess[] = [];
  const run = (program: string, args: readonly string[], input?: string): Promise<Finished> =>
    new Promise((resolve) => {
      const options = { env: environment, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(program, args, options, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
      });
      child.stdin?.end(input ?? "");
    });
  const runOrThrow = async (...given: Parameters<typeof run>): Promise<string> => {
    const { code, out, err } = await run(...given);
    if (code !== 0) throw new Error(`${given[1].join(" ")} ended with ${code}: ${err}${out}`);
    return out;
  };
  return {
    cluster,
    folder,
    kubectl: (args, input) => run(program, args, input),
    ok: (args, input) => runOrThrow(program, args, input),
    helm: async (args) => runOrThrow(await helmPath(), args),
    watch(args) {
      const child = spawn(program, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
      children.push(child);
      const lines: string[] = [];
      let rest = "";
      child.stdout.on("data", (chunk) => {
        const parts = (rest + String(chunk)).split("\n");
        rest = parts.pop() ?? "";
        lines.push(...parts);
      });
      child.stderr.on("data", (chunk) => lines.push(`stderr: ${String(chunk)}`));
      return lines;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill();
        await once(child, "close");
      }
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
