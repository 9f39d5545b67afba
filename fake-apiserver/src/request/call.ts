import type { ListOptions } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { IncludeObject, MetaVersion } from "./answer/represent.ts";
import type { MediaType } from "./answer/wire-form.ts";
import type { UserIdentity } from "./read/api-request.ts";
import type {
  NetworkDelays,
  Representation,
  RequestBody,
  RequestVerb,
  ResourceRequest,
} from "./read/resource-request.ts";

/** A request on a resource before the server has given it an id. */
export interface Call {
  readonly verb: RequestVerb;
  readonly definition: ResourceDefinition;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string;
  readonly options?: ListOptions;
  /** Of a watch that came by an old `/watch/` path: the one object that it names, if it names one. */
  readonly watchPath?: ResourceRequest["watchPath"];
  readonly query?: ReadonlyMap<string, string>;
  readonly address?: ResourceRequest["address"];
  readonly representation?: Representation;
  /** @defaultValue "v1" */
  readonly metaVersion?: MetaVersion;
  /** @defaultValue false */
  readonly isPartialList?: boolean;
  readonly answerMediaType?: MediaType;
  readonly includeObject?: IncludeObject;
  readonly client: string;
  readonly user?: UserIdentity;
  readonly operation?: string | undefined;
  readonly network?: NetworkDelays;
  readonly body?: RequestBody;
  readonly setsStatus?: boolean;
}
