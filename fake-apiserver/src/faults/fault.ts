import type { RequestVerb } from "../request/read/resource-request.ts";

/** One thing that goes wrong, as data: which requests or events, when, and what happens to them. */
export interface Fault {
  /** Names the fault in traces, hits and draws. @defaultValue `fault-1`, `fault-2` … */
  readonly id?: string;
  /** @defaultValue everything */
  readonly on?: FaultMatch;
  /** @defaultValue for ever, each time */
  readonly life?: FaultLife;
  readonly do: FaultAction;
  /** Wanted although it breaks a promise that Kubernetes makes; without it such a fault is refused. */
  readonly unsound?: boolean;
}

/** Which requests, watches or events a fault concerns. Every member given must fit. */
export interface FaultMatch {
  readonly verb?: RequestVerb | readonly RequestVerb[];
  /**
   * `pods`, `deployments` or `deployments.apps`, `pods/status`; `*` stands for any characters. A name that the cluster does not
   * know is refused.
   */
  readonly resource?: string | readonly string[];
  /** True: the resource may be one that is served only later, named with its group. */
  readonly unserved?: true;
  readonly namespace?: string;
  readonly name?: string;
  /** User agent or name of the client; `*` stands for any characters. */
  readonly client?: string;
  readonly query?: {
    readonly resourceVersion?: string;
    readonly sendInitialEvents?: boolean;
    /** True: only pages after the first; false: only first pages. */
    readonly continue?: boolean;
  };
  /** Of the event, for faults that act on events. */
  readonly event?: {
    readonly type?: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
    /** `namespace/name`; `*` stands for any characters. */
    readonly key?: string;
  };
  /** The watches that are open when the fault begins, instead of requests to come. */
  readonly open?: boolean;
}

/** When a fault is in force and how often it strikes. */
export interface FaultLife {
  /** Only these of the matching occurrences, counted from 1. */
  readonly nth?: number | readonly number[];
  /** Strikes so often, then no more. */
  readonly times?: number;
  /** Strikes each occurrence with this chance; drawn by the occurrence's stable name. @defaultValue 1 */
  readonly probability?: number;
  readonly after?: FaultMoment;
  readonly until?: FaultMoment;
}

/** A point in a run: some time after the fault was added, a revision, a number of writes, or another fault's strike. */
export type FaultMoment =
  | { readonly ms: number }
  | { readonly resourceVersion: string }
  | { readonly writes: number }
  | { readonly fault: string };

/** Milliseconds, or a range to draw from. */
export type Delay = number | { readonly min: number; readonly max: number };

/** What is wrong with the line of an event. `nameless`: its object has lost its name, and everything else is right. */
export type MalformedEvent = "not-json" | "unknown-type" | "truncated" | "nameless";

/** What happens. One of these; `afterEvents` counts the frames that a watch has sent. */
export type FaultAction =
  | { readonly latency: Delay; readonly at?: "request" | "response" | "event" }
  | {
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  | {
      /** `http410` refuses; `event410` and `event410-gone` end the stream by an ERROR frame; `continue410` refuses a page. */
      readonly expire: "http410" | "event410" | "event410-gone" | "continue410";
      readonly afterEvents?: number;
    }
  | { readonly futureResourceVersion: true }
  | { readonly reset: "before-headers" | "after-headers" }
  | { readonly reset: "stream"; readonly afterEvents?: number; readonly afterMs?: number }
  | { readonly close: "clean"; readonly afterEvents?: number; readonly afterMs?: number }
  | { readonly stall: true; readonly afterEvents?: number; readonly afterMs?: number }
  | { readonly errorEvent: number; readonly message?: string; readonly afterEvents?: number }
  | { readonly bookmarks: "none" | "no-initial-events-end" }
  | { readonly refuseStreamingList: true }
  /** Reads that may be stale (resourceVersion 0 or a lower bound) show an older state. */
  | { readonly stale: { readonly byRevisions: number } | { readonly byMs: number } }
  /** What is older than the newest `keep` revisions is forgotten, everywhere. */
  | { readonly compact: { readonly keep: number } }
  | { readonly restart: true }
  /** The write is done, its answer lost. */
  | { readonly loseResponse: true }
  | { readonly malformEvent: MalformedEvent }
  | { readonly dropEvent: true }
  | { readonly duplicateEvent: true }
  | { readonly reorderEvents: true };

/** The keys of every member of a union. */
export type KeysOf<T> = T extends unknown ? keyof T : never;

/** The name of a kind of fault: the member of {@link FaultAction} that tells it. */
export type FaultKind = Exclude<
  KeysOf<FaultAction>,
  "at" | "reason" | "message" | "retryAfterSeconds" | "afterEvents" | "afterMs"
>;
