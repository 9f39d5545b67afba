import type { Progress } from "../request/answer/outcome.ts";
import { methodNotAllowed } from "../request/answer/status-errors.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { componentStatuses } from "./component-statuses.ts";
import { connect } from "./connect/connect.ts";
import { deleteOne } from "./delete/delete.ts";
import { deleteCollection } from "./delete/delete-collection.ts";
import { evict } from "./pods/evict.ts";
import { bind, bindNamed } from "./pods/pod-actions.ts";
import { get } from "./read/get.ts";
import { list } from "./read/list.ts";
import { watch } from "./read/watch.ts";
import { type ReviewCore, review, reviewGroups } from "./reviews/reviews.ts";
import { requestToken } from "./reviews/token-request.ts";
import { scale } from "./scale/scale.ts";
import { create } from "./write/create.ts";
import { patch } from "./write/patch.ts";
import { update } from "./write/update.ts";

/** What all verbs together need of the server. */
export type VerbCore = ReviewCore;

/** Does what a request asks for. @throws StatusError */
export function performVerb(core: VerbCore, request: ResourceRequest): Progress {
  if (request.subresource !== "" && request.verb !== "list")
    return performSubresource(core, request);
  const isRead = request.verb === "get" || request.verb === "list";
  if (isRead && request.definition.storageKey === "componentstatuses")
    return componentStatuses(core, request);
  switch (request.verb) {
    case "get":
      return get(core, request);
    case "list":
      return list(core, request);
    case "watch":
      return watch(core, request);
    case "create":
      return createAnything(core, request);
    case "update":
      return update(core, request);
    case "patch":
      return patch(core, request);
    case "delete":
      return deleteOne(core, request);
    case "deletecollection":
      return deleteCollection(core, request);
    default:
      throw methodNotAllowed();
  }
}

function createAnything(core: VerbCore, request: ResourceRequest): Progress {
  const { definition } = request;
  if (reviewGroups.has(definition.group)) return review(core, request);
  if (definition.group === "" && definition.resource === "bindings") {
    const pods = core.registry.lookup("", "v1", "pods") ?? definition;
    return bindNamed(core, request, pods);
  }
  return create(core, request);
}

/** Subresources that are the object itself, seen through another door. */
const objectDoors: ReadonlySet<string> = new Set([
  "status",
  "finalize",
  "approval",
  "ephemeralcontainers",
  "resize",
]);

function performSubresource(core: VerbCore, request: ResourceRequest): Progress {
  const { subresource, verb, definition } = request;
  if (objectDoors.has(subresource)) {
    if (verb === "get") return get(core, request);
    return verb === "patch" ? patch(core, request) : update(core, request);
  }
  if (subresource === "scale") return scale(core, request);
  if (definition.resource === "serviceaccounts" && subresource === "token") {
    return requestToken(core, request);
  }
  if (definition.resource === "pods" && subresource === "binding") return bind(core, request);
  if (definition.resource === "pods" && subresource === "eviction") return evict(core, request);
  return connect(core, request);
}
