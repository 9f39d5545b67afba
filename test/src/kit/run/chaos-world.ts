import { lane, seededRandom } from "@informerlab/core";
import { randomChoice, Simulation } from "@informerlab/core/simulation";
import type { TraceFact, TraceHub, TraceRecord } from "@informerlab/core/trace";
import type { FakeCluster, FaultMatch } from "@informerlab/fake-apiserver";
import { type ChaosOptions, type ControllerUnderTest, processesOf } from "../controller.ts";
import type { Moment } from "../plan/moments.ts";
import { type ChaosPlan, lastOperationMs, type PlanOperation } from "../plan/plan.ts";
import type { Commit } from "../process/cluster-view.ts";
import { withPlace } from "../process/error-place.ts";
import { type HostWatch, watchHost } from "../process/host.ts";
import { PlannedNetwork } from "../process/process-network.ts";
import { ProcessUnderTest, type ProcessWorld } from "../process/process-under-test.ts";
import { Bystander } from "./bystander.ts";
import { createClusterFor } from "./chaos-cluster.ts";
import { runComesToRest } from "./politeness.ts";
import { type Failure, RunJudge } from "./run-judge.ts";
import { RunWitness } from "./run-witness.ts";
import { UserActor } from "./user-actor.ts";
import { VirtualRun } from "./virtual-run.ts";

/** What came of one run of a plan. */
export interface ChaosRun {
  readonly plan: ChaosPlan;
  /** The first failure; undefined: every rule held. */
  readonly failure: Failure | undefined;
  /** Names of the `sometimes` rules that came true. */
  readonly sometimes: ReadonlySet<string>;
  /** How often each kind of trouble struck. */
  readonly struck: ReadonlyMap<string, number>;
  readonly commits: readonly Commit[];
  /** At what a variation of the run can aim. */
  readonly moments: readonly Moment[];
  /** Steps of all lanes. */
  readonly steps: number;
  /** What the program took from its host. */
  readonly uses: HostWatch["uses"];
  /** The cluster at the end, as it is. */
  readonly cluster: FakeCluster;
  readonly startAt: number;
  /** Virtual milliseconds from the start to its end. */
  readonly endAtMs: number;
  /** `seq` of the last record of what the cluster begins with; 0 where nobody listens. */
  readonly setUpSeq: number;
}

/** After so many steps a run is taken for one that never comes to rest. */
export const stepsMax = 100_000;
const settleMsDefault = 120_000;
const actorLane = lane("actor");

/** One run: cluster, processes, users and trouble on virtual time. */
export class ChaosWorld {
  readonly #plan: ChaosPlan;
  readonly #options: ChaosOptions;
  readonly #simulation: Simulation;
  readonly #cluster: FakeCluster;
  readonly #host: HostWatch;
  readonly #time: VirtualRun;
  readonly #processes = new Map<string, ProcessUnderTest>();
  readonly #users: UserActor;
  readonly #bystander: Bystander;
  readonly #judge: RunJudge;
  readonly #witness: RunWitness;
  readonly #endings: (() => void | Promise<void>)[] = [];
  readonly #startAt: number;
  readonly #stepsMax: number;
  #setUpSeq = 0;
  #unnamedFaults = 0;

  constructor(
    controllers: readonly ControllerUnderTest[],
    options: ChaosOptions,
    plan: ChaosPlan,
    listen?: (record: TraceRecord<TraceFact>) => void,
    steps: number = stepsMax,
  ) {
    const seed = plan.seed ?? 1;
    this.#stepsMax = steps;
    this.#plan = plan;
    this.#options = options;
    this.#simulation = new Simulation({
      seed,
      stepsMax: steps,
      ...(plan.schedule === "random"
        ? { choice: randomChoice(seededRandom(seed).fork("schedule")) }
        : {}),
    });
    this.#startAt = this.#simulation.now();
    this.#time = new VirtualRun(this.#simulation, options.realIo === true, () =>
      this.#judge.afterStep(),
    );
    // The listener comes first: it hears of what the cluster begins with, and what this world does upon a record is a
    // record after it.
    const { trace } = this.#simulation;
    if (listen !== undefined) trace.subscribe(listen);
    const noted =
      listen &&
      trace.subscribe(({ seq }) => {
        this.#setUpSeq = seq;
      });
    this.#cluster = createClusterFor(this.#simulation, options);
    noted?.();
    // What cannot be set up must not leave the host watched. Whoever listens wants to tell where promises were made.
    this.#host = watchHost(listen !== undefined);
    this.#users = new UserActor(this.#cluster, this.#simulation);
    this.#bystander = new Bystander(this.#cluster, this.#simulation);
    this.#judge = new RunJudge({
      options,
      cluster: this.#cluster,
      host: this.#host,
      now: () => this.#simulation.now() - this.#startAt,
    });
    this.#witness = new RunWitness({
      plan,
      judge: this.#judge,
      bystander: this.#bystander,
      processes: this.#processes,
      startAt: this.#startAt,
      isPersonActing: () => this.#users.isActing || this.#bystander.isActing,
      later: (step) => this.#simulation.post(actorLane, step),
    });
    this.#simulation.trace.subscribe((record) => this.#witness.take(record));
    const world = this.#processWorld(controllers);
    for (const { controller, name } of processesOf(controllers)) {
      this.#processes.set(name, new ProcessUnderTest(world, controller, name));
    }
  }

  /** Runs the plan: chaos, healing, rest, and the rules for the end. */
  async run(): Promise<ChaosRun> {
    try {
      for (const process of this.#processes.values()) process.start();
      for (const operation of this.#plan.script ?? []) {
        this.#simulation.after(operation.atMs, actorLane, () => this.#act(operation));
      }
      const healAt = this.#startAt + healMsOf(this.#plan);
      await this.#advance(healAt);
      this.#heal();
      await this.#settle(healAt);
      this.#judge.end([...this.#processes.values()]);
    } finally {
      await this.#end();
    }
    return {
      plan: this.#plan,
      failure: this.#judge.failure,
      sometimes: this.#judge.sometimes,
      struck: this.#witness.struck,
      commits: this.#judge.commits,
      moments: this.#witness.moments,
      steps: this.#simulation.steps,
      uses: this.#host.uses,
      cluster: this.#cluster,
      startAt: this.#startAt,
      endAtMs: this.#simulation.now() - this.#startAt,
      setUpSeq: this.#setUpSeq,
    };
  }

  /** Whatever a program's own steps at the end do, the host gets its doors back. @throws what the first of them threw. */
  async #end(): Promise<void> {
    const failures: unknown[] = [];
    const ends = [...this.#processes.values()].map((process) => () => process.end());
    for (const step of [...ends, ...this.#endings]) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#host.end();
    if (failures.length > 0) throw failures[0];
  }

  /** A key that failed often may wait for its next try for longer than that: it is given it, and the same time again. */
  async #settle(healAt: number): Promise<void> {
    const { settleMs = settleMsDefault } = this.#options;
    await this.#advance(healAt + settleMs);
    const { lastAt } = this.#witness.retries;
    if (lastAt !== undefined) await this.#advance(lastAt + settleMs);
  }

  async #advance(time: number): Promise<void> {
    try {
      await this.#time.advanceTo(time, () => this.#judge.failure !== undefined);
    } catch (error) {
      if (this.#simulation.steps < this.#stepsMax) throw error;
      this.#judge.broken(runComesToRest, {
        en: `${this.#stepsMax} steps went by: something goes round without end`,
        "zh-CN": `已经走了 ${this.#stepsMax} 步：有什么在没完没了地打转`,
      });
    }
  }

  #processWorld(controllers: readonly ControllerUnderTest[]): ProcessWorld {
    const trace: TraceHub<TraceFact> = this.#simulation.trace;
    return {
      environment: Object.assign(this.#simulation, { trace }),
      cluster: this.#cluster,
      network: new PlannedNetwork(this.#simulation, this.#plan.network),
      clocks: this.#plan.clocks ?? {},
      isAlone: processesOf(controllers).length === 1,
      within: (step, owner) => {
        this.#time.ran();
        this.#host.within(step, owner);
      },
      touched: () => this.#time.touched(),
      stirred: () => this.#time.stirred(),
      complained: (error) => this.#judge.complained(error),
      refused: (error, call) => this.#judge.refused(error, call),
      onEnd: (step) => this.#endings.push(step),
      broken: (rule, message, error) => this.#judge.broken(rule, withPlace(message, error)),
      tell: (action, process) =>
        void trace.emit?.({ kind: "actor.acted", actor: process, action, operation: action }),
    };
  }

  #act(operation: PlanOperation): void {
    const { faults } = this.#cluster;
    switch (operation.do) {
      case "create":
      case "change":
      case "patch":
      case "delete":
        this.#users.act(operation);
        return;
      case "mark":
        if (this.#bystander.mark(operation, (uid) => this.#isOfUsers(uid)))
          this.#witness.count("mark");
        return;
      case "compact":
        this.#cluster.apiserver.compact(
          Math.max(1, this.#cluster.apiserver.storage.revision - (operation.keep ?? 0)),
        );
        this.#witness.count("compact");
        return;
      case "cut-watches":
        this.#strike(operation.how === "reset" ? { reset: "stream" } : { close: "clean" });
        return;
      case "expire-watches":
        this.#strike(
          { expire: "event410" },
          operation.resource === undefined ? {} : { resource: operation.resource },
        );
        return;
      case "restart-server":
        this.#cluster.apiserver.restart();
        this.#witness.count("restart");
        return;
      case "fault": {
        const handle = faults.add({
          id: operation.id ?? `unnamed-${++this.#unnamedFaults}`,
          ...operation.fault,
        });
        if (operation.forMs !== undefined) {
          this.#simulation.after(operation.forMs, actorLane, () => handle.remove());
        }
        return;
      }
      case "crash": {
        const process = this.#processes.get(operation.process);
        if (operation.afterWrites === undefined) process?.crash(operation.downMs);
        else process?.crashAfterWrites(operation.afterWrites, operation.downMs);
        return;
      }
      case "stop":
        this.#processes.get(operation.process)?.stop(operation.graceMs, operation.downMs);
        return;
      default:
        this.#processes.get(operation.process)?.pause(operation.forMs);
    }
  }

  /** Made by a user, or there from the start. */
  #isOfUsers(uid: string): boolean {
    return !this.#judge.commits.some(
      ({ verb, life, object }) => verb === "create" && life > 0 && object.metadata?.uid === uid,
    );
  }

  #strike(action: Parameters<FakeCluster["faults"]["strike"]>[1], on: FaultMatch = {}): void {
    this.#cluster.faults.strike(on, action);
  }

  /** Every fault ends, watches that fell silent break, no crash is pending. */
  #heal(): void {
    this.#cluster.faults.clear();
    this.#bystander.heal();
    const hasSilence = (this.#plan.script ?? []).some(
      (operation) => operation.do === "fault" && "stall" in operation.fault.do,
    );
    for (const process of this.#processes.values()) process.heal(hasSilence);
    this.#simulation.trace.emit?.({ kind: "scenario.healed" });
  }
}

function healMsOf(plan: ChaosPlan): number {
  const ends = (plan.script ?? []).map((operation) =>
    operation.do === "fault" || operation.do === "pause" || operation.do === "mark"
      ? operation.atMs + (operation.forMs ?? 0)
      : 0,
  );
  return Math.max(lastOperationMs(plan), ...ends) + 1;
}
