import type { ApiRequest } from "../request/read/api-request.ts";

/** A request for something about the server itself. */
export interface DiscoveryRequest {
  readonly request: ApiRequest;
  readonly query: ReadonlyMap<string, string>;
  /** Decoded parts of the path, without the leading slash. */
  readonly segments: readonly string[];
}
