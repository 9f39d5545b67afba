import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "@informerlab/core";
import { Candidate } from "./candidate.ts";
import { ExistingServer } from "./existing-server.ts";
import { type MemoryGrowth, MemoryRecord, memoryText } from "./memory-record.ts";
import { SoakServer } from "./server.ts";
import type { SoakTarget, Trouble } from "./target.ts";
import { Workload } from "./workload.ts";

/** Settings of {@link runSoak}. */
export interface SoakOptions {
  /** Where files of the run may be kept. */
  readonly folder: string;
  /** Of a server that runs already. @defaultValue a fake apiserver is started, and brings more kinds of trouble */
  readonly kubeConfig?: string | undefined;
  /** Whether the candidates show a token that expires; for a server that runs already. */
  readonly expiringToken?: boolean;
  readonly durationMs: number;
  /** At least so many kinds of faults, however long they take. */
  readonly phasesMin: number;
  /** How long each kind of fault lasts. */
  readonly phaseMs: number;
  readonly random: Random;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface SoakReport {
  readonly minutes: number;
  readonly phases: number;
  readonly writes: number;
  readonly leaderChanges: number;
  /** How often the token that the candidates show had expired before a new one came. */
  readonly tokensExpired: number;
  /** Longest time from the end of a fault until nothing differed, seconds. */
  readonly slowestRecoverySeconds: number;
  /** Of the candidate that ran all the time, and of the server, after each phase and a collection. */
  readonly memory: { readonly steady: MemoryGrowth; readonly server: MemoryGrowth };
  /** Empty when all is well. */
  readonly complaints: readonly string[];
}

const [from, to] = ["sources", "copies"];
const writePauseMs = 40;
/** A watch that went silent is noticed after this time. */
const readDeadlineSeconds = 20;
/** Until a lease that was not given up is free, a silent watch noticed, and the longest back-off over. */
const recoveryMsMax = 120_000;

/** Runs it whole. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { kubeConfig, folder, say, expiringToken = false } = options;
  await using server =
    kubeConfig === undefined
      ? await SoakServer.start(folder)
      : await ExistingServer.reach({ kubeConfig, folder, say, expiringToken });
  const workload = new Workload(server.client, { from, to, random: options.random, objects: 200 });
  await workload.prepare();
  const soak = new Soak(server, workload, options);
  try {
    return await soak.run();
  } finally {
    await soak.end();
  }
}

class Soak {
  readonly #server: SoakTarget;
  readonly #workload: Workload;
  readonly #options: SoakOptions;
  readonly #steadyMemory = new MemoryRecord();
  readonly #serverMemory = new MemoryRecord();
  readonly #complaints: string[] = [];
  /** Runs from beginning to end. */
  readonly #steady: Candidate;
  /** Is ended and started again now and then. */
  #restless: Candidate;
  #leaderChanges = 0;
  #starts = 0;
  #slowestMs = 0;

  constructor(server: SoakTarget, workload: Workload, options: SoakOptions) {
    this.#server = server;
    this.#workload = workload;
    this.#options = options;
    this.#restless = this.#candidate("restless-0");
    this.#steady = this.#candidate("steady");
  }

  async run(): Promise<SoakReport> {
    const { durationMs, phasesMin, phaseMs } = this.#options;
    for (const candidate of [this.#steady, this.#restless])
      while (!(await candidate.isReady())) await sleep(100);
    const start = performance.now();
    const isDue = (phases: number): boolean =>
      phases < phasesMin || performance.now() - start < durationMs;
    let phases = 0;
    while (isDue(phases) && this.#complaints.length === 0) {
      const { troubles } = this.#server;
      await this.#phase(troubles[phases % troubles.length] as Trouble, phaseMs, phases);
      phases += 1;
    }
    if (!this.#steadyMemory.isFlat)
      this.#complaints.push("the memory of the steady candidate has grown");
    return {
      minutes: Math.round((performance.now() - start) / 600) / 100,
      phases,
      writes: this.#workload.writes,
      leaderChanges: this.#leaderChanges,
      tokensExpired: this.#server.tokensExpired,
      slowestRecoverySeconds: Math.round(this.#slowestMs / 100) / 10,
      memory: { steady: this.#steadyMemory.growth(), server: this.#serverMemory.growth() },
      complaints: this.#complaints,
    };
  }

  async end(): Promise<void> {
    for (const candidate of [this.#steady, this.#restless]) await candidate.end("SIGTERM");
  }

  async #phase(trouble: Trouble, phaseMs: number, number: number): Promise<void> {
    await trouble.begin();
    const end = performance.now() + phaseMs;
    let nextStrike = performance.now() + phaseMs / 4;
    while (performance.now() < end) {
      await this.#workload.write();
      await sleep(writePauseMs);
      if (performance.now() < nextStrike) continue;
      nextStrike += phaseMs / 4;
      await trouble.strike();
    }
    // Every third phase ends with the end of a process, by turns with and without a farewell.
    if (number % 3 === 2) await this.#replace(number % 2 === 0 ? "SIGTERM" : "SIGKILL");
    await trouble.end();
    await this.#recover(trouble.name);
  }

  async #replace(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const code = await this.#restless.end(signal);
    if (signal === "SIGTERM" && code !== 0)
      this.#complaints.push(`a candidate that was asked to stop ended with code ${code}`);
    this.#starts += 1;
    this.#restless = this.#candidate(`restless-${this.#starts}`);
  }

  async #recover(name: string): Promise<void> {
    const start = performance.now();
    let differences = await this.#workload.differences();
    while (differences.length > 0 && performance.now() - start < recoveryMsMax) {
      await sleep(250);
      differences = await this.#workload.differences();
    }
    const tookMs = performance.now() - start;
    this.#slowestMs = Math.max(this.#slowestMs, tookMs);
    if (differences.length > 0) {
      const some = differences.slice(0, 5).join("; ");
      this.#complaints.push(`after ${name}: ${differences.length} differences: ${some}`);
    }
    for (const { isRunning, identity } of [this.#steady, this.#restless])
      if (!isRunning) this.#complaints.push(`${identity} has ended by itself during ${name}`);
    if (this.#complaints.length > 0) return;
    const [steady, server] = await Promise.all([this.#steady.memory(), this.#server.memory()]);
    this.#steadyMemory.add(steady);
    if (server !== undefined) this.#serverMemory.add(server);
    this.#options.say(
      `${name}: recovered in ${(tookMs / 1000).toFixed(1)} s; ${this.#workload.writes} writes; heap + external of resident: steady ${memoryText(steady)}${server === undefined ? "" : `, server ${memoryText(server)}`}`,
    );
  }

  #candidate(identity: string): Candidate {
    return new Candidate({
      kubeConfig: this.#server.kubeConfig,
      identity,
      from,
      to,
      readDeadlineSeconds,
      log: (line) => {
        if (line.endsWith(`${identity} leads`)) this.#leaderChanges += 1;
        if (process.env["SOAK_LOG"] !== undefined) this.#options.say(`[${identity}] ${line}`);
      },
    });
  }
}
