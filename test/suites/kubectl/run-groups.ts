import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RawServer } from "../requests/ask-all.ts";
import { argumentsOf, type KubectlCommand, type KubectlGroup } from "./command.ts";
import { type KubectlAnswer, settleAnswer } from "./settle-output.ts";

/** No command waits as long. */
const timeoutMs = 60_000;

/** Runs a group's commands one after the other; answers how each ended. */
export async function runGroup(
  kubectl: string,
  server: RawServer,
  { name, files = {}, commands }: KubectlGroup,
): Promise<readonly KubectlAnswer[]> {
  const folder = await mkdtemp(join(tmpdir(), "kubectl-"));
  try {
    const namespace = `k-${name}`;
    const kubeconfig = join(folder, ".kubeconfig");
    await writeFile(kubeconfig, kubeconfigOf(server, namespace), { mode: 0o600 });
    for (const [file, content] of Object.entries(files)) {
      await writeFile(
        join(folder, file),
        typeof content === "string" ? content : JSON.stringify(content),
      );
    }
    const environment = {
      PATH: process.env["PATH"],
      HOME: folder,
      KUBECONFIG: kubeconfig,
      // Whatever is to be edited stays as it is.
      KUBE_EDITOR: "true",
      TZ: "UTC",
    };
    const run = (command: KubectlCommand): Promise<KubectlAnswer> =>
      runCommand(kubectl, command, { cwd: folder, env: environment, timeout: timeoutMs });
    await run({ line: `create namespace ${namespace}` });
    const answers: KubectlAnswer[] = [];
    for (const command of commands) answers.push(settleAnswer(await run(command), folder));
    return answers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runCommand(
  kubectl: string,
  { line, input = "" }: KubectlCommand,
  options: Parameters<typeof execFile>[2],
): Promise<KubectlAnswer> {
  return new Promise((resolve) => {
    const child = execFile(kubectl, argumentsOf(line), options, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, out: String(out), err: String(err) });
    });
    child.stdin?.end(input);
  });
}

function kubeconfigOf({ url, token }: RawServer, namespace: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "asked",
    clusters: [{ name: "asked", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "asked", user: { token } }],
    contexts: [{ name: "asked", context: { cluster: "asked", user: "asked", namespace } }],
  });
}
