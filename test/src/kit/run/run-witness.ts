import { copyJson } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type Moment, momentsMax } from "../plan/moments.ts";
import type { ChaosPlan } from "../plan/plan.ts";
import type { Commit } from "../process/cluster-view.ts";
import type { ProcessUnderTest } from "../process/process-under-test.ts";
import { Attempts } from "./attempts.ts";
import { type Bystander, othersMarksStay } from "./bystander.ts";
import { PendingRetries } from "./pending-retries.ts";
import {
  Politeness,
  pausesBetweenTries,
  restsBetweenRounds,
  runComesToRest,
} from "./politeness.ts";
import type { RunJudge } from "./run-judge.ts";

/** What a {@link RunWitness} needs of its world. */
export interface WitnessedRun {
  readonly plan: ChaosPlan;
  readonly judge: RunJudge;
  readonly bystander: Bystander;
  readonly processes: ReadonlyMap<string, ProcessUnderTest>;
  readonly startAt: number;
  /** A user or a bystander writes. */
  isPersonActing(): boolean;
  /** After the step at hand. */
  later(step: () => void): void;
}

/** A life of a process. */
type Writer = Pick<Commit, "by" | "life">;

/** A request of a process. */
interface Asked {
  readonly what?: string;
  readonly at: number;
}

/** Reads the trace of a run as it goes by, for what the world and the judge must know at once. */
export class RunWitness {
  readonly moments: Moment[] = [];
  readonly struck: Map<string, number> = new Map();
  readonly retries: PendingRetries = new PendingRetries();
  readonly #run: WitnessedRun;
  readonly #attempts = new Attempts();
  readonly #politeness: Politeness;
  readonly #requests = new Map<number, Writer>();
  /** Which process wrote an object last. */
  readonly #writers = new Map<string, Writer>();
  readonly #writes = new Map<string, ProcessUnderTest>();
  /** Requests of processes that are no watches, by their id. */
  readonly #asked = new Map<string, Asked>();

  constructor(run: WitnessedRun) {
    this.#run = run;
    this.#politeness = new Politeness(run.plan.network);
    if (run.plan.clocks !== undefined) this.count("clocks-apart");
  }

  /** Trouble of a kind struck. */
  count(what: string): void {
    this.struck.set(what, (this.struck.get(what) ?? 0) + 1);
  }

  take({ seq, at, cause, fact }: TraceRecord<TraceFact>): void {
    this.#run.judge.at(seq);
    switch (fact.kind) {
      case "server.requested":
        this.#requested(fact, seq, at);
        return;
      case "server.responded":
        this.#answered(fact, at);
        return;
      case "server.committed": {
        const asker = cause === undefined ? undefined : this.#requests.get(cause);
        this.#committed({
          verb: fact.verb,
          resource: fact.ref.resource,
          key: fact.ref.key,
          ...(asker ?? { by: this.#run.isPersonActing() ? "user" : "", life: 0 }),
          atMs: at - this.#run.startAt,
          // What rules make of it must not reach the server's own.
          object: copyJson(fact.object),
        });
        return;
      }
      case "fault.injected":
        this.count(fact.action);
        return;
      case "actor.acted":
        if (!this.#run.processes.has(fact.actor)) return;
        this.count(fact.action);
        if (fact.action === "crash") this.retries.ended(fact.actor, this.#run.processes.size === 1);
        return;
      default:
        this.#worked(fact, at);
    }
  }

  /** What the program does with its queues and handlers. */
  #worked(fact: TraceFact, at: number): void {
    switch (fact.kind) {
      case "reconcile.started": {
        const key = `${fact.queue}: ${fact.key}`;
        this.#attempts.began(key);
        this.#complain(restsBetweenRounds, this.#politeness.worked(key, at));
        return;
      }
      case "reconcile.failed":
        if (!this.#attempts.mayBeRefused(`${fact.queue}: ${fact.key}`, fact.error))
          this.#threw(fact);
        return;
      case "workqueue.delayed":
      case "workqueue.got":
        this.retries.take(fact, at);
        return;
      case "handler.threw":
        this.#threw(fact);
    }
  }

  #requested(
    {
      client,
      verb,
      resource,
      key,
      request,
    }: Extract<TraceFact, { readonly kind: "server.requested" }>,
    seq: number,
    at: number,
  ): void {
    const dot = client.lastIndexOf(".");
    const by = client.slice(0, dot);
    const process = this.#run.processes.get(by);
    if (process === undefined || verb === "watch") return;
    // What creates names no object, so that many creates are alike.
    const what = verb === "create" ? {} : { what: `${verb} ${resource} ${key} by ${by}` };
    this.#asked.set(request, { ...what, at });
    if (!isWrite(verb)) return;
    const life = Number(client.slice(dot + 1));
    const last = this.#writers.get(`${resource} ${key}`);
    const isTurn = last !== undefined && (last.by !== by || last.life !== life);
    if (this.moments.length < momentsMax)
      this.moments.push({
        ...{ atMs: at - this.#run.startAt, verb, resource, key, process: by },
        isTurn,
      });
    this.#requests.set(seq, { by, life });
    this.#writes.set(request, process);
  }

  #answered(
    { request, code }: Extract<TraceFact, { readonly kind: "server.responded" }>,
    at: number,
  ): void {
    const asked = this.#asked.get(request);
    this.#asked.delete(request);
    if (asked !== undefined && (code === 0 || code >= 400)) {
      if (isTrouble(code)) this.#attempts.refused();
      if (asked.what !== undefined)
        this.#complain(pausesBetweenTries, this.#politeness.refused(asked.what, asked.at, at));
    }
    const writer = this.#writes.get(request);
    this.#writes.delete(request);
    writer?.wrote();
  }

  #committed(commit: Commit): void {
    this.#run.judge.committed(commit);
    this.#complain(runComesToRest, this.#politeness.committed(commit));
    if (commit.life === 0) {
      this.#run.bystander.saw(commit);
      return;
    }
    this.#writers.set(`${commit.resource} ${commit.key}`, commit);
    const objection = this.#run.bystander.objectionTo(commit);
    // After its answer, without which the story would end before the write.
    if (objection !== undefined) this.#run.later(() => this.#complain(othersMarksStay, objection));
  }

  #complain(rule: LocalizedText, objection: LocalizedText | undefined): void {
    if (objection !== undefined) this.#run.judge.broken(rule, objection);
  }

  /** The error itself, with its place, comes to the program's ear right after the fact. */
  #threw(fact: Parameters<RunJudge["threw"]>[0]): void {
    this.#run.later(() => this.#run.judge.threw(fact));
  }
}

function isWrite(verb: string): boolean {
  return verb === "create" || verb === "update" || verb === "patch" || verb.startsWith("delete");
}

/** What is no answer to what was asked: a missing object is one. */
function isTrouble(code: number): boolean {
  return code === 0 || code === 403 || code === 409 || code === 429 || code >= 500;
}
