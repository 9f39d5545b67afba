import type { IncomingMessage } from "node:http";
import { type Cancel, type Clock, type Lane, lane, type Status } from "@informerlab/core";
import type { FaultedWatch } from "../../../faults/faulted-watch.ts";
import type { WatchFrame } from "../../../request/read/api-request.ts";
import type { ResourceRequest } from "../../../request/read/resource-request.ts";
import type { WatchTap } from "../../../taps/tap.ts";
import type { ExchangeTaps } from "../../../taps/taps.ts";
import { errorFrame } from "../../../watch/frame.ts";
import type { FrameVerdict, WatchEndReason } from "../../../watch/watcher.ts";
import { breakConnection, type NodeResponse } from "../http/node-answer.ts";
import { FrameLane } from "./frame-lane.ts";
import { formOf, PassingFrame } from "./frames/passing-frame.ts";
import { type FrameFormat, FrameSplitter } from "./frames/split-frames.ts";
import type { ProxyHost } from "./proxy-host.ts";
import { gzipChannel, plainChannel, type WatchChannel } from "./watch-channel.ts";

/** Settings of a {@link WatchRelay}. */
export interface WatchRelayOptions {
  readonly host: ProxyHost;
  readonly request: ResourceRequest;
  /** Undefined: the stream is of another type, and is passed on as bytes. */
  readonly format: FrameFormat | undefined;
  /** Any other compression hides its frames: it has no format then. */
  readonly encoding: "identity" | "gzip";
  readonly source: IncomingMessage;
  readonly target: NodeResponse;
  /** Hear what the client is told. */
  readonly taps: ExchangeTaps;
}

const initialEventsEnd = "k8s.io/initial-events-end";

/** One watch through the proxy: passes frames on as they come, and suffers what faults want of them. */
export class WatchRelay implements FaultedWatch {
  readonly id: string;
  readonly client: string;
  readonly #options: WatchRelayOptions;
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #channel: WatchChannel;
  readonly #frames: FrameLane;
  readonly #tap: Required<WatchTap>;
  readonly #cancels: Cancel[] = [];
  #eventCount = 0;
  #isEnded = false;
  #isStalled = false;
  #heldBack: (() => void) | undefined;

  constructor(options: WatchRelayOptions) {
    const { host, request, source, target, taps, encoding } = options;
    this.id = host.nextId();
    this.#tap = taps.watch({ id: this.id });
    this.client = request.client;
    this.#options = options;
    this.#clock = host.environment.clock;
    this.#lane = lane(`apiserver/watch/${this.id}`);
    const channel =
      encoding === "gzip" ? gzipChannel(source, target) : plainChannel(source, target);
    this.#channel = channel;
    this.#frames = new FrameLane({
      clock: this.#clock,
      write: (bytes) => channel.write(bytes),
      whenRoom: (step) => channel.whenRoom(step),
    });
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  after(clock: Clock, delayMs: number, step: () => void): void {
    this.#cancels.push(clock.after(delayMs, this.#lane, step));
  }

  onEnd(step: () => void): void {
    this.#cancels.push(step);
  }

  suffer(verdict: FrameVerdict): void {
    if (verdict.isStalled === true) this.#isStalled = true;
    if (verdict.error !== undefined) this.#fail(verdict.error);
    else if (verdict.end !== undefined) void this.#end("fault", verdict.end);
  }

  /** Ends the watch as a server that restarts does. */
  restart(): void {
    void this.#end("restart", "clean");
  }

  /** Passes on until one of the two sides ends. */
  async run(): Promise<void> {
    const { host, request, target, format } = this.#options;
    target.once("close", () => this.#finish("client"));
    host.faults.watchOpened(this, request);
    const splitter = format === undefined ? undefined : new FrameSplitter(format);
    try {
      for await (const chunk of this.#channel.source) {
        if (this.#isEnded) return;
        if (splitter === undefined) this.#pass(chunk, 0);
        else for (const bytes of splitter.push(chunk)) this.#send(bytes);
        await this.#frames.ready();
        await host.taps.ready();
      }
      const rest = splitter?.rest();
      if (rest !== undefined && rest.length > 0) this.#pass(rest, 0);
      await this.#end("timeout", "clean");
    } catch {
      // The server behind broke off, or this side did.
      await this.#end("fault", "reset");
    }
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const { host, format = "json" } = this.#options;
    if (this.#isEnded) return;
    const frame = new PassingFrame(bytes, format);
    if (host.faults.isEmpty) {
      this.#tell(frame, 0);
      return;
    }
    const verdict = host.faults.onFrame(this, frame, nameOf(frame));
    const delayMs = verdict?.delayMs ?? 0;
    if (verdict?.isHeldBack === true && this.#heldBack === undefined) {
      this.#heldBack = () => this.#tell(frame, delayMs);
      return;
    }
    const sent = verdict?.replacement ?? frame;
    if (verdict?.isDropped !== true) this.#tell(sent, delayMs);
    if (verdict?.isDuplicated === true) this.#tell(sent, delayMs);
    if (verdict !== undefined) this.suffer(verdict);
  }

  #tell(frame: WatchFrame, delayMs: number): void {
    if (this.#isStalled) return;
    this.#eventCount += 1;
    this.#pass(frame.encode(), delayMs);
    this.#tap.frame(frame, delayMs);
    this.#flushHeldBack();
  }

  #flushHeldBack(): void {
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    heldBack?.();
  }

  #pass(bytes: Uint8Array<ArrayBuffer>, delayMs: number): void {
    if (!this.#isStalled) this.#frames.push(bytes, delayMs);
  }

  #fail(status: Status): void {
    if (this.#isEnded) return;
    const { format } = this.#options;
    if (format === undefined) {
      // Between bytes that cannot be read no event can be put.
      void this.#end("fault", "reset");
      return;
    }
    this.#tell(errorFrame(status, formOf(format)), 0);
    void this.#end(status.code === 410 ? "expired" : "fault", "clean");
  }

  /** Behind everything already sent. */
  async #end(reason: WatchEndReason, how: "clean" | "reset"): Promise<void> {
    if (this.#isEnded) return;
    this.#flushHeldBack();
    this.#finish(reason, how === "reset");
    // A client of a stalled watch is not told of its end either.
    if (this.#isStalled) return;
    await this.#frames.drained();
    const { target } = this.#options;
    if (target.destroyed) return;
    if (how === "clean") this.#channel.end();
    else breakConnection(target);
  }

  #finish(reason: WatchEndReason, isBroken = false): void {
    if (reason === "client") this.#frames.stop();
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const cancel of this.#cancels) cancel();
    this.#channel.close();
    this.#tap.ended(reason, isBroken);
  }
}

/** The stable name of an event, on which draws hang. */
function nameOf({ type, object }: WatchFrame): string {
  const { name = "", namespace = "", resourceVersion = "", annotations } = object.metadata ?? {};
  if (type !== "BOOKMARK") return `${namespace}/${name}@${resourceVersion}`;
  return annotations?.[initialEventsEnd] === "true"
    ? "initial-events-end"
    : `bookmark/${resourceVersion}`;
}
