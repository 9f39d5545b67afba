import type { KubernetesObject } from "@informerlab/core";
import type { WatchEndReason } from "../watch/watcher.ts";

/** The version of the format that is written. */
export const recordingVersion: RecordingHeader["recording"] = 1;

/** The first line of a recording. */
export interface RecordingHeader {
  readonly recording: 1;
  /** Milliseconds since the epoch; the times of all other lines count from here. */
  readonly startedAt: number;
  /** What stands for the values of Secrets. */
  readonly secrets: "left out" | "kept";
}

/** A client has asked. */
export interface AskedLine {
  readonly at: number;
  /** Number of the exchange. */
  readonly asked: number;
  /** Its user agent, as the journal has it. */
  readonly client: string;
  readonly method: string;
  /** With the query, as sent. */
  readonly path: string;
  /** The Accept header; absent where none was sent. */
  readonly accept?: string;
}

/** A client was answered. */
export interface AnsweredLine {
  readonly at: number;
  readonly answered: number;
  /** 0: the connection broke instead. */
  readonly code: number;
  /** Content type; absent where there is none. */
  readonly type?: string;
  /** Seconds of the Retry-After header. */
  readonly retryAfter?: string;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
}

/** What an answer held; its line follows that of the answer. */
export interface BodyLine {
  readonly at: number;
  readonly body: number;
  /** JSON, or the protobuf of a built-in kind. */
  readonly value?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly base64?: string;
  /** Why it is not here. */
  readonly leftOut?: string;
}

/** The client was told of an event of its watch. */
export interface EventLine {
  readonly at: number;
  readonly watch: number;
  /** Absent where the frame could not be read. */
  readonly type?: string;
  readonly object?: KubernetesObject;
  /** Why the object is not here. */
  readonly leftOut?: string;
}

/** A watch is over, an answer was cut off, or a client has gone before it was answered. */
export interface OverLine {
  readonly at: number;
  readonly over: number;
  readonly reason: WatchEndReason | "gone";
  /** The connection broke under the client; else it was told of the end, or went itself. */
  readonly broken?: true;
}

/** The last line: of a recording without it something is missing. */
export interface EndLine {
  readonly at: number;
  readonly end: "closed" | "full";
}

/** Any line but the first. */
export type RecordingLine = AskedLine | AnsweredLine | BodyLine | EventLine | OverLine | EndLine;
