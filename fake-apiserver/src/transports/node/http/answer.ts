import type { ApiResponse } from "../../../request/read/api-request.ts";

/** Headers of an answer: names in lower case; several values are a line each. */
export type AnswerHeaders = ApiResponse["headers"];

/** Where one answer goes, in whatever version of HTTP. Nothing that is said to a client that has gone does anything. */
export interface Answer {
  /** Nobody hears it: the client has gone, or all has been said. */
  readonly isClosed: boolean;
  /** Bytes that Go keeps of an answer before it begins to send it, in this version of HTTP. */
  readonly bufferBytes: number;
  /** Sends status and headers at once: clients wait for those of a watch before its first frame. */
  begin(status: number, headers: AnswerHeaders): void;
  /** Sends all of it; `undefined` where an answer of this status has no body. */
  send(status: number, headers: AnswerHeaders, body: string | Uint8Array | undefined): void;
  /** Goes on with one that has begun. False when no more should come for now; then `resume` is called once there is room. */
  write(bytes: Uint8Array, resume: () => void): boolean;
  /** Ends one that has begun. */
  end(): void;
  /** Breaks the connection under it, with a TCP reset where the socket can. */
  break(): void;
  /** Calls back once, when it is over or the client has gone. */
  onClose(step: () => void): void;
}
