import type { ConsistencyReport, KubernetesObject, Lister, QueueFlavour } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { InformerModel } from "../model/informer-model.ts";
import type { TraceModel } from "../model/trace-model.ts";
import type { LocalizedText } from "../scenario/localized-text.ts";
import type { InformerProgram } from "../scenario/scenario.ts";
import type { ObservationListeners } from "./observation.ts";

/**
 * A property that every run must have, as a fold over the trace. Ids are stable: findings, docs and planted bugs
 * name them. They begin with the letter of their family, see `ruleFamilies`.
 */
export interface Invariant {
  readonly id: string;
  /** Short name, as in file names. */
  readonly name: string;
  /** The rule as a sentence. */
  readonly title: LocalizedText;
  /** Where the rule comes from. */
  readonly source: string;
  /** Which queues promise it; `server` for rules about the server alone. */
  readonly binds: readonly (QueueFlavour | "server")[];
  /** It also speaks of handlers that merge what waits for them; most rules want each notification as it was. */
  readonly hearsMerged?: true;
  /** It does not speak of informers whose program's functions throw: what they were called for is lost for a while. */
  readonly exceptThrowing?: true;
  /** Begins to watch one run. */
  watch(judge: Judge): Watcher;
}

/** What an invariant does while a trace goes by. */
export interface Watcher {
  /** By kind of fact; called after the model took the fact. */
  readonly on: FactListeners;
  /** By kind of observation: what the judge saw itself. Nothing comes here for a trace from a file. */
  readonly see?: ObservationListeners;
  /** After the last fact of each step: what lies between is seen by nobody. */
  stepEnd?(): void;
  /** The same for rules with something to look at in few steps: called once after {@link Judge.askForStepEnd}. */
  askedStepEnd?(): void;
  /** After the last fact. `isQuiet`: the run came to rest, so what should have happened has. */
  end?(isQuiet: boolean): void;
}

/** Listeners by kind of fact, each typed by its kind. */
export type FactListeners = {
  readonly [K in TraceFact["kind"]]?: (
    fact: Extract<TraceFact, { kind: K }>,
    record: TraceRecord<TraceFact>,
  ) => void;
};

/** How far from its time something may happen that was to happen at a time, milliseconds. */
export interface ClockTolerance {
  readonly earlyMs: number;
  readonly lateMs: number;
}

/** The judge's desk: the folded model, and where findings go. */
export interface Judge {
  readonly model: TraceModel;
  /** The live parts, when the judge sits beside the run; undefined for a trace from a file. */
  readonly world: JudgedWorld | undefined;
  /** The record at hand. */
  readonly record: TraceRecord<TraceFact>;
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  readonly clock: ClockTolerance;
  /** The rule's precondition occurred: from now on its verdict is not "not reached". */
  reached(): void;
  /** The rule wants to look when the step at hand is over. */
  askForStepEnd(): void;
  /** The rule is broken at the record at hand, and how; only the first time counts. */
  broken(message: LocalizedText): void;
}

/** What a judge beside a run may look at. */
export interface JudgedWorld {
  informer(name: string): JudgedInformer | undefined;
  /** Number of workers that a work queue has just now. */
  workers(queue: string): number;
  /** Whether workers of the loop of that queue wait for keys or work on one. */
  isServed(queue: string): boolean;
  /** Keys of that queue whose time has not come. */
  heldBack(queue: string): number;
  /** How the retries of that queue are limited. */
  limits(queue: string): RetryLimits;
  /** In that queue keys that were asked for more often overtake others. */
  isHotFirst(queue: string): boolean;
  /** Failures of a key that a queue remembers, which lengthen its next wait. */
  failures(queue: string, key: string): number;
  /** What that queue says by its metrics; undefined for one that is not measured. */
  gauges(queue: string): JudgedGauges | undefined;
  /** The lanes whose timers wait, each as often as it has one. */
  readonly timerLanes: readonly string[];
  /** The run goes on until all is quiet; false when the scenario ends it at a time. */
  readonly endsByItself: boolean;
  /** Stops everything and answers what still goes on an hour later. Only for the last rule that looks. */
  leftAfterStop(): readonly LocalizedText[];
  /**
   * Asks an informer whether its cache is as the server has it, and lets a while pass; undefined where nobody can. Only for
   * the last rule but one that looks.
   */
  checkConsistency(informer: string): ConsistencyAnswer | undefined;
  /** Names of all informers, also of those that have not started. */
  readonly informerNames: Iterable<string>;
}

/** What came of asking an informer whether its cache is as the server has it. */
export interface ConsistencyAnswer {
  /** By key, which object and version was cached when it was asked. */
  readonly cached: ReadonlyMap<string, string>;
  /** The same of the list that it was given; undefined when there was none. */
  readonly listed: ReadonlyMap<string, string> | undefined;
  readonly told: ConsistencyReport | undefined | "nothing";
}

/** Limits of a work queue's retries where they are not the controllers' own. */
export interface RetryLimits {
  /** Longest wait for a key's own failures, milliseconds. */
  readonly retryMaxMs?: number;
  /** Retries of a key in a row. */
  readonly maxRetries?: number;
  /** The first retries of a key, and all further ones. */
  readonly fastSlow?: {
    readonly fastMs: number;
    readonly slowMs: number;
    readonly attempts: number;
  };
  /** Retries of all keys: so many at once, and so many a second. */
  readonly bucket?: { readonly burst: number; readonly perSecond: number };
}

/** Metrics of a work queue, as sums. */
export interface JudgedGauges {
  readonly adds: number;
  readonly retries: number;
  readonly depth: number;
  readonly waits: { readonly count: number; readonly seconds: number };
  readonly works: { readonly count: number; readonly seconds: number };
  /** Of keys under way, and when that was said. */
  readonly ages: {
    readonly saidAt: number;
    readonly longestSeconds: number;
    readonly allSeconds: number;
  };
}

/** A live informer, as anybody who holds it sees it. */
export interface JudgedInformer {
  readonly indexer: JudgedIndexer;
  readonly hasSynced: boolean;
  readonly program: InformerProgram;
  /** No selector and no namespace hides anything from it. */
  readonly seesAll: boolean;
  /** It was started and not stopped. */
  readonly isRunning: boolean;
  /** Functions of its program throw in this run. */
  readonly throws: boolean;
  readonly lastSyncResourceVersion: string;
  /** What programs read its cache by. */
  readonly lister: Lister;
  /** Answers that readers keep, each beside a copy of what it was. */
  readonly keptReads: readonly KeptRead[];
  /** Whether that handler merges what waits for it. */
  isLimited(handler: string): boolean;
  /** Milliseconds since a time in which one of its parts got no time to run. */
  starvedMsSince(time: number): number;
  /** Handlers that the scenario registered and did not remove, by name. */
  readonly registrations: ReadonlyMap<string, { readonly hasSynced: boolean }>;
}

/** An answer of a cache in the hands of its reader. */
export interface KeptRead {
  readonly query: string;
  readonly held: readonly unknown[];
  readonly copy: readonly unknown[];
}

/** Queries of a live indexer that invariants compare with the trace. */
export interface JudgedIndexer {
  readonly size: number;
  readonly lastStoreSyncResourceVersion: string;
  list(): readonly KubernetesObject[];
  byIndex(indexName: string, value: string): readonly KubernetesObject[];
  listKeys(): readonly string[];
  getByKey(key: string): KubernetesObject | undefined;
  indexKeys(indexName: string, value: string): readonly string[];
  listIndexFunctionValues(indexName: string): readonly string[];
  getIndexers(): Readonly<Record<string, (object: KubernetesObject) => readonly string[]>>;
}

/** All three queues promise it. */
export const everyFlavour: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

/** The informer, when the rule binds its queue. */
export function boundInformer(
  judge: Judge,
  invariant: Invariant,
  name: string,
): InformerModel | undefined {
  const informer = judge.model.informers.get(name);
  if (informer === undefined || !invariant.binds.includes(informer.flavour)) return undefined;
  return invariant.exceptThrowing === true && judge.world?.informer(name)?.throws === true
    ? undefined
    : informer;
}

/**
 * Whether an informer has had time to do what was due at an instant: what is under way at one may still come, and a part
 * that gets no time to run does nothing.
 */
export function hadTimeSince(judge: Judge, informer: JudgedInformer, dueAt: number): boolean {
  return judge.now > dueAt && informer.starvedMsSince(dueAt) === 0;
}

const handlerNames = new Map<string, Map<string, string>>();
/** More informers or handlers than a program has: whoever judges many traces must not remember them all. */
const namesMax = 1000;

let lastAsked = { informer: "", handler: "", name: "/" };

/** The name of a handler among those of all informers. Many rules ask at each fact: the text is made once. */
export function handlerName(informer: string, handler: string): string {
  if (informer !== lastAsked.informer || handler !== lastAsked.handler)
    lastAsked = { informer, handler, name: rememberedName(informer, handler) };
  return lastAsked.name;
}

function rememberedName(informer: string, handler: string): string {
  let own = handlerNames.get(informer);
  if (own === undefined) {
    if (handlerNames.size >= namesMax) handlerNames.clear();
    own = new Map();
    handlerNames.set(informer, own);
  }
  let name = own.get(handler);
  if (name === undefined) {
    if (own.size >= namesMax) own.clear();
    name = `${informer}/${handler}`;
    own.set(handler, name);
  }
  return name;
}

/** One value of state per informer or handler, made when first asked for. */
export class PerName<T> {
  readonly #values = new Map<string, T>();
  readonly #create: (name: string) => T;
  /** Most questions are about the same name as the one before. */
  #lastName: string | undefined;
  #lastValue: T | undefined;

  constructor(create: (name: string) => T) {
    this.#create = create;
  }

  of(name: string): T {
    if (name === this.#lastName) return this.#lastValue as T;
    let value = this.#values.get(name);
    if (value === undefined) {
      value = this.#create(name);
      this.#values.set(name, value);
    }
    this.#lastName = name;
    this.#lastValue = value;
    return value;
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }
}

/**
 * Handlers that joined in the step at hand, from within a function of the program: they are told what is cached, and not what
 * the step had brought before.
 */
export class Newcomers {
  readonly #judge: Judge;
  readonly #joinedIn = new Map<string, number>();

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  add(name: string): void {
    this.#joinedIn.set(name, this.#judge.record.step);
  }

  has(name: string): boolean {
    return this.#joinedIn.get(name) === this.#judge.record.step;
  }
}

/** Names to which something happened in the step at hand, each once: their rule looks at them when it is over. */
export class TouchedNames {
  readonly #judge: Judge;
  #names: string[] = [];

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  add(name: string): void {
    if (this.#names.includes(name)) return;
    this.#names.push(name);
    this.#judge.askForStepEnd();
  }

  /** The names since the last time, oldest first. */
  take(): readonly string[] {
    const names = this.#names;
    this.#names = [];
    return names;
  }
}
