import {
  type Cancel,
  copyJson,
  type Environment,
  type HandlerRegistration,
  type Indexers,
  type InformerParts,
  type KubernetesObject,
  Lister,
  type ListerWatcher,
  labelIndexFunction,
  lane,
  metaNamespaceKey,
  SharedIndexInformer,
  type SharedIndexInformerOptions,
} from "@informerlab/core";
import type { JudgedInformer, KeptRead } from "../../invariants/invariant.ts";
import type { Observe } from "../../invariants/observation.ts";
import { revisionOf } from "../../model/revision.ts";
import { informerName, isEarly } from "../../scenario/defaults.ts";
import type {
  HandlerProgram,
  InformerProgram,
  NetworkProgram,
  Within,
} from "../../scenario/scenario.ts";
import { ProgramWaits } from "../programs/program-waits.ts";
import type { ReplacementParts } from "../replacement-parts.ts";
import { expectedOf } from "../server/manifest.ts";
import type { WorkQueueActor } from "../work-queue/work-queue-actor.ts";
import { ActsWithin } from "./acts-within.ts";
import { writesOnCache } from "./cache-writer.ts";
import { readCarelessly } from "./careless-reader.ts";
import { withCopies } from "./copied-objects.ts";
import { type CallsUnderWay, callbacksOf } from "./handler-callbacks.ts";
import { probed } from "./handler-probe.ts";
import { indexersOf } from "./indexers-of.ts";
import { NotificationReader } from "./notification-reader.ts";
import { awaitWithin } from "./step-promise.ts";
import { type ProgramFunction, ThrowingFunctions } from "./throwing-functions.ts";
import { trim } from "./trim.ts";
import { troubleTold } from "./trouble-told.ts";
import { WatchGauge } from "./watch-gauge.ts";

/** Where an informer of a scenario gets its parts. */
export interface InformerActorOptions {
  readonly program: InformerProgram;
  readonly listerWatcher: ListerWatcher;
  readonly queues: ReadonlyMap<string, WorkQueueActor>;
  /** Replaced parts: planted bugs. */
  readonly parts: InformerParts<KubernetesObject> | undefined;
  /** Lets a planted bug change what the informer is made from, itself, its lister, or stand before a handler. */
  readonly planted: Pick<
    ReplacementParts,
    "alterOptions" | "alterInformer" | "createLister" | "wrapHandler"
  >;
  /** Functions of the program throw in this run. */
  readonly throws: boolean;
  /** Who speaks HTTP leaves the read deadline to its client; where there are strays it says what it expects. */
  readonly network: NetworkProgram;
  /** Where a judge wants to be told of what really happens. */
  readonly observe: Observe | undefined;
}

/** Enough to see one change. */
const keptReadsMax = 200;

/** One informer of a scenario, with its handlers. */
export class InformerActor implements JudgedInformer {
  readonly name: string;
  readonly program: InformerProgram;
  readonly informer: SharedIndexInformer;
  readonly #environment: Environment;
  readonly #options: InformerActorOptions;
  readonly registrations: Map<string, HandlerRegistration> = new Map();
  readonly #gauge = new WatchGauge();
  readonly #durations = new Map<string, number>();
  readonly keptReads: KeptRead[] = [];
  /** Names that were taken: a call under way of one that left must not be taken for one of its successor. */
  readonly #usedNames = new Set<string>();
  readonly #limited: ReadonlySet<string>;
  readonly #functions: ThrowingFunctions;
  readonly throws: boolean;
  readonly waits: ProgramWaits = new ProgramWaits();
  readonly #actsWithin = new ActsWithin();
  readonly #starved: { readonly from: number; readonly until: number }[] = [];
  readonly #readers = new Map<string, NotificationReader>();
  readonly #underWay: CallsUnderWay = { count: 0 };

  constructor(environment: Environment, options: InformerActorOptions) {
    const { program, listerWatcher, parts, network, planted } = options;
    const expected = network.strays === true ? expectedOf(program.resource) : undefined;
    this.name = informerName(program);
    this.program = program;
    this.#environment = environment;
    this.#options = options;
    const limited = (program.handlers ?? []).filter(({ bufferLimit }) => bufferLimit !== undefined);
    this.throws = options.throws;
    this.#functions = new ThrowingFunctions(environment.clock, (of, object) =>
      options.observe?.({
        kind: "program.threw",
        informer: this.name,
        of,
        key: metaNamespaceKey(object),
      }),
    );
    this.#limited = new Set(limited.map(({ name }) => name));
    const settings: SharedIndexInformerOptions<KubernetesObject> = {
      name: this.name,
      resource: program.resource,
      listerWatcher: this.#gauge.wrap(
        writesOnCache(program) ? withCopies(listerWatcher, copyJson) : listerWatcher,
      ),
      ...(expected === undefined ? {} : { expected }),
      queue: program.queue ?? "delta",
      useWatchList: program.watchList ?? false,
      resyncPeriodMs: program.resyncPeriodMs ?? 0,
      indexers: this.#indexers(),
      ...(program.pageSize === undefined ? {} : { pageSize: program.pageSize }),
      ...(program.readDeadlineMs === undefined || network.http === true
        ? {}
        : { readDeadlineMs: program.readDeadlineMs }),
      ...(program.maxInternalErrorRetryMs === undefined
        ? {}
        : { maxInternalErrorRetryMs: program.maxInternalErrorRetryMs }),
      ...(program.transform === undefined
        ? {}
        : { transform: this.#functions.wrap("transform", (object) => this.#trim(object)) }),
      detectMutations: writesOnCache(program),
      // A program that handles errors: the trace tells of them.
      mutationHandler: () => undefined,
      watchErrorHandler: (error) => this.#hearsOfTrouble(error),
      handlerErrorHandler: ({ handler }) => {
        options.observe?.({ kind: "program.told-of-throw", informer: this.name, handler });
        if (this.throws) throw new Error("a program's error handler failed");
      },
      ...(parts === undefined ? {} : { parts }),
    };
    this.informer = new SharedIndexInformer(
      environment,
      planted.alterOptions?.(settings) ?? settings,
    );
    planted.alterInformer?.(this.informer, environment);
  }

  #indexers(): Indexers<KubernetesObject> {
    const indexers = indexersOf(this.program);
    if (!this.throws) return indexers;
    const wrapped = Object.entries(indexers).map(
      ([name, indexFunction]) => [name, this.#functions.wrap("index", indexFunction)] as const,
    );
    return Object.fromEntries(wrapped);
  }

  #hearsOfTrouble(error: unknown): void {
    this.#options.observe?.(troubleTold(this.name, error));
    this.#actsWithin.called("trouble");
  }

  /** The program does something the next time that a function of it is called, from within it. */
  actWithin(place: Within, act: () => void): void {
    if (place === "sync") this.informer.onSynced(act);
    else this.#actsWithin.next(place, act);
  }

  /** From now on and for a while a function of the program throws. */
  functionThrows(of: ProgramFunction, name: string | undefined, forMs: number): void {
    this.#functions.begin(of, name, forMs);
  }

  #trim(object: KubernetesObject): KubernetesObject {
    this.#options.observe?.({ kind: "program.transformed", informer: this.name, object });
    this.#actsWithin.called("transform");
    return trim(object);
  }

  /** Posts everything that the program does by itself. */
  schedule(): void {
    const { program } = this.#options;
    const own = lane(`program/${this.name}`);
    const at = (timeMs: number, step: () => void): Cancel =>
      this.#environment.clock.after(timeMs, own, step);
    for (const handler of program.handlers ?? []) {
      if (isEarly(handler, program)) this.#add(handler);
      else at(handler.addAtMs ?? 0, () => this.#add(handler));
      if (handler.removeAtMs !== undefined)
        at(handler.removeAtMs, () => this.#remove(handler.name));
    }
    if (program.startAtMs === undefined || program.startAtMs === 0) {
      this.#environment.scheduler.post(own, () => this.informer.start());
    } else {
      at(program.startAtMs, () => this.informer.start());
    }
    if (program.stopAtMs !== undefined) at(program.stopAtMs, () => this.stop());
  }

  /** Nothing of this informer is under way: it is watching, or it does not run. */
  get isAtRest(): boolean {
    if (this.#underWay.count > 0) return false;
    if (!this.informer.isStarted || this.informer.isStopped) return true;
    return this.#gauge.isWatching;
  }

  /** It reads everything anew: what comes of that comes later. */
  get isListing(): boolean {
    return this.#gauge.isListing;
  }

  get indexer(): SharedIndexInformer["indexer"] {
    return this.informer.indexer;
  }

  get seesAll(): boolean {
    return this.program.labelSelector === undefined && this.program.namespace === undefined;
  }

  get hasSynced(): boolean {
    return this.informer.hasSynced;
  }

  get isRunning(): boolean {
    return this.informer.isStarted && !this.informer.isStopped;
  }

  get lastSyncResourceVersion(): string {
    return this.informer.lastSyncResourceVersion;
  }

  /** Somebody waits until the cache holds everything up to a version, or gives up. */
  waitForRevision(resourceVersion: string, giveUpAfterMs: number | undefined): void {
    const { observe } = this.#options;
    if (this.informer.isStopped || !this.informer.isStarted) return;
    const place = { informer: this.name, revision: revisionOf(resourceVersion) } as const;
    observe?.({ kind: "program.waits", ...place });
    if (giveUpAfterMs === undefined) {
      this.informer.onResourceVersion(resourceVersion, () =>
        observe?.({ kind: "program.waited", ...place }),
      );
      return;
    }
    const wait = this.waits.begin();
    awaitWithin(
      () => this.informer.waitForResourceVersion(resourceVersion, wait.signal),
      (isReached) => {
        wait.isOver = true;
        observe?.({ kind: isReached ? "program.waited" : "program.gave-up", ...place });
      },
    );
    this.#environment.clock.after(giveUpAfterMs, lane(`program/${this.name}`), () => {
      if (wait.isOver) return;
      observe?.({ kind: "program.gives-up", ...place });
      wait.signal.give();
    });
  }

  isLimited(handler: string): boolean {
    return this.#limited.has(handler);
  }

  /** Registers a handler while the informer runs, unless there was one of that name. */
  addHandler(name: string): void {
    if (!this.#usedNames.has(name)) this.#add({ name });
  }

  /** Removes a handler; whoever asks learns when no callback of it runs. */
  shutDownHandler(name: string): void {
    const registration = this.registrations.get(name);
    if (registration === undefined) return;
    this.registrations.delete(name);
    const place = { informer: this.name, handler: name } as const;
    const { observe } = this.#options;
    observe?.({ kind: "program.awaits-end", ...place });
    awaitWithin(
      () => this.informer.shutDownEventHandler(registration),
      () => observe?.({ kind: "program.saw-end", ...place }),
    );
    observe?.({ kind: "probe.left", ...place });
    // Asked again, as by a second part of the program.
    observe?.({ kind: "program.awaits-end", ...place });
    awaitWithin(
      () => this.informer.shutDownEventHandler(registration),
      () => observe?.({ kind: "program.saw-end", ...place }),
    );
  }

  /** An index by the value of a label, unless there is one. */
  addIndex(label: string): void {
    const name = `label:${label}`;
    if (this.informer.isStopped || name in this.informer.indexer.getIndexers()) return;
    this.informer.addIndexers({ [name]: labelIndexFunction(label) });
  }

  /** The program stops it, as carelessly as programs do. */
  stop(): void {
    if (this.informer.isStopped) return;
    this.informer.stop();
    // Nor must stopping twice, or starting what has stopped.
    this.informer.stop();
    this.informer.start();
    this.#options.observe?.({ kind: "program.stopped", informer: this.name });
  }

  /** Notes that a part gets no time to run for a while. */
  isStarved(forMs: number): void {
    const from = this.#environment.clock.now();
    this.#starved.push({ from, until: from + forMs });
  }

  starvedMsSince(time: number): number {
    return this.#starved.reduce(
      (sum, { from, until }) => sum + Math.max(0, until - Math.max(from, time)),
      0,
    );
  }

  /** Somebody reads the cache in every way and treats the answers as its own. */
  read(): void {
    if (this.keptReads.length < keptReadsMax && !this.#functions.areThrowing)
      this.keptReads.push(...readCarelessly(this.informer.indexer));
  }

  get lister(): Lister {
    const { indexer } = this.informer;
    return (
      this.#options.planted.createLister?.(indexer) ??
      new Lister(indexer, { group: "", resource: this.program.resource })
    );
  }

  /** Connections to the server that it still holds. */
  get openConnections(): number {
    return this.#gauge.open;
  }

  /** From now on each callback of a handler takes this long. */
  slow(handler: string, durationMs: number): void {
    this.#durations.set(handler, durationMs);
  }

  #add(program: HandlerProgram): void {
    if (this.informer.isStopped) return;
    const { resyncPeriodMs, name, bufferLimit, enqueuesTo } = program;
    const { observe } = this.#options;
    this.#usedNames.add(name);
    const own = callbacksOf(program, {
      environment: this.#environment,
      lane: lane(`handler/${this.name}/${name}`),
      queue: enqueuesTo === undefined ? undefined : this.#options.queues.get(enqueuesTo),
      durationMs: () => this.#durations.get(name),
      underWay: this.#underWay,
      called: () => this.#actsWithin.called("handler"),
    });
    const settings = {
      name,
      ...(resyncPeriodMs === undefined ? {} : { resyncPeriodMs }),
      ...(bufferLimit === undefined ? {} : { buffer: { length: bufferLimit } }),
    };
    if (program.iterates === true) {
      const { informer } = this;
      const wait = this.waits.begin();
      const reading = { informer, handler: name, settings, callbacks: own, wait, observe };
      this.#readers.set(name, new NotificationReader(reading));
      return;
    }
    const handler = observe === undefined ? own : probed(own, this.name, name, observe);
    observe?.({ kind: "probe.joined", informer: this.name, handler: name });
    const registration = this.informer.addEventHandler(
      this.#options.planted.wrapHandler?.(handler) ?? handler,
      settings,
    );
    this.registrations.set(name, registration);
    this.#awaitSync(registration);
  }

  /** One part of the program gives its wait up at once, the other never does. */
  #awaitSync(registration: HandlerRegistration): void {
    const waits = [this.waits.begin(), this.waits.begin()] as const;
    for (const wait of waits)
      awaitWithin(
        () => registration.waitForSync(wait.signal),
        () => {
          wait.isOver = true;
        },
      );
    this.waits.giveUpNow(waits[0]);
  }

  #remove(name: string): void {
    this.#readers.get(name)?.leave();
    this.#readers.delete(name);
    const registration = this.registrations.get(name);
    if (registration === undefined) return;
    this.registrations.delete(name);
    this.informer.removeEventHandler(registration);
    // Doing it again, as careless programs do, must change nothing.
    this.informer.removeEventHandler(registration);
    this.#options.observe?.({ kind: "probe.left", informer: this.name, handler: name });
  }
}
