import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { MemoryInUse } from "./memory-probe.ts";
import { ProbedProcess } from "./probed-process.ts";

const main = fileURLToPath(
  new URL("../../core/examples/config-map-mirror/main.ts", import.meta.url),
);

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
  readonly #process: ProbedProcess;
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
    this.#process = new ProbedProcess(main, flags);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#port = promise;
    promise.catch(() => undefined);
    const { child } = this.#process;
    child.once("exit", () => reject(new Error(`${identity} has ended`)));
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        log(line);
        const port = /listening on port ([0-9]+)/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
  }

  /** It runs still; an uncaught error would have ended it. */
  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  memory(): Promise<MemoryInUse> {
    return this.#process.memory();
  }

  async isReady(): Promise<boolean> {
    return (await this.#get("/readyz")) === "ok";
  }

  /** Until it listens, its program has not begun, and SIGTERM ends it as any process. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (signal === "SIGTERM") await this.#port.catch(() => undefined);
    return this.#process.end(signal);
  }

  async #get(path: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${await this.#port}${path}`);
    return response.text();
  }
}
