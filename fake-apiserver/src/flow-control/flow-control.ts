import type { Environment } from "@informerlab/core";
import type { ServerMetrics } from "../metrics/request-metrics.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { Work } from "./estimate-seats.ts";
import type { FlowRequest } from "./flow.ts";
import type { Passage } from "./passage.ts";

/** A request of which it is known who asks. */
export interface Arrival extends FlowRequest {
  /** It goes on after it is answered: logs, `exec`, watches. */
  readonly isLongRunning: boolean;
  readonly work: () => Work;
  /** For how long it may wait at most, from now on. */
  readonly waitMsMax: number;
}

/** Decides how many requests are served at a time, and which wait or are refused. */
export interface FlowControl {
  enter(arrival: Arrival): Passage;
  /** Brings what metrics tell up to date. */
  report(): void;
  /** What there is to see below `/debug/api_priority_and_fairness/`; undefined: nothing. */
  dump(name: string, withDetails: boolean): string | undefined;
}

/** A server whose requests are limited. */
export interface LimitedServer {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly settings: ServerSettings;
  readonly metrics: ServerMetrics;
}

/** Verbs of requests that change nothing. */
export function isReading(verb: string): boolean {
  return verb === "get" || verb === "list" || verb === "watch";
}
