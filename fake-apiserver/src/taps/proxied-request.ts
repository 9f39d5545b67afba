import type { ListOptions } from "@informerlab/core";
import { Findings } from "../admission/findings.ts";
import type { Call } from "../request/call.ts";
import type { ApiRequest } from "../request/read/api-request.ts";
import { parseListOptions } from "../request/read/list-options.ts";
import { namedDefinition, pathDefinition } from "../request/read/path-definition.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { parseRoute, type RequestAttributes } from "../request/read/route.ts";

/** A request to somebody else's server, as far as its path and query tell. */
export interface ProxiedRequest {
  /** What faults, gates, the journal and the trace see. */
  readonly request: ResourceRequest;
  /** Undefined for paths that are no resources. */
  readonly attributes: RequestAttributes | undefined;
}

/** What names requests. */
export interface RequestNames {
  readonly id: string;
  /** The stable name, on which draws hang. */
  operationOf(call: Call): string;
}

/** Reads a request as the server behind will, without knowing which kinds it has. */
export function toProxiedRequest(
  { method, path, query: pairs, client, user }: ApiRequest,
  { id, operationOf }: RequestNames,
): ProxiedRequest {
  const query = new Map([...pairs].reverse());
  const route = parseRoute({ method, path, query });
  const attributes = route?.kind === "resource" ? route.attributes : undefined;
  const definition =
    attributes === undefined
      ? pathDefinition(path)
      : namedDefinition(attributes.group, attributes.version, attributes.resource);
  const verb = attributes?.verb ?? "get";
  const namespace = attributes?.namespace;
  return {
    attributes,
    request: {
      id,
      verb,
      definition,
      namespace,
      name: attributes?.name,
      subresource: attributes?.subresource ?? "",
      options: optionsOf(query),
      query,
      representation: "object",
      metaVersion: "v1",
      isPartialList: false,
      answerMediaType: "application/json",
      includeObject: "Metadata",
      client,
      user: user ?? { name: "", groups: [] },
      operation: operationOf({ client, verb, definition, namespace }),
      findings: new Findings(),
    },
  };
}

/** What is wrong with a query the server behind will say. */
function optionsOf(query: ReadonlyMap<string, string>): ListOptions {
  try {
    return parseListOptions(query);
  } catch {
    return {};
  }
}
