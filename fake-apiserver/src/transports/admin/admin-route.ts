import type { WatchStream } from "../../request/read/api-request.ts";

/** One call of the admin API, understood. */
export interface AdminCall {
  /** Parts of the path in braces: `{id}`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  /** Undefined where none was sent. */
  readonly body: unknown;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** What a call answers. */
export type AdminAnswer =
  | { readonly kind: "json"; readonly value: unknown; readonly status?: number }
  | { readonly kind: "stream"; readonly stream: WatchStream; readonly contentType: string };

/** One member of the query of a call. */
export interface QueryParameter {
  readonly name: string;
  readonly about: string;
}

/** One call that the admin API has: what it is called, what it takes, and what it does. */
export interface AdminRoute<Target> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/_fake/v1`: `/faults/{id}`. */
  readonly path: string;
  readonly about: string;
  readonly query?: readonly QueryParameter[];
  /** JSON schema of the body; absent: the call takes none. */
  readonly body?: object;
  run(target: Target, call: AdminCall): AdminAnswer | Promise<AdminAnswer>;
}

/** Says what is wrong with a call. */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An answer of JSON. */
export function answered(value: unknown, status?: number): AdminAnswer {
  return status === undefined ? { kind: "json", value } : { kind: "json", value, status };
}

/** The answer of calls that only do something. */
export const done: AdminAnswer = { kind: "json", value: {} };
