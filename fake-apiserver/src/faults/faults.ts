import { type Environment, lane, type Status } from "@informerlab/core";
import type { WatchFrame } from "../request/read/api-request.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { FrameVerdict } from "../watch/watcher.ts";
import { ActiveFault, type FaultWorld } from "./active-fault.ts";
import { problemOfFault } from "./check-fault.ts";
import type { Fault, FaultAction, FaultMatch } from "./fault.ts";
import { FaultError, faultKindOf, faultKinds, refuseOnOpen } from "./fault-kinds.ts";
import type { FaultedWatch } from "./faulted-watch.ts";
import { type FaultHandle, HeldFault } from "./held-fault.ts";
import { frameVerdict, futureStatus, isApplicable, streamingListStatus } from "./request-faults.ts";
import {
  type ExpiredPlace,
  endingOf,
  errorStatus,
  expiredStatus,
  triggerOf,
} from "./stream-faults.ts";
import { refuseWhatCannotBe, type TransportLimits } from "./transport-limits.ts";

/** What befalls a request. Absent members mean: nothing. */
export interface RequestVerdict {
  /** Before the server looks at it. */
  readonly delayMs: number;
  /** Before the answer leaves. */
  readonly responseDelayMs: number;
  readonly refusal: Status | undefined;
  readonly reset: "nothing" | "headers" | undefined;
  readonly losesResponse: boolean;
  readonly staleRevision: number | undefined;
}

/** What the server does for a fault. */
export interface FaultEffects {
  compact(keepRevisions: number): void;
  restart(): void;
  /** The revision that was the newest `ms` ago for a resource. */
  revisionAgo(resource: string, ms: number): number;
  readableFrom(resource: string): number;
  /** A match with its resources under the names of requests. @throws FaultError */
  clear(match: FaultMatch): FaultMatch;
  /** A fault has struck a request. */
  struck(request: ResourceRequest, fault: string): void;
}

const faultsLane = lane("apiserver/faults");

const nothing: RequestVerdict = {
  delayMs: 0,
  responseDelayMs: 0,
  refusal: undefined,
  reset: undefined,
  losesResponse: false,
  staleRevision: undefined,
};

/** A stream action waiting for its moment on one watch. */
interface PendingStream {
  readonly active: ActiveFault;
  readonly action: FaultAction;
  readonly afterEvents: number;
}

interface OpenWatch {
  readonly request: ResourceRequest;
  pending: PendingStream[];
}

/**
 * All faults of one server, in the order added. Asked at three points only: a request arrives, a response leaves, a
 * watch event leaves; so a fault means the same in every transport, in virtual and in real time.
 */
export class Faults {
  readonly #environment: Environment;
  readonly #world: FaultWorld;
  readonly #effects: FaultEffects;
  readonly #active = new Map<string, ActiveFault>();
  readonly #spentHits = new Map<string, number>();
  readonly #watches = new Map<FaultedWatch, OpenWatch>();
  readonly #transports: TransportLimits[] = [];
  #made = 0;
  #onEvents: readonly ActiveFault[] = [];

  constructor(environment: Environment, effects: FaultEffects, revision: () => number) {
    this.#environment = environment;
    this.#effects = effects;
    this.#world = {
      now: () => environment.clock.now(),
      revision,
      hitsOf: (fault) => this.#active.get(fault)?.hits ?? this.#spentHits.get(fault) ?? 0,
      random: environment.random,
    };
  }

  /** Nothing can happen: neither requests nor frames need ask. */
  get isEmpty(): boolean {
    return this.#active.size === 0;
  }

  /** The faults in force, as data. */
  list(): readonly (Fault & { readonly id: string; readonly hits: number })[] {
    return [...this.#active.values()].map(({ id, hits, fault }) => ({ ...fault, id, hits }));
  }

  /**
   * Puts a fault in force.
   *
   * @throws FaultError when it is none, breaks a promise without saying so, or a transport cannot express it.
   */
  add(given: Fault): FaultHandle {
    const fault = this.#checked(given);
    const id = fault.id ?? this.#nextId();
    if (this.#active.has(id)) throw namedTwice(id);
    const active = new ActiveFault(id, fault, this.#world);
    this.#active.set(id, active);
    this.#refresh();
    if (fault.on?.open === true) this.#strikeWhenDue(active);
    return new HeldFault(active, () => this.#remove(active));
  }

  #checked(given: Fault): Fault {
    const problem = problemOfFault(given);
    if (problem !== undefined) throw new FaultError(problem);
    const fault = given.on === undefined ? given : { ...given, on: this.#effects.clear(given.on) };
    const kind = faultKindOf(fault.do);
    if (!faultKinds[kind].isSound && fault.unsound !== true) {
      throw new FaultError(
        `${kind} breaks a promise that Kubernetes makes, so a correct client cannot survive it; say unsound: true if that is wanted`,
      );
    }
    if (fault.on?.open === true) refuseOnOpen(fault);
    for (const transport of this.#transports) refuseWhatCannotBe(transport, fault);
    return fault;
  }

  /**
   * Strikes the watches that are open now, once. Returns how many. What is to come after so many events stays in force, until it
   * is removed.
   */
  strike(match: FaultMatch, action: FaultAction): number {
    const number = this.#freeNumber("strike");
    const on = { ...match, open: true };
    const handle = this.add({ id: `strike-${number}`, on, do: action, unsound: true });
    this.#made = number;
    const { hits } = handle;
    if ((triggerOf(action).afterEvents ?? 0) === 0 || hits === 0) handle.remove();
    return hits;
  }

  /** Replaces all faults, or none where one of them is wrong. @throws FaultError */
  plan(faults: readonly Fault[]): readonly FaultHandle[] {
    const ids = new Set<string>();
    for (const { id } of faults.map((fault) => this.#checked(fault))) {
      if (id !== undefined && ids.has(id)) throw namedTwice(id);
      if (id !== undefined) ids.add(id);
    }
    this.clear();
    return faults.map((fault) => this.add(fault));
  }

  /** Removes one fault; false when there is none of that name. */
  remove(id: string): boolean {
    const active = this.#active.get(id);
    if (active !== undefined) this.#remove(active);
    return active !== undefined;
  }

  /** As if there had never been one: what is drawn later and depends on earlier faults is as at first. */
  reset(): void {
    this.clear();
    this.#spentHits.clear();
    this.#made = 0;
  }

  /** Removes all faults. Watches that are stalled stay so. */
  clear(): void {
    for (const active of [...this.#active.values()]) this.#remove(active);
  }

  /** Tells of a transport; faults it cannot express are refused from now on. @throws FaultError when one is in force. */
  registerTransport(limits: TransportLimits): () => void {
    for (const { fault } of this.#active.values()) refuseWhatCannotBe(limits, fault);
    this.#transports.push(limits);
    return () => {
      const index = this.#transports.indexOf(limits);
      if (index >= 0) this.#transports.splice(index, 1);
    };
  }

  /** First point: a request arrives. */
  onRequest(request: ResourceRequest): RequestVerdict | undefined {
    if (this.isEmpty) return undefined;
    let verdict: { -readonly [K in keyof RequestVerdict]: RequestVerdict[K] } | undefined;
    for (const active of this.#active.values()) {
      const { fault } = active;
      if (active.isOnStream || active.isOnEvents || fault.on?.open === true) continue;
      if (!active.match.request(request) || !isApplicable(fault.do, request)) continue;
      if (!active.strikes(request.operation)) continue;
      verdict ??= { ...nothing };
      this.#apply(verdict, active, request);
      this.#emit(active, { request: request.id });
      this.#effects.struck(request, active.id);
      // The first fault that decides the answer wins; delays before it add up.
      if (verdict.refusal !== undefined || verdict.reset !== undefined) break;
    }
    return verdict;
  }

  /** A watch was opened: from now on it can be struck. Call before its first frame. */
  watchOpened(watcher: FaultedWatch, request: ResourceRequest): void {
    const open: OpenWatch = { request, pending: [] };
    this.#watches.set(watcher, open);
    watcher.onEnd(() => this.#watches.delete(watcher));
    if (this.isEmpty) return;
    for (const active of this.#active.values()) {
      if (!active.isOnStream || active.fault.on?.open === true) continue;
      if (!active.match.request(request) || "bookmarks" in active.fault.do) continue;
      if (!active.strikes(request.operation)) continue;
      this.#arm(active, watcher, open);
    }
  }

  /** Third point: a frame leaves. */
  onFrame(watcher: FaultedWatch, frame: WatchFrame, event: string): FrameVerdict | undefined {
    const open = this.#watches.get(watcher);
    if (open === undefined || this.isEmpty) return undefined;
    let verdict: FrameVerdict | undefined;
    for (const active of this.#onEvents) {
      if (!active.match.request(open.request)) continue;
      if (!this.#concerns(active, frame, event)) continue;
      const occurrence = `${watcher.client}/${event}`;
      if (!active.strikes(occurrence)) continue;
      this.#emit(active, { watch: watcher.id });
      verdict = { ...verdict, ...frameVerdict(active, frame, occurrence, verdict) };
    }
    const due = open.pending.findIndex(({ afterEvents }) => watcher.eventCount + 1 >= afterEvents);
    const [pending] = due < 0 ? [] : open.pending.splice(due, 1);
    if (pending === undefined) return verdict;
    this.#emit(pending.active, { watch: watcher.id });
    return { ...verdict, ...endingOf(pending.action, this.#placeOf(watcher)) };
  }

  #concerns(active: ActiveFault, frame: WatchFrame, event: string): boolean {
    const { do: action, on } = active.fault;
    const { name = "", namespace } = frame.object.metadata ?? {};
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    if (!active.match.event(frame.type, key)) return false;
    if ("bookmarks" in action) {
      return (
        frame.type === "BOOKMARK" &&
        (action.bookmarks === "none"
          ? event !== "initial-events-end"
          : event === "initial-events-end")
      );
    }
    // Without a word about types, what breaks events leaves bookmarks alone.
    return frame.type !== "BOOKMARK" || on?.event?.type === "BOOKMARK" || "latency" in action;
  }

  #placeOf({ revision = 1 }: FaultedWatch): ExpiredPlace {
    return { revision, head: this.#world.revision() };
  }

  #arm(active: ActiveFault, watcher: FaultedWatch, open: OpenWatch): void {
    const action = active.fault.do;
    const { afterEvents, afterMs } = triggerOf(action);
    const strike = (): void => {
      this.#emit(active, { watch: watcher.id });
      watcher.suffer(endingOf(action, this.#placeOf(watcher)));
    };
    if (afterEvents !== undefined && afterEvents > 0)
      open.pending.push({ active, action, afterEvents });
    else if (afterMs !== undefined && afterMs > 0)
      watcher.after(this.#environment.clock, afterMs, strike);
    else strike();
  }

  /** Faults on open watches strike those that are open when their time comes. */
  #strikeWhenDue(active: ActiveFault): void {
    const strike = (): void => {
      for (const [watcher, open] of [...this.#watches]) {
        if (!active.match.request(open.request)) continue;
        if (!active.strikes(open.request.operation)) continue;
        this.#arm(active, watcher, open);
      }
    };
    const { startsInMs } = active;
    if (startsInMs === 0) {
      strike();
      return;
    }
    this.#environment.clock.after(startsInMs, faultsLane, () => {
      if (this.#active.get(active.id) === active) strike();
    });
  }

  #apply(
    verdict: { -readonly [K in keyof RequestVerdict]: RequestVerdict[K] },
    active: ActiveFault,
    request: ResourceRequest,
  ): void {
    const action = active.fault.do;
    if ("latency" in action) {
      const delayMs = active.drawDelayMs(action.latency, request.operation);
      if (action.at === "response") verdict.responseDelayMs += delayMs;
      else verdict.delayMs += delayMs;
    } else if ("status" in action) {
      verdict.refusal = errorStatus(action.status, action.message, action);
    } else if ("expire" in action) {
      const revision = Number(request.options.resourceVersion ?? 0);
      verdict.refusal = expiredStatus(action.expire, { revision, head: this.#world.revision() });
    } else if ("futureResourceVersion" in action) {
      verdict.refusal = futureStatus(request, this.#world.revision());
    } else if ("reset" in action) {
      verdict.reset = action.reset === "before-headers" ? "nothing" : "headers";
    } else if ("refuseStreamingList" in action) {
      verdict.refusal = streamingListStatus();
    } else if ("stale" in action) {
      verdict.staleRevision = this.#staleRevision(action.stale, request);
    } else if ("compact" in action) {
      this.#effects.compact(action.compact.keep);
    } else if ("restart" in action) {
      this.#effects.restart();
    } else if ("loseResponse" in action) {
      verdict.losesResponse = true;
    }
  }

  #staleRevision(
    stale: { readonly byRevisions: number } | { readonly byMs: number },
    request: ResourceRequest,
  ): number {
    const resource = request.definition.storageKey;
    const revision =
      "byRevisions" in stale
        ? this.#world.revision() - stale.byRevisions
        : this.#effects.revisionAgo(resource, stale.byMs);
    return Math.max(revision, this.#effects.readableFrom(resource), 1);
  }

  #emit(active: ActiveFault, where: { readonly request?: string; readonly watch?: string }): void {
    this.#environment.trace.emit?.({
      kind: "fault.injected",
      fault: active.id,
      action: active.kind,
      ...where,
    });
  }

  #remove(active: ActiveFault): void {
    if (this.#active.get(active.id) !== active) return;
    this.#active.delete(active.id);
    this.#spentHits.set(active.id, active.hits);
    for (const open of this.#watches.values()) {
      open.pending = open.pending.filter((pending) => pending.active !== active);
    }
    this.#refresh();
  }

  #refresh(): void {
    this.#onEvents = [...this.#active.values()].filter(
      ({ isOnEvents, fault }) => isOnEvents || "bookmarks" in fault.do,
    );
  }

  #nextId(): string {
    this.#made = this.#freeNumber("fault");
    return `fault-${this.#made}`;
  }

  /** The next one of which no fault that somebody named has the name. */
  #freeNumber(prefix: string): number {
    let number = this.#made + 1;
    while (this.#active.has(`${prefix}-${number}`)) number += 1;
    return number;
  }
}

function namedTwice(id: string): FaultError {
  return new FaultError(`there is a fault named ${JSON.stringify(id)} already`);
}
