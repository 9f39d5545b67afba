import {
  type Cancel,
  type Clock,
  type Environment,
  type KubernetesObject,
  type Lane,
  lane,
  type Status,
} from "@informerlab/core";
import type { ObjectRef } from "@informerlab/core/trace";
import type { WatchFrame, WatchSink, WatchStream } from "../request/read/api-request.ts";
import type { NetworkDelays } from "../request/read/resource-request.ts";
import { type Commit, objectAfter, objectBefore } from "../storage/commit.ts";
import { withResourceVersion } from "../storage/revision-log.ts";
import { errorFrame } from "./frame.ts";
import type { FrameFactory } from "./frame-factory.ts";
import { FrameQueue } from "./frame-queue.ts";

/** Why a watch ended, in the words of the trace. */
export type WatchEndReason =
  | "timeout"
  | "client"
  | "expired"
  | "fault"
  | "restart"
  | "slow"
  | "deleted";

/** What happens to a frame on its way out; absent members mean: nothing. */
export interface FrameVerdict {
  readonly delayMs?: number;
  readonly isDropped?: boolean;
  readonly isDuplicated?: boolean;
  /** Goes out instead of the frame. */
  readonly replacement?: WatchFrame;
  /** The frame waits and goes out behind the next one. */
  readonly isHeldBack?: boolean;
  /** After this frame (or instead of it, when dropped) the stream ends so. */
  readonly end?: "clean" | "reset";
  /** After this frame comes this ERROR frame and the end. */
  readonly error?: Status;
  /** Nothing reaches the client any more, and it is not told. */
  readonly isStalled?: boolean;
}

/** Asked for each frame that leaves. */
export interface FrameJudge {
  /** No frame has anything to fear. */
  readonly isEmpty: boolean;
  /** `event` is the stable name of the event. */
  onFrame(watcher: Watcher, frame: WatchFrame, event: string): FrameVerdict | undefined;
}

/** What a frame is about: a commit, or progress without one. */
type FrameSubject = Commit | ObjectRef;

/** What one watch wants to see, and how. */
export interface WatcherOptions {
  readonly id: string;
  /** Storage key of the resource. */
  readonly resource: string;
  /** Keys begin with it: `namespace/`, or empty for all. */
  readonly prefix: string;
  /** Undefined without selectors: everything matches. */
  readonly matches: ((object: KubernetesObject) => boolean) | undefined;
  readonly frames: FrameFactory;
  readonly wantsBookmarks: boolean;
  readonly client: string;
  readonly faults: FrameJudge;
  readonly network: NetworkDelays | undefined;
  readonly onEnd: (watcher: Watcher, reason: WatchEndReason) => void;
}

/**
 * One client's stream: what it has been told, what waits, and how it ends. Sees every commit of its resource in
 * order and turns those that concern it into frames; an object that begins or ceases to match a selector is ADDED
 * or DELETED.
 */
export class Watcher implements WatchStream {
  readonly id: string;
  readonly resource: string;
  readonly client: string;
  readonly wantsBookmarks: boolean;
  readonly lane: Lane;
  /** Keys that it sees begin with this. */
  readonly prefix: string;
  readonly #options: WatcherOptions;
  readonly #trace: Environment["trace"];
  readonly #queue: FrameQueue;
  /** Told when a fault holds a frame back for the next one. */
  #heldBack: (() => void) | undefined;
  #isEnded = false;
  #isStalled = false;
  #lastRevision: number;
  #eventCount = 0;
  readonly #timers: Cancel[] = [];

  constructor(environment: Environment, options: WatcherOptions, revision: number) {
    this.id = options.id;
    this.resource = options.resource;
    this.client = options.client;
    this.prefix = options.prefix;
    this.wantsBookmarks = options.wantsBookmarks;
    this.lane = lane(`apiserver/watch/${options.id}`);
    this.#options = options;
    this.#trace = environment.trace;
    this.#lastRevision = revision;
    this.#queue = new FrameQueue(environment.clock, this.lane, () => this.end("slow", "clean"));
  }

  /** Everything up to this revision has been told, as far as it concerns this watch. */
  get revision(): number {
    return this.#lastRevision;
  }

  /** Frames sent so far, bookmarks included. */
  get eventCount(): number {
    return this.#eventCount;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  start(sink: WatchSink): Cancel {
    this.#queue.start(sink);
    return () => {
      this.#queue.stop();
      this.#finish("client");
    };
  }

  /** Posts `step` on this watch's lane after a while, unless the watch has ended by then. */
  after(clock: Clock, delayMs: number, step: () => void): void {
    this.#timers.push(clock.after(delayMs, this.lane, step));
  }

  /** Called when the watch ends, however it ends. */
  onEnd(step: () => void): void {
    this.#timers.push(step);
  }

  /** Tells the state at the start as ADDED frames. */
  tellInitial(commits: readonly Commit[]): void {
    const { matches } = this.#options;
    for (const commit of commits) {
      if (this.#isEnded) return;
      if (matches !== undefined && !matches(commit.object)) continue;
      if (this.#endsUnshown()) return;
      const frame = this.#options.frames.frameOf("ADDED", commit.object, true);
      if (this.#isPlain()) this.#pass(frame, commit, 0);
      else this.#send(frame, commit, `initial/${commit.key}`);
    }
  }

  /** Tells one commit, if it concerns this watch. */
  tell(commit: Commit): void {
    if (this.#isEnded || commit.revision <= this.#lastRevision) return;
    this.#lastRevision = commit.revision;
    if (!commit.key.startsWith(this.#options.prefix)) return;
    const seen = this.#seen(commit);
    if (seen === undefined || this.#endsUnshown()) return;
    const frame = this.#options.frames.frameOf(seen.type, seen.object);
    if (this.#isPlain()) this.#pass(frame, commit, 0);
    else this.#send(frame, commit, commit.operation ?? `${commit.key}#${commit.ordinal}`);
  }

  /** Tells how far the server is, when the client wants to know. */
  tellBookmark(revision: number, isInitialEventsEnd = false): void {
    if (this.#isEnded || !this.wantsBookmarks || this.#endsUnshown()) return;
    this.#lastRevision = Math.max(this.#lastRevision, revision);
    const resourceVersion = String(revision);
    const frame = this.#options.frames.bookmark(resourceVersion, isInitialEventsEnd);
    const event = isInitialEventsEnd ? "initial-events-end" : `bookmark/${resourceVersion}`;
    this.#send(frame, { resource: this.resource, key: "", resourceVersion }, event);
  }

  /** Sends an ERROR frame and ends the stream cleanly. */
  fail(status: Status, reason: WatchEndReason): void {
    if (this.#isEnded) return;
    this.#pass(errorFrame(status, this.#options.frames.form), undefined, 0);
    this.end(reason, "clean");
  }

  /** Ends the stream behind everything already sent. */
  end(reason: WatchEndReason, how: "clean" | "reset"): void {
    if (this.#isEnded) return;
    this.#flushHeldBack();
    if (!this.#isStalled) this.#queue.end(how);
    this.#finish(reason);
  }

  /** From now on nothing reaches the client, not even the end: a half-open connection. */
  stall(): void {
    this.#isStalled = true;
  }

  /** A stream in a shape that only lists have ends before its first object. */
  #endsUnshown(): boolean {
    if (this.#options.frames.canShowObjects) return false;
    this.end("fault", "clean");
    return true;
  }

  #seen(
    commit: Commit,
  ):
    | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubernetesObject }
    | undefined {
    const { matches } = this.#options;
    const before = objectBefore(commit);
    const after = objectAfter(commit);
    const matchedBefore = before !== undefined && (matches === undefined || matches(before));
    const matchesAfter = after !== undefined && (matches === undefined || matches(after));
    if (matchesAfter) return { type: matchedBefore ? "MODIFIED" : "ADDED", object: commit.object };
    if (before === undefined || !matchedBefore) return undefined;
    // A deletion shows the object as it last was; one that stops matching is shown as it was when it matched.
    return after === undefined
      ? { type: "DELETED", object: commit.object }
      : { type: "DELETED", object: withResourceVersion(before, commit.resourceVersion) };
  }

  /** Nothing can happen to a frame on its way: it need not be named. */
  #isPlain(): boolean {
    return this.#options.network === undefined && this.#options.faults.isEmpty;
  }

  #send(frame: WatchFrame, about: FrameSubject, event: string): void {
    const { faults, network } = this.#options;
    const verdict = faults.onFrame(this, frame, event);
    const delayMs = (network?.eventDelayMs(event) ?? 0) + (verdict?.delayMs ?? 0);
    if (verdict === undefined) {
      this.#pass(frame, about, delayMs);
      return;
    }
    if (verdict.isHeldBack === true && this.#heldBack === undefined) {
      this.#heldBack = () => this.#pass(frame, about, delayMs);
      return;
    }
    const sent = verdict.replacement ?? frame;
    if (verdict.isDropped !== true) this.#pass(sent, about, delayMs);
    if (verdict.isDuplicated === true) this.#pass(sent, about, delayMs);
    this.suffer(verdict);
  }

  /** Ends or silences the stream as a fault wants it. */
  suffer(verdict: FrameVerdict): void {
    if (verdict.isStalled === true) this.stall();
    if (verdict.error !== undefined) {
      this.fail(verdict.error, verdict.error.code === 410 ? "expired" : "fault");
    } else if (verdict.end !== undefined) {
      this.end("fault", verdict.end);
    }
  }

  #pass(frame: WatchFrame, about: FrameSubject | undefined, delayMs: number): void {
    if (this.#isStalled) return;
    this.#eventCount += 1;
    this.#trace.emit?.(
      {
        kind: "server.watch-sent",
        watch: this.id,
        type: frame.type,
        ...(about === undefined ? {} : { ref: refOf(about) }),
        ...(delayMs > 0 ? { latencyMs: delayMs } : {}),
      },
      about !== undefined && "cause" in about ? about.cause : undefined,
    );
    this.#queue.push(frame, delayMs);
    if (this.#heldBack !== undefined) this.#flushHeldBack();
  }

  #flushHeldBack(): void {
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    heldBack?.();
  }

  #finish(reason: WatchEndReason): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const cancel of this.#timers) cancel();
    this.#trace.emit?.({ kind: "server.watch-ended", watch: this.id, reason });
    this.#options.onEnd(this, reason);
  }
}

function refOf(about: FrameSubject): ObjectRef {
  if (!("object" in about)) return about;
  const { uid } = about.object.metadata ?? {};
  const { resource, key, resourceVersion } = about;
  return uid === undefined
    ? { resource, key, resourceVersion }
    : { resource, key, uid, resourceVersion };
}
