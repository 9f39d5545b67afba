import type { KubernetesObject, ListOptions } from "@informerlab/core";
import type { Findings } from "../../admission/findings.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { IncludeObject, MetaVersion } from "../answer/represent.ts";
import type { MediaType } from "../answer/wire-form.ts";
import type { ApiRequest, UserIdentity } from "./api-request.ts";

/** What a request wants done, in the words of authorization and of faults. */
export type RequestVerb =
  | "get"
  | "list"
  | "watch"
  | "create"
  | "update"
  | "patch"
  | "delete"
  | "deletecollection";

/** How an object stands in an answer. */
export type Representation = "object" | "table" | "partial";

/** One request about a resource, understood: what all stages after routing work on. */
export interface ResourceRequest {
  /** Unique in one server: `1`, `2` …; ties together the facts of one request. */
  readonly id: string;
  readonly verb: RequestVerb;
  readonly definition: ResourceDefinition;
  /** Undefined for cluster-scoped resources and for all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** One of many that are deleted at once, whose name is not that of the request. */
  readonly isOneOfMany?: true;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Query of a get, list, watch or deletecollection. */
  readonly options: ListOptions;
  /** Came by one of the old `/watch/` paths, perhaps that of one object; undefined: it did not. */
  readonly watchPath?: { readonly name: string | undefined } | undefined;
  /** Everything in the query, the first of each name. */
  readonly query: ReadonlyMap<string, string>;
  /** Where it was sent, with all of its query; absent for what the cluster's owner does. */
  readonly address?: Pick<ApiRequest, "path" | "query">;
  readonly representation: Representation;
  readonly metaVersion: MetaVersion;
  /** `as=PartialObjectMetadataList`. */
  readonly isPartialList: boolean;
  /** In which the frames of a watch are written. */
  readonly answerMediaType: MediaType;
  readonly includeObject: IncludeObject;
  readonly client: string;
  readonly user: UserIdentity;
  /**
   * Names the operation whatever else happens in the run: draws of faults and latencies hang on it. Requests
   * without one are named by client, verb, resource and how many of those came before; what the cluster's owner
   * does without naming it is empty.
   */
  readonly operation: string;
  /** Delays on the way of an in-process client, which knows them; real transports have real ones. */
  readonly network?: NetworkDelays;
  /** The decoded body of a write, where the request has one. */
  readonly body?: RequestBody;
  /** A new object keeps the status, uid and times it comes with: the cluster's owner may say them, clients may not. */
  readonly setsStatus?: boolean;
  /** What admission noticed on the way. */
  readonly findings: Findings;
  /** A lagging replica answers: what may be stale shows the state of this revision. */
  readonly staleRevision?: number;
  /** `seq` of the fact `server.requested`; absent while nobody listens, and for what the cluster's owner does. */
  readonly cause?: number | undefined;
}

/** A body as it came, with its media type without parameters. */
export interface RequestBody {
  readonly content: string | Uint8Array | KubernetesObject;
  readonly mediaType: string;
}

/** How long answers and frames take to their client. */
export interface NetworkDelays {
  responseDelayMs(): number;
  /** By the stable name of the event. */
  eventDelayMs(event: string): number;
}
