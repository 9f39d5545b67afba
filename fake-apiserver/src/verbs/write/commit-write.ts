import { type KubernetesObject, StatusError } from "@informerlab/core";
import { equalJson, objectOf } from "../../codec/json/plain-object.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import { badRequest, conflict, modifiedMessage } from "../../request/answer/status-errors.ts";
import { isApply } from "../../request/read/is-apply.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type ServerCore, storageKeyOf, withMetadata } from "../../request/server-core.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import { objectAfter } from "../../storage/commit.ts";
import { makeBeside, takeAlong, takeAwayBeside } from "./keep-beside.ts";

/** The object of a request as storage has it, and in the request's version. */
export interface LiveObject {
  readonly key: string;
  readonly stored: KubernetesObject;
  readonly object: KubernetesObject;
}

/** The object that a request names; undefined when there is none. */
export function liveObjectOf(core: ServerCore, request: ResourceRequest): LiveObject | undefined {
  const { definition } = request;
  const key = askedKeyOf(request);
  const stored = objectAfter(core.storage.of(definition.storageKey).latest(key));
  return stored === undefined ? undefined : { key, stored, object: definition.fromStored(stored) };
}

/** Somebody whom admission asked, a function in this process, wrote the object that it was asked about. */
export class ChangedMeanwhile extends StatusError {}

/**
 * Storage takes a write of what was read alone: where that is no longer there, the request is looked at once more.
 *
 * @throws ChangedMeanwhile
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go GuaranteedUpdate
 */
export function requireUnchanged(
  { storage }: ServerCore,
  { definition, name = "" }: ResourceRequest,
  { key, stored }: LiveObject,
): void {
  if (objectAfter(storage.of(definition.storageKey).latest(key)) === stored) return;
  throw new ChangedMeanwhile(conflict(definition, name, modifiedMessage).status);
}

/**
 * The key in storage of the object that is asked for.
 *
 * @throws StatusError 400 for what no object can be called
 * @see apiserver pkg/registry/generic/registry/store.go NamespaceKeyFunc
 */
export function askedKeyOf({
  definition,
  namespace,
  name = "",
}: Pick<ResourceRequest, "definition" | "namespace" | "name">): string {
  if (definition.namespaced && namespace === "") throw badRequest("Namespace parameter required.");
  if (name === "") throw badRequest("Name parameter required.");
  const problems = pathSegmentName(name);
  if (problems.length > 0)
    throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${problems.join(";")}`);
  return storageKeyOf(namespace, name);
}

/** Stores a new state, unless it is the old one, and gives the object as this version shows it. */
export function commitUpdate(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  updated: KubernetesObject,
  isDryRun: boolean,
): KubernetesObject {
  const { definition } = request;
  const resourceVersion = live.stored.metadata?.resourceVersion;
  // Storage keeps no addresses; a dry run shows the one that was sent.
  const final = withMetadata(updated, {
    resourceVersion,
    ...(isDryRun ? {} : { selfLink: undefined }),
  });
  const stored = withSpecOf(live, final, request);
  // A custom object that is stored in another version is not brought there and back for a dry run.
  const isSameVersion = stored.apiVersion === final.apiVersion;
  if (isDryRun && isSameVersion) return stored;
  if (isDryRun && definition.origin === "built-in") return definition.fromStored(stored);
  if (isDryRun || equalJson(stored, live.stored)) return final;
  const fitting = core.fitRequest(request, { object: stored, key: live.key, resourceVersion });
  const change = { before: live.stored, after: fitting };
  makeBeside(core, request, change);
  const commit = core.storage.put({
    resource: definition.storageKey,
    key: live.key,
    object: fitting,
    operation: request.operation === "" ? undefined : request.operation,
    cause: request.cause,
  });
  takeAwayBeside(core, request, change);
  return definition.fromStored(commit.object);
}

/**
 * Who writes a status in another version than the stored one does not bring the spec there and back, nor does who applies
 * what is so already.
 */
function withSpecOf(
  live: LiveObject,
  updated: KubernetesObject,
  request: ResourceRequest,
): KubernetesObject {
  const { definition, subresource } = request;
  const stored = definition.toStored(updated);
  const isOther = stored.apiVersion !== apiVersionOf(definition);
  if (definition.origin === "custom" || !isOther) return stored;
  const isKept =
    subresource === "status" || (isApply(request) && saysTheSame(updated, live.object));
  const { spec } = objectOf(live.stored);
  return isKept && spec !== undefined ? Object.assign({ ...stored }, { spec }) : stored;
}

function saysTheSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return (
    equalJson(objectOf(one)["spec"], objectOf(other)["spec"]) &&
    equalJson(one.metadata?.annotations, other.metadata?.annotations)
  );
}

/** Removes an object from storage; what is left to show is its last state. */
export function commitDelete(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  last: KubernetesObject = live.stored,
): KubernetesObject {
  const { definition } = request;
  const commit = core.storage.delete({
    resource: definition.storageKey,
    key: live.key,
    object: last,
    operation: request.operation === "" ? undefined : request.operation,
    cause: request.cause,
  });
  takeAlong(core, request, live.key);
  takeAwayBeside(core, request, { before: live.stored });
  return definition.fromStored(commit.object);
}

/** Nothing holds an object that is being deleted any more. */
export function isReadyToGo(object: KubernetesObject): boolean {
  const {
    deletionTimestamp,
    deletionGracePeriodSeconds = 0,
    finalizers = [],
  } = object.metadata ?? {};
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    finalizers.length === 0 &&
    specFinalizersOf(object).length === 0
  );
}

/** The finalizers that namespaces have in their spec. */
export function specFinalizersOf(object: KubernetesObject): readonly string[] {
  if (object.kind !== "Namespace") return [];
  const { spec } = object as { readonly spec?: { readonly finalizers?: readonly string[] } };
  return spec?.finalizers ?? [];
}
