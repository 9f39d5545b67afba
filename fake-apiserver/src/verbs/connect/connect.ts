import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { decide } from "../../request/access/authorize.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import {
  badRequest,
  bareInternalError,
  forbidden,
  notFound,
  unavailable,
  unsupported,
} from "../../request/answer/status-errors.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type ServerCore, storageKeyOf } from "../../request/server-core.ts";
import { qualifiedResourceOf } from "../../schema/api-version.ts";
import { objectAfter } from "../../storage/commit.ts";
import { liveObjectOf } from "../write/commit-write.ts";
import { admitConnection } from "./admit-connection.ts";
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

/** What lets somebody into a pod. */
const entered: ReadonlySet<string> = new Set(["exec", "attach", "portforward"]);

/**
 * WebSockets begin with GET, and who may only read may not go into a pod by them either.
 *
 * @see kubernetes pkg/registry/core/pod/rest/authorize.go ensureAuthorizedForVerb
 * @throws StatusError 403
 */
function requireCreate(core: ServerCore, request: ResourceRequest): void {
  const { verb, definition, namespace, name, subresource, user } = request;
  if (verb === "create") return;
  const { group, version, resource } = definition;
  const access = { verb: "create", group, version, resource, subresource, namespace, name };
  const { isAllowed, reason } = decide(core.grants, user, access);
  if (!isAllowed) throw forbidden(definition, name ?? "", reason);
}

/**
 * Answers what needs somebody behind the server. Nobody is there, so all that the server itself can say is said, and
 * the rest is refused by name (law two).
 *
 * @see k8s.io/kubernetes pkg/registry/core/pod/strategy.go LogLocation, streamLocation
 * @throws StatusError 400, 404, 422, or 501 where a kubelet would have to answer.
 */
export function connect(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, subresource, name = "" } = request;
  const isPod = isOfPod(request);
  const isProxy = subresource === "proxy";
  checkOptions(request);
  admitConnection(core, request);
  if (isPod && entered.has(subresource)) requireCreate(core, request);
  const named = isProxy ? { ...request, name: addressedName(name) } : request;
  if (isProxy && definition.resource === "services" && !serviceAddress.test(name))
    throw badRequest(`invalid service request ${JSON.stringify(name)}`);
  const live = liveObjectOf(core, named);
  if (live === undefined) throw notFound(definition, named.name ?? "");
  if (isPod && streamed.has(subresource)) {
    const answer = beforeTheKubelet(core, named, live.object);
    if (answer !== undefined) return answer;
  }
  if (isPod && isProxy && !isAddressAllowed(live.object)) throw badRequest("address not allowed");
  if (isProxy && definition.resource === "nodes") checkAddresses(live.object);
  if (isProxy && definition.resource === "services")
    checkEndpoints(core, definition, live.object, name);
  throw unsupported(
    `${qualifiedResourceOf(definition)}/${subresource}`,
    "nothing runs in this cluster that could answer; the object itself, its status and its scale can be read and written",
  );
}

function isOfPod({ definition: { group, resource } }: ResourceRequest): boolean {
  return resource === "pods" && group === "";
}

function checkOptions(request: ResourceRequest): void {
  const { subresource, name = "", query, address } = request;
  if (subresource !== "log" && query.has("dryRun")) throw badRequest("dryRun is not supported");
  if (!isOfPod(request)) return;
  if (subresource === "log") checkLogOptions(query, name);
  if (subresource === "portforward") checkPortForwardOptions(address?.query ?? []);
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
  checkAddresses(node);
  return undefined;
}

/** No kubelet can be asked whose node says nowhere that it is at home. */
function checkAddresses(node: KubernetesObject): void {
  if (listOf(valueAt(node, "status", "addresses")).length === 0)
    throw bareInternalError("no preferred addresses found; known addresses: []");
}

/**
 * Where a service is asked, one of its endpoints would have to answer.
 *
 * @see kubernetes pkg/registry/core/service/storage/storage.go ResourceLocation
 */
function checkEndpoints(
  core: ServerCore,
  definition: ResourceDefinition,
  service: KubernetesObject,
  asked: string,
): void {
  const parts = asked.split(":");
  const wanted = (parts.length === 3 ? parts[2] : parts[1]) ?? "";
  const { name = "", namespace } = service.metadata ?? {};
  const isNumber = /^\d+$/.test(wanted);
  const byNumber = listOf(valueAt(service, "spec", "ports"))
    .map(objectOf)
    .find(({ port }) => String(port) === wanted);
  if (isNumber && byNumber === undefined)
    throw unavailable(`no service port ${wanted} found for service ${JSON.stringify(name)}`);
  const portName = isNumber ? textOf(byNumber?.["name"]) : wanted;
  const endpoints = core.view.get("endpoints", storageKeyOf(namespace, name));
  if (endpoints === undefined) throw notFound(definition, name);
  const isAnybodyThere = listOf(valueAt(endpoints, "subsets"))
    .map(objectOf)
    .some(
      ({ addresses, ports }) =>
        listOf(addresses).length > 0 &&
        listOf(ports).some((port) => textOf(objectOf(port)["name"]) === portName),
    );
  if (!isAnybodyThere)
    throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
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

/** `name`, `name:port`, `https:name:port`. */
const serviceAddress = /^(?:[^:]+|[^:]+:[^:]*|(?:https?)?:[^:]+:[^:]*)$/;

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
