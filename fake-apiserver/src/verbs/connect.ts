import type { KubernetesObject } from "@informerlab/core";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { type ServerCore, storageKeyOf } from "../request/server-core.ts";
import { badRequest, notFound, unsupported } from "../request/status-errors.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import { objectAfter } from "../storage/commit.ts";
import { liveObjectOf } from "./commit-write.ts";
import { checkLogOptions, checkPortForwardOptions } from "./connect-options.ts";

interface Pod extends KubernetesObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly ephemeralContainers?: readonly Container[];
  };
  readonly status?: { readonly podIP?: string };
}

interface Container {
  readonly name?: string;
}

/** Logs of a pod that no node has: the real server answers that there is nothing. */
const nothingYet: Outcome = {
  kind: "raw",
  response: {
    status: 204,
    headers: { "cache-control": "no-cache, private" },
    body: { kind: "empty" },
  },
};

/** What the real server passes on to a kubelet, and what it refuses before it does. */
const streamed: ReadonlySet<string> = new Set(["log", "exec", "attach", "portforward"]);

/**
 * Answers what needs somebody behind the server. Nobody is there, so all that the server itself can say is said, and
 * the rest is refused by name (law two).
 *
 * @see k8s.io/kubernetes pkg/registry/core/pod/strategy.go LogLocation, streamLocation
 * @throws StatusError 400, 404, 422, or 501 where a kubelet would have to answer.
 */
export function connect(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, subresource, name = "", query } = request;
  const isPod = definition.resource === "pods" && definition.group === "";
  const isProxy = subresource === "proxy";
  if (isPod && subresource === "log") checkLogOptions(query, name);
  if (isPod && subresource === "portforward") checkPortForwardOptions(query);
  const named = isProxy ? { ...request, name: addressedName(name) } : request;
  const live = liveObjectOf(core, named);
  if (live === undefined) throw notFound(definition, named.name ?? "");
  if (isPod && streamed.has(subresource)) {
    const answer = beforeTheKubelet(core, named, live.object);
    if (answer !== undefined) return answer;
  }
  if (isPod && isProxy && !isAddressAllowed(live.object)) throw badRequest("address not allowed");
  throw unsupported(
    `${qualifiedResourceOf(definition)}/${subresource}`,
    "nothing runs in this cluster that could answer; the object itself, its status and its scale can be read and written",
  );
}

function beforeTheKubelet(
  core: ServerCore,
  { definition, subresource, name = "", query }: ResourceRequest,
  { spec = {} }: Pod,
): Outcome | undefined {
  if (subresource !== "portforward") checkContainer(name, spec, query.get("container") ?? "");
  const { nodeName = "" } = spec;
  if (nodeName === "") {
    if (subresource === "log") return nothingYet;
    throw badRequest(`pod ${name} does not have a host assigned`);
  }
  const node = objectAfter(core.storage.of("nodes").latest(storageKeyOf(undefined, nodeName)));
  // The real server says "pods", though it is the node that is missing.
  if (node === undefined) throw notFound(definition, nodeName);
  return undefined;
}

function checkContainer(pod: string, spec: NonNullable<Pod["spec"]>, asked: string): void {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  const names = [...initContainers, ...containers, ...ephemeralContainers].map(
    ({ name = "" }) => name,
  );
  if (asked !== "") {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${pod}`);
    return;
  }
  if (containers.length === 1) return;
  throw badRequest(
    `a container name must be specified for pod ${pod}, choose one of: [${names.join(" ")}]`,
  );
}

/** `https:name:port` addresses `name`. */
function addressedName(name: string): string {
  const parts = name.split(":");
  return parts.length === 1 ? name : (parts[parts.length === 3 ? 1 : 0] ?? "");
}

/** Nobody is sent to a pod without an address, nor to the server's own machine. */
function isAddressAllowed({ status }: Pod): boolean {
  const { podIP = "" } = status ?? {};
  return podIP !== "" && !/^(?:127\.|169\.254\.|::1$|fe80:)/i.test(podIP);
}
