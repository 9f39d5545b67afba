import type { ApiRequest, WatchFrame } from "../request/read/api-request.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { RequestAttributes } from "../request/read/route.ts";
import type { WatchEndReason } from "../watch/watcher.ts";
import type { SeenBody } from "./seen-body.ts";

/** A request on the road between a client and a server. */
export interface SeenRequest {
  /** As it came. */
  readonly call: ApiRequest;
  /** What faults, gates, the journal and the trace see of it. */
  readonly request: ResourceRequest;
  /** Undefined for paths that are no resources. */
  readonly attributes: RequestAttributes | undefined;
}

/** What a client is answered, but for the body. */
export interface SeenAnswer {
  /** 0: the connection breaks instead. */
  readonly code: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Somebody who hears what goes over the road; it cannot change anything. */
export interface Tap {
  /** A request has come. Undefined: nothing more of it is wanted. */
  requested(seen: SeenRequest): ExchangeTap | undefined;
  /** Undefined while it keeps up; else more is passed on only once this has settled. */
  ready?(): Promise<void> | undefined;
}

/** Hears one exchange: its answer or that its client has gone; then a body or a watch. */
export interface ExchangeTap {
  answered?(answer: SeenAnswer): void;
  /** The client went away before there was an answer. */
  abandoned?(): void;
  /** The body of an answer that is no watch, once it is whole; undefined: it was cut off. */
  readonly body?: (body: SeenBody | undefined) => void;
  /** The connection broke under the body, and not by its client. */
  brokenOff?(): void;
  watch?(watch: SeenWatch): WatchTap | undefined;
}

/** A watch that was accepted. */
export interface SeenWatch {
  readonly id: string;
}

/** Hears a watch. */
export interface WatchTap {
  /** The client is told of an event, after `delayMs`. */
  frame?(frame: WatchFrame, delayMs: number): void;
  /** Nothing follows. `isBroken`: the connection broke under the client. */
  ended?(reason: WatchEndReason, isBroken: boolean): void;
}
