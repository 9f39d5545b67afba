import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type TraceFact,
  TraceLineWriter,
  type TraceSource,
  traceFileHeader,
} from "@informerlab/core/trace";
import { createCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { kubectlPath } from "@informerlab/tools/kubectl";
import { readInput, Timeline, TraceLog } from "@informerlab/visualizer";
import { expect, test } from "vitest";

const run = promisify(execFile);
const kubectl = await kubectlPath().catch(() => undefined);

/** Starts a watch and collects what it prints. */
function watching(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly child: ChildProcess; readonly text: () => string } {
  let text = "";
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", (piece: Buffer) => {
    text += piece.toString();
  });
  return { child, text: () => text };
}

test.skipIf(kubectl === undefined)(
  "what the real kubectl prints opens: watched with and without event types, listed, and the server's own trace",
  async () => {
    if (kubectl === undefined) return;
    const cluster = createCluster();
    const writer = new TraceLineWriter();
    const lines = [traceFileHeader()];
    const { trace } = cluster.apiserver.environment;
    (trace as unknown as TraceSource<TraceFact>).subscribe((record) =>
      lines.push(...writer.linesOf(record)),
    );
    await using server = await listen(cluster);
    const folder = await mkdtemp(join(tmpdir(), "own-data-"));
    const config = join(folder, "kubeconfig");
    await writeFile(config, server.kubeconfig(), { mode: 0o600 });
    const env = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: config };
    const ask = async (...args: string[]): Promise<string> =>
      (await run(kubectl, args, { env })).stdout;
    const events = watching(
      kubectl,
      ["get", "cm", "-A", "-w", "--output-watch-events", "-o", "json"],
      env,
    );
    const objects = watching(kubectl, ["get", "cm", "-A", "-w", "-o", "json"], env);
    try {
      await ask("create", "cm", "one", "--from-literal=a=1");
      await ask("create", "cm", "two", "--from-literal=a=1");
      await ask("patch", "cm", "one", "-p", '{"data":{"a":"2"}}');
      await expect.poll(() => objects.text(), { timeout: 20_000 }).toContain('"2"');
      await ask("delete", "cm", "two");
      await expect.poll(() => events.text(), { timeout: 20_000 }).toContain("DELETED");

      expect(copyOf(events.text())).toEqual(["default/one", serversOwn]);
      // Without types a deletion shows the object once more, and nothing tells that it is the last time.
      expect(copyOf(objects.text())).toEqual(["default/one", "default/two", serversOwn]);
      expect(copyOf(await ask("get", "cm", "-A", "-o", "json"))).toEqual([
        "default/one",
        serversOwn,
      ]);
      // What the server makes for itself was there before anybody listened.
      expect(copyOf(lines.join("\n"))).toEqual(["default/one"]);
      for (const text of [await ask("get", "cm", "-o", "yaml"), await ask("get", "cm")]) {
        expect(() => readInput(text)).toThrow(/-o json/);
      }
    } finally {
      events.child.kill();
      objects.child.kill();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** What a server makes for itself when it starts. */
const serversOwn = "kube-system/kube-apiserver-legacy-service-account-token-tracking";

/** Keys in the copy of the ConfigMaps at the end. */
function copyOf(text: string): readonly string[] {
  const { end } = new Timeline(new TraceLog(readInput(text).trace));
  return [...(end.informers.get("configmaps")?.store.keys() ?? [])].sort();
}
