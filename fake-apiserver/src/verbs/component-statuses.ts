import type { KubernetesObject } from "@informerlab/core";
import type { Outcome } from "../request/answer/outcome.ts";
import { notFound } from "../request/answer/status-errors.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { readSelectors } from "../request/read/selectors.ts";
import type { ServerCore } from "../request/server-core.ts";
import { createMatcher } from "./read/match-objects.ts";

/** Nobody listens at the ports of a scheduler and a controller manager beside this server. */
const components: readonly (readonly [name: string, port: number | undefined])[] = [
  ["controller-manager", 10_257],
  ["scheduler", 10_259],
  ["etcd-0", undefined],
];

/**
 * What the server finds when it asks the other components how they are, at each read.
 *
 * @see kubernetes pkg/registry/core/componentstatus/rest.go
 */
export function componentStatuses(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, options, name } = request;
  const all = components.map(([component, port]) => statusOf(component, port));
  if (request.verb === "list") {
    const matches = createMatcher(definition, readSelectors(core, options)) ?? (() => true);
    return { kind: "list", definition, metadata: {}, items: all.filter(matches) };
  }
  const found = all.find(({ metadata }) => metadata?.name === name);
  if (found === undefined) throw notFound({ group: "", resource: "componentstatus" }, name ?? "");
  return { kind: "object", code: 200, object: found };
}

function statusOf(name: string, port: number | undefined): KubernetesObject {
  const message =
    port === undefined
      ? "ok"
      : `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
  const status = port === undefined ? "True" : "False";
  return Object.assign(
    { kind: "ComponentStatus", apiVersion: "v1", metadata: { name } },
    { conditions: [{ type: "Healthy", status, message }] },
  );
}
