import type { UserIdentity } from "../request/read/api-request.ts";

/** What of a request decides on its flow. */
export interface FlowRequest {
  readonly user: UserIdentity;
  readonly verb: string;
  /** Of a request for objects. */
  readonly resource?: {
    readonly group: string;
    readonly version?: string;
    readonly resource: string;
    readonly subresource: string;
    readonly namespace: string | undefined;
    readonly name?: string | undefined;
  };
  readonly path: string;
}

/** Where a request belongs. */
export interface Flow {
  /** The uids that an answer names in its headers. */
  readonly flowSchema: string;
  readonly priorityLevel: string;
  /** By what requests of the schema are told apart; undefined: they are not. */
  readonly distinguishedBy: string | undefined;
  /** The names by which metrics speak of them. */
  readonly names: { readonly flowSchema: string; readonly priorityLevel: string };
}
