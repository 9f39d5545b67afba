import type { TraceFact } from "@informerlab/core/trace";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import { type ClusterView, type Commit, viewOf } from "./cluster-view.ts";
import type { ChaosOptions } from "./controller.ts";
import { rootOf, withPlace } from "./error-place.ts";
import type { HostWatch } from "./host.ts";
import { isServersRefusal, type ProcessUnderTest, refusalNames } from "./process-under-test.ts";
import { objectionOf } from "./rules.ts";

/** Something that must not be, and where in the run it was seen. */
export interface Failure {
  /** Name of the rule. */
  readonly rule: string;
  readonly message: string;
  /** Virtual milliseconds since the start. */
  readonly atMs: number;
  /** The last record of the trace at that moment. */
  readonly seq: number;
}

/** What a judge looks at. */
export interface JudgedRun {
  readonly options: ChaosOptions;
  readonly cluster: FakeCluster;
  readonly host: HostWatch;
  /** Virtual milliseconds since the start. */
  now(): number;
}

/** Judges one run as it goes by: the rules given, and those that hold for every program. */
export class RunJudge {
  readonly commits: Commit[] = [];
  readonly sometimes: Set<string> = new Set();
  failure: Failure | undefined;
  readonly #world: JudgedRun;
  readonly #view: ClusterView;
  readonly #complaints: unknown[] = [];
  #judged = 0;
  #seq = 0;
  #commit: Commit | undefined;

  constructor(world: JudgedRun) {
    this.#world = world;
    this.#view = viewOf(world.cluster, {
      now: () => world.now(),
      commit: () => this.#commit,
      commits: this.commits,
    });
  }

  /** The record at hand. */
  at(seq: number): void {
    this.#seq = seq;
  }

  committed(commit: Commit): void {
    this.commits.push(commit);
  }

  /** The program wrote an error off as a warning. */
  complained(error: unknown): void {
    this.#complaints.push(error);
  }

  /** An error of the program was written off: by a handler, or by a reconcile that will be tried again. */
  threw(fact: Extract<TraceFact, { readonly kind: "handler.threw" | "reconcile.failed" }>): void {
    const { error } = fact;
    if (refusalNames.has(error.slice(0, error.indexOf(":")))) return;
    if (this.#world.options.toleratesError?.(error) === true) return;
    const told = this.#complaints
      .map(rootOf)
      .find((each) => each !== undefined && error.endsWith(each.message));
    if (isServersRefusal(told)) return;
    const [rule, what] =
      fact.kind === "handler.threw"
        ? [
            "no event handler throws",
            `handler ${fact.handler} of ${fact.informer} threw on ${fact.notification} of ${fact.ref.key}`,
          ]
        : ["no reconcile fails but for the server's refusals", `${fact.queue}: ${fact.key} failed`];
    this.broken(rule, withPlace(`${what}: ${error}`, told));
  }

  /** After each step: rules about what was written, and about what the program took from its host. */
  afterStep(): void {
    for (; this.#judged < this.commits.length; this.#judged++) {
      this.#commit = this.commits[this.#judged];
      this.#judgeCommit();
    }
    this.#commit = undefined;
    const [wait] =
      this.#world.options.realIo === true
        ? []
        : this.#world.host.uses.filter(({ isWait }) => isWait);
    if (wait !== undefined) {
      this.broken(
        "the controller waits in virtual time only",
        `${wait.what} is called at ${wait.where}: a simulation cannot wait for it; use program.sleep, program.environment.clock, program.client or program.fetch`,
      );
    }
    const [rejection] = this.#world.host.rejections;
    if (rejection !== undefined && !isServersRefusal(rejection)) {
      this.broken(
        "no promise is rejected unheard",
        withPlace(`nobody handles ${String(rejection)}`, rejection),
      );
    }
  }

  #judgeCommit(): void {
    for (const rule of this.#world.options.invariants) {
      if (rule.kind === "always") {
        const objection = objectionOf(rule.check, this.#view);
        if (objection !== undefined) this.broken(rule.name, objection);
      } else if (rule.kind === "sometimes" && !this.sometimes.has(rule.name)) {
        if (objectionOf(rule.check, this.#view) === undefined) this.sometimes.add(rule.name);
      }
    }
  }

  /** The run is over: what was begun has ended, and the rules for the end hold. */
  end(processes: readonly Pick<ProcessUnderTest, "name" | "unfinished">[]): void {
    if (this.failure !== undefined) return;
    for (const process of processes) {
      const open = process.unfinished;
      const stuck = open.filter(
        (name) => name.startsWith("worker/") || name.startsWith("handler/"),
      );
      if (stuck.length > 0 && stuck.length + (open.includes("start") ? 1 : 0) === open.length) {
        this.broken(
          "what begins ends",
          `${stuck.join(", ")} of ${process.name} never came back, and nothing in virtual time is under way for it: it awaits something outside the simulation, such as a socket, a file or a real timer, or a promise that nobody settles`,
        );
      }
    }
    for (const rule of this.#world.options.invariants) {
      if (rule.kind !== "eventually") continue;
      const objection = objectionOf(rule.check, this.#view);
      if (objection !== undefined) this.broken(rule.name, objection);
    }
  }

  /** A rule is broken; the first one counts. */
  broken(rule: string, message: string): void {
    this.failure ??= {
      rule,
      message,
      atMs: this.#world.now(),
      seq: this.#seq,
    };
  }
}
