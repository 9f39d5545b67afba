import type { StopSignal } from "../environment/stop-signal.ts";

/** What every call takes. */
export interface CallOptions {
  /** Ends the call; it rejects with {@link CallAbortedError}. */
  readonly signal?: StopSignal;
}

/** What every write takes. */
export interface WriteOptions extends CallOptions {
  /** The server checks and answers, and stores nothing. @defaultValue false */
  readonly isDryRun?: boolean;
  /** Who owns the fields that are written. @defaultValue what the server makes of the user agent */
  readonly fieldManager?: string;
  /** What the server does about unknown and duplicate fields. @defaultValue the server's: `Warn` */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict";
}

/** Settings of a patch. */
export interface PatchOptions extends WriteOptions {
  /** How the patch is written. @defaultValue "merge" */
  readonly type?: "json" | "merge" | "strategic";
  /** `status` or `scale`. @defaultValue none */
  readonly subresource?: string;
}

/** Settings of a server-side apply. */
export interface ApplyOptions extends Omit<WriteOptions, "fieldManager"> {
  /** Who applies: required, for the server compares with what the same manager applied before. */
  readonly fieldManager: string;
  /** Takes fields over from other managers instead of failing with a conflict. @defaultValue false */
  readonly force?: boolean;
}

/** Settings of a delete. */
export interface DeleteOptions extends CallOptions {
  readonly isDryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  /** What becomes of the objects that it owns. @defaultValue the kind's own */
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  /** The delete fails with a conflict when the object is another one by now. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A call ended because its signal was given. */
export class CallAbortedError extends Error {
  override readonly name = "CallAbortedError";
}
