import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { type Projections, TraceModel, type Transforms } from "../model/trace-model.ts";
import type { LocalizedText } from "../scenario/localized-text.ts";
import { invariants } from "./catalogue.ts";
import type { ClockTolerance, Invariant, Judge, JudgedWorld, Watcher } from "./invariant.ts";
import type { Observation } from "./observation.ts";

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
  /** How it was broken. Names, keys and versions are the same in every language. */
  readonly message: LocalizedText;
}

/** Settings of a judgement. */
export interface JudgementOptions {
  /** Only these rules. @defaultValue all */
  readonly invariants?: readonly Invariant[];
  /** Which objects each informer asks for. */
  readonly projections?: Projections;
  /** What each informer makes of an object before it is stored. */
  readonly transforms?: Transforms;
  /** The live parts; then {@link Judgement.stepEnd} must be called after each step. */
  readonly world?: JudgedWorld;
  /** The trace is of a program that ran in real time: what it waits for comes late by as much as its machine pleases. @defaultValue false */
  readonly isRealTime?: boolean;
  /** Virtual time, for what is not about a fact. @defaultValue the time of the record at hand */
  readonly now?: () => number;
}

/** Watches a run go by, then says which rules held. */
export class Judgement {
  readonly #model: TraceModel;
  readonly #cases: readonly Case[];
  readonly #everybody = new Audience();
  /** Who is told also of handlers that merge what waits for them. */
  readonly #ofMerged = new Audience();
  /** Who is told also of informers whose program's functions throw. */
  readonly #ofThrowing = new Audience();
  readonly #isMerged: IsMerged | undefined;
  /** Informers whose program's functions throw. */
  readonly #throwing: ReadonlySet<string>;
  readonly #isLive: boolean;
  readonly #atStepEnd: (() => void)[] = [];
  readonly #desk: Desk;
  #step = -1;

  constructor(options: JudgementOptions = {}) {
    this.#model = new TraceModel(options);
    this.#isLive = options.world !== undefined;
    this.#isMerged = mergingHandlers(options.world);
    this.#throwing = throwingInformers(options.world);
    const clock = options.isRealTime === true ? realClock : virtualClock;
    this.#desk = { record: beforeTheFirst, now: options.now, clock, asked: [] };
    this.#cases = (options.invariants ?? invariants).map(
      (invariant) => new Case(invariant, this.#model, this.#desk, options.world),
    );
    const somebodyMerges = this.#isMerged !== undefined;
    const somebodyThrows = this.#throwing.size > 0;
    for (const { invariant, watcher } of this.#cases) {
      this.#everybody.join(watcher);
      // In most runs nobody does either, and who would hear of it is not asked.
      if (somebodyMerges && invariant.hearsMerged === true) this.#ofMerged.join(watcher);
      if (somebodyThrows && invariant.exceptThrowing !== true) this.#ofThrowing.join(watcher);
      if (watcher.stepEnd !== undefined) this.#atStepEnd.push(watcher.stepEnd.bind(watcher));
    }
  }

  /** The state folded from the trace so far. */
  get model(): TraceModel {
    return this.#model;
  }

  /** Takes the next record. */
  take(record: TraceRecord<TraceFact>): void {
    // Beside a live run, the end of a step is told; in a file it shows when the next one begins.
    if (!this.#isLive && record.step !== this.#step) {
      if (this.#step >= 0) this.stepEnd();
      this.#step = record.step;
    }
    this.#desk.record = record;
    this.#model.apply(record.fact);
    const { fact } = record;
    this.#who(fact).hear(fact, record);
  }

  /** Takes what the judge saw itself. */
  observe(observation: Observation): void {
    this.#who(observation).see(observation);
  }

  #who(told: TraceFact | Observation): Audience {
    if (this.#throwing.size > 0 && "informer" in told && this.#isThrowing(told.informer))
      return this.#ofThrowing;
    if (this.#isMerged === undefined) return this.#everybody;
    return "handler" in told && "informer" in told && this.#isMerged(told)
      ? this.#ofMerged
      : this.#everybody;
  }

  #isThrowing(informer: unknown): boolean {
    return typeof informer === "string" && this.#throwing.has(informer);
  }

  /** A step is over: what lies between two steps is what readers can see. */
  stepEnd(): void {
    for (const listener of this.#atStepEnd) listener();
    const { asked } = this.#desk;
    if (asked.length === 0) return;
    this.#desk.asked = [];
    for (const one of asked) one.askedStepEnd();
  }

  /** The run is over. */
  end(): readonly Verdict[] {
    this.stepEnd();
    for (const { watcher } of this.#cases) watcher.end?.(this.#model.isQuiet);
    return this.#cases.map((one) => one.verdict());
  }
}

/** A fact or an observation about a handler. */
interface OfHandler {
  readonly informer: string;
  readonly handler: string;
}

/** Whether that handler merges what waits for it. */
type IsMerged = (of: OfHandler) => boolean;

/** Undefined where no handler does. */
function mergingHandlers(world: JudgedWorld | undefined): IsMerged | undefined {
  if (world === undefined) return undefined;
  const some = [...world.informerNames].some((name) =>
    world.informer(name)?.program.handlers?.some(({ bufferLimit }) => bufferLimit !== undefined),
  );
  return some
    ? ({ informer, handler }) => world.informer(informer)?.isLimited(handler) === true
    : undefined;
}

function throwingInformers(world: JudgedWorld | undefined): ReadonlySet<string> {
  const names = [...(world?.informerNames ?? [])];
  return new Set(names.filter((name) => world?.informer(name)?.throws === true));
}

type Listener = (fact: TraceFact, record: TraceRecord<TraceFact>) => void;
type Seer = (observation: Observation) => void;

/** Who is told of what, by its kind. */
class Audience {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #seers = new Map<string, Seer[]>();

  join({ on, see }: Watcher): void {
    joinBy(this.#listeners, on as Readonly<Record<string, Listener>>);
    if (see !== undefined) joinBy(this.#seers, see as Readonly<Record<string, Seer>>);
  }

  hear(fact: TraceFact, record: TraceRecord<TraceFact>): void {
    const listeners = this.#listeners.get(fact.kind);
    if (listeners !== undefined) for (const listener of listeners) listener(fact, record);
  }

  see(observation: Observation): void {
    const seers = this.#seers.get(observation.kind);
    if (seers !== undefined) for (const seer of seers) seer(observation);
  }
}

function joinBy<L>(audiences: Map<string, L[]>, own: Readonly<Record<string, L>>): void {
  for (const kind of Object.keys(own)) {
    const listener = own[kind] as L;
    const audience = audiences.get(kind);
    if (audience === undefined) audiences.set(kind, [listener]);
    else audience.push(listener);
  }
}

/** Sums of times are not exact. */
const virtualClock: ClockTolerance = { earlyMs: 0.01, lateMs: 0.01 };
/** Timers count whole milliseconds, and what a program waits for begins before its fact is written. */
const realClock: ClockTolerance = { earlyMs: 5, lateMs: Number.POSITIVE_INFINITY };

interface Desk {
  record: TraceRecord<TraceFact>;
  readonly now: (() => number) | undefined;
  readonly clock: ClockTolerance;
  /** Who wants to look when the step at hand is over. */
  asked: Case[];
}

class Case implements Judge {
  readonly model: TraceModel;
  readonly world: JudgedWorld | undefined;
  readonly watcher: Watcher;
  readonly invariant: Invariant;
  readonly #desk: Desk;
  #isReached = false;
  #hasAsked = false;
  #violation: Violation | undefined;

  constructor(invariant: Invariant, model: TraceModel, desk: Desk, world: JudgedWorld | undefined) {
    this.model = model;
    this.world = world;
    this.invariant = invariant;
    this.#desk = desk;
    this.watcher = invariant.watch(this);
  }

  get record(): TraceRecord<TraceFact> {
    return this.#desk.record;
  }

  get now(): number {
    return this.#desk.now?.() ?? this.#desk.record.at;
  }

  get clock(): ClockTolerance {
    return this.#desk.clock;
  }

  reached(): void {
    this.#isReached = true;
  }

  askForStepEnd(): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#desk.asked.push(this);
  }

  askedStepEnd(): void {
    this.#hasAsked = false;
    this.watcher.askedStepEnd?.();
  }

  broken(message: LocalizedText): void {
    const { seq, at } = this.#desk.record;
    this.#violation ??= { invariant: this.invariant.id, seq, at, message };
  }

  verdict(): Verdict {
    if (this.#violation !== undefined) {
      return { invariant: this.invariant.id, verdict: "broken", violation: this.#violation };
    }
    return { invariant: this.invariant.id, verdict: this.#isReached ? "holds" : "not-reached" };
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
