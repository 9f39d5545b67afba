import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(
  new URL("../../core/examples/config-map-mirror/main.ts", import.meta.url),
);

/** What a candidate says of itself. */
export interface CandidateMetrics {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly isLeader: boolean;
}

/** Settings of a {@link Candidate}. */
export interface CandidateOptions {
  readonly kubeConfig: string;
  readonly identity: string;
  readonly from: string;
  readonly to: string;
  readonly readDeadlineSeconds: number;
  /** Told of every line it writes. */
  readonly log: (line: string) => void;
}

/** One process of the controller. */
export class Candidate {
  readonly identity: string;
  readonly #process: ChildProcess;
  readonly #port: Promise<number>;

  constructor(options: CandidateOptions) {
    const { kubeConfig, identity, from, to, readDeadlineSeconds, log } = options;
    this.identity = identity;
    const settings = {
      from,
      to,
      kubeconfig: kubeConfig,
      identity,
      port: "0",
      "read-deadline": String(readDeadlineSeconds),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.#process = spawn(process.execPath, ["--conditions=@informerlab/source", main, ...flags], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#port = promise;
    promise.catch(() => undefined);
    this.#process.once("exit", () => reject(new Error(`${identity} has ended`)));
    if (this.#process.stderr !== null) {
      createInterface({ input: this.#process.stderr }).on("line", (line) => {
        log(line);
        const port = /listening on port ([0-9]+)/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
  }

  /** It runs still; an uncaught error would have ended it. */
  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async metrics(): Promise<CandidateMetrics> {
    const text = await this.#get("/metrics");
    const metricOf = (name: string): number =>
      Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (.*)$`, "m").exec(text)?.[1] ?? "0");
    return {
      residentBytes: metricOf("process_resident_memory_bytes"),
      heapBytes: metricOf("nodejs_heap_size_used_bytes"),
      isLeader: metricOf("leader_election_master_status") === 1,
    };
  }

  async isReady(): Promise<boolean> {
    return (await this.#get("/readyz")) === "ok";
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (this.isRunning) {
      const ended = once(this.#process, "exit");
      this.#process.kill(signal);
      await ended;
    }
    return this.#process.exitCode;
  }

  async #get(path: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${await this.#port}${path}`);
    return response.text();
  }
}
