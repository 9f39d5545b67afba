import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RestClient } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import type { Fault } from "@informerlab/fake-apiserver";
import type { MemoryInUse } from "./memory-probe.ts";
import { ProbedProcess } from "./probed-process.ts";
import { rollingFaults } from "./rolling-faults.ts";
import { send } from "./send.ts";
import type { SoakTarget, Trouble } from "./target.ts";
import { untilAnswered } from "./workload.ts";

const cli = fileURLToPath(
  new URL("../../fake-apiserver/src/transports/node/cli.ts", import.meta.url),
);

/** Tokens that the candidates show in turn. */
export const tokens = ["mirror-a", "mirror-b"] as const;

/** A fake apiserver in a process of its own, over HTTPS. */
export class SoakServer implements SoakTarget {
  /** What the candidates read: it names a token file, which is rotated. */
  readonly kubeConfig: string;
  readonly client: RestClient;
  readonly troubles: readonly Trouble[];
  /** They are rotated, and do not expire. */
  readonly tokensExpired = 0;
  readonly #process: ProbedProcess;
  readonly #tokenFile: string;
  #turn = 0;

  private constructor(process: ProbedProcess, folder: string, ready: Ready) {
    this.#process = process;
    this.#tokenFile = join(folder, "token");
    this.kubeConfig = join(folder, "candidate.kubeconfig");
    writeFileSync(this.#tokenFile, tokens[0]);
    // A relative path counts from the folder of the kubeconfig.
    writeFileSync(this.kubeConfig, kubeConfigOf(ready, { tokenFile: "token" }));
    const own = join(folder, "driver.kubeconfig");
    writeFileSync(own, kubeConfigOf(ready, { token: ready.token }));
    this.client = fromKubeConfig(loadKubeConfig(own), { userAgent: "soak" });
    this.troubles = rollingFaults.map(({ name, faults, strike }) => ({
      name,
      begin: () => this.faults(faults),
      strike: () => strike?.(this),
      end: () => this.faults([]),
    }));
  }

  static async start(folder: string): Promise<SoakServer> {
    const readyFile = join(folder, "ready.json");
    const users = tokens.flatMap((token) => ["--user", `${token}:system:masters`]);
    const server = new ProbedProcess(cli, ["--ready-file", readyFile, ...users]);
    server.child.stderr?.pipe(process.stderr);
    while (!existsSync(readyFile)) {
      if (!server.isRunning) throw new Error("the fake apiserver did not start");
      await sleep(50);
    }
    return new SoakServer(server, folder, JSON.parse(readFileSync(readyFile, "utf8")) as Ready);
  }

  memory(): Promise<MemoryInUse> {
    return this.#process.memory();
  }

  async faults(faults: readonly Fault[]): Promise<void> {
    await this.#admin("PUT", "/faults", { faults });
  }

  async restart(): Promise<void> {
    await this.#admin("POST", "/restart");
  }

  async compact(): Promise<void> {
    await this.#admin("POST", "/compact");
  }

  /** The file holds the other token from now on. */
  rotateToken(): void {
    this.#turn += 1;
    writeFileSync(this.#tokenFile, tokens[this.#turn % tokens.length] ?? tokens[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.end("SIGTERM");
  }

  #admin(method: "PUT" | "POST", path: string, body?: unknown): Promise<void> {
    return untilAnswered(async () => {
      const { status, text } = await send(this.client, method, `/_fake/v1${path}`, body);
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    });
  }
}

interface Ready {
  readonly server: string;
  readonly token: string;
  readonly ca: string;
}

function kubeConfigOf({ server, ca }: Ready, user: object): string {
  const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "soak", cluster }],
    users: [{ name: "soak", user }],
    contexts: [{ name: "soak", context: { cluster: "soak", user: "soak" } }],
    "current-context": "soak",
  });
}
