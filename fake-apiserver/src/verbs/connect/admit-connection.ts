import type { KubernetesObject } from "@informerlab/core";
import { partKindOf } from "../../admission/matching/seen-kind.ts";
import type { ApiRequest } from "../../request/read/api-request.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { decodedPath } from "../../request/read/route.ts";
import type { ServerCore } from "../../request/server-core.ts";

/**
 * Asks admission about a request to exec, attach, forward or proxy: plugins see its query as an object.
 *
 * @throws StatusError of the first plugin that refuses
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go ConnectResource
 */
export function admitConnection(core: ServerCore, request: ResourceRequest): void {
  const { definition, subresource, address } = request;
  const part = partKindOf(definition, subresource);
  if (part === undefined || address === undefined) return;
  const { group, version, kind } = part;
  const object: KubernetesObject = Object.assign(
    { kind, apiVersion: group === "" ? version : `${group}/${version}` },
    subresource === "proxy" ? pathOption(request, address) : queryOptions(kind, address.query),
  );
  const { findings } = request;
  const asked = {
    request,
    operation: "CONNECT",
    object,
    old: undefined,
    isDryRun: false,
    options: null,
    findings,
  } as const;
  const admitted = core.admission.mutate(asked, core.view);
  core.admission.validate({ ...asked, object: admitted }, core.view);
}

type Query = ApiRequest["query"];

function queryOptions(kind: string, query: Query): object {
  const valuesOf = (name: string): readonly string[] =>
    query.flatMap(([own, value]) => (own === name ? [value] : []));
  const ports = valuesOf("ports").flatMap((value) => value.split(",").map(Number));
  if (kind === "PodPortForwardOptions") return ports.length === 0 ? {} : { ports };
  const flags = ["stdin", "stdout", "stderr", "tty"].filter((name) => isSet(valuesOf(name)));
  const [container = ""] = valuesOf("container");
  const command = valuesOf("command");
  return {
    ...Object.fromEntries(flags.map((name) => [name, true])),
    ...(container === "" ? {} : { container }),
    // Go writes this list even where there is none.
    ...(kind === "PodExecOptions" ? { command: command.length === 0 ? null : command } : {}),
  };
}

/** @see apimachinery pkg/runtime/conversion.go Convert_Slice_string_To_bool */
function isSet([first]: readonly string[]): boolean {
  return first !== undefined && first !== "0" && first.toLowerCase() !== "false";
}

/** What follows `proxy` in the path, which is somebody else's. */
function pathOption({ namespace }: ResourceRequest, { path }: { readonly path: string }): object {
  // /api/v1/namespaces/a/pods/b/proxy, /api/v1/nodes/b/proxy
  const own = namespace === undefined ? 6 : 8;
  const rest = (decodedPath(path) ?? "").split("/").slice(own).join("/");
  return rest === "" && !path.endsWith("/") ? {} : { path: `/${rest}` };
}
