import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { type Projections, TraceModel } from "../model/trace-model.ts";
import { invariants } from "./catalogue.ts";
import type { Invariant, Judge, JudgedWorld, Watcher } from "./invariant.ts";

/** What is said of one rule after a run. `not-reached`: what it speaks of never happened. */
export interface Verdict {
  readonly invariant: string;
  readonly verdict: "holds" | "broken" | "not-reached";
  readonly violation?: Violation;
}

/** Where and how a rule was broken first. */
export interface Violation {
  readonly invariant: string;
  /** `seq` of the record at which it showed. */
  readonly seq: number;
  /** Virtual time, milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

/** Settings of a judgement. */
export interface JudgementOptions {
  /** Only these rules. @defaultValue all */
  readonly invariants?: readonly Invariant[];
  /** Which objects each informer asks for. */
  readonly projections?: Projections;
  readonly world?: JudgedWorld;
}

/** Watches a run go by, then says which rules held. */
export class Judgement {
  readonly #model: TraceModel;
  readonly #cases: readonly Case[];
  readonly #listeners = new Map<string, Listener[]>();
  readonly #atStepEnd: (() => void)[] = [];
  readonly #desk: { record: TraceRecord<TraceFact> };
  #step = -1;

  constructor(options: JudgementOptions = {}) {
    this.#model = new TraceModel(options.projections);
    this.#desk = { record: beforeTheFirst };
    this.#cases = (options.invariants ?? invariants).map(
      (invariant) => new Case(invariant, this.#model, this.#desk, options.world),
    );
    for (const { watcher } of this.#cases) {
      for (const [kind, listener] of Object.entries(watcher.on) as [string, Listener][]) {
        const listeners = this.#listeners.get(kind);
        if (listeners === undefined) this.#listeners.set(kind, [listener]);
        else listeners.push(listener);
      }
      if (watcher.stepEnd !== undefined) this.#atStepEnd.push(watcher.stepEnd.bind(watcher));
    }
  }

  /** The state folded from the trace so far. */
  get model(): TraceModel {
    return this.#model;
  }

  /** Takes the next record. */
  take(record: TraceRecord<TraceFact>): void {
    if (record.step !== this.#step) {
      if (this.#step >= 0) for (const listener of this.#atStepEnd) listener();
      this.#step = record.step;
    }
    this.#desk.record = record;
    this.#model.apply(record.fact);
    const listeners = this.#listeners.get(record.fact.kind);
    if (listeners === undefined) return;
    for (const listener of listeners) listener(record.fact, record);
  }

  /** The run is over. */
  end(): readonly Verdict[] {
    for (const listener of this.#atStepEnd) listener();
    for (const { watcher } of this.#cases) watcher.end?.(this.#model.isQuiet);
    return this.#cases.map((one) => one.verdict());
  }
}

type Listener = (fact: TraceFact, record: TraceRecord<TraceFact>) => void;

class Case implements Judge {
  readonly model: TraceModel;
  readonly world: JudgedWorld | undefined;
  readonly watcher: Watcher;
  readonly #id: string;
  readonly #desk: { readonly record: TraceRecord<TraceFact> };
  #isReached = false;
  #violation: Violation | undefined;

  constructor(
    invariant: Invariant,
    model: TraceModel,
    desk: { readonly record: TraceRecord<TraceFact> },
    world: JudgedWorld | undefined,
  ) {
    this.model = model;
    this.world = world;
    this.#id = invariant.id;
    this.#desk = desk;
    this.watcher = invariant.watch(this);
  }

  get record(): TraceRecord<TraceFact> {
    return this.#desk.record;
  }

  reached(): void {
    this.#isReached = true;
  }

  broken(message: string): void {
    const { seq, at } = this.#desk.record;
    this.#violation ??= { invariant: this.#id, seq, at, message };
  }

  verdict(): Verdict {
    if (this.#violation !== undefined) {
      return { invariant: this.#id, verdict: "broken", violation: this.#violation };
    }
    return { invariant: this.#id, verdict: this.#isReached ? "holds" : "not-reached" };
  }
}

const beforeTheFirst = {
  seq: 0,
  at: 0,
  step: -1,
  fact: { kind: "scenario.quiet" },
} as TraceRecord<TraceFact>;

/**
 * Judges a finished trace, of a simulation or of a real program.
 *
 * @returns one verdict per rule, in the order of the catalogue.
 */
export function checkInvariants(
  records: Iterable<TraceRecord<TraceFact>>,
  options: JudgementOptions = {},
): readonly Verdict[] {
  const judgement = new Judgement(options);
  for (const record of records) judgement.take(record);
  return judgement.end();
}

/** The broken rules among verdicts, earliest first. */
export function violationsOf(verdicts: readonly Verdict[]): readonly Violation[] {
  return verdicts
    .flatMap(({ violation }) => (violation === undefined ? [] : [violation]))
    .sort((a, b) => a.seq - b.seq);
}
