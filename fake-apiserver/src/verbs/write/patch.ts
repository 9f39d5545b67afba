import { parseApiVersion } from "@informerlab/core";
import { type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { fromUnserved } from "../../kinds/built-in/unserved-versions.ts";
import { applyPatch } from "../../patch/apply/apply-patch.ts";
import { type OtherVersion, patchObject } from "../../patch/patch-object.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import { badRequest, conflict, notFound } from "../../request/answer/status-errors.ts";
import { meaningOfPatch } from "../../request/read/patch-media-types.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { parsePatchOptions, type WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import { liveObjectOf } from "./commit-write.ts";
import { createObject, requireCreate, withRequestNamespace } from "./create.ts";
import { checkName, updateObject } from "./update.ts";

/** Changes one object by a patch, or applies a configuration. */
export function patch(core: ServerCore, request: ResourceRequest): Outcome {
  const type = meaningOfPatch(request);
  if (request.name === undefined) throw badRequest("name must be provided");
  const options = parsePatchOptions(request, type === "apply");
  if (type === "apply") return apply(core, request, options);
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(request.definition, request.name ?? "");
  const { object, warnings } = patchObject({
    otherVersion: (value) => otherVersionOf(core, request, value),
    type,
    patch: patchBodyOf(request),
    current: live.object,
    definition: request.definition,
    fieldValidation: options.fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  request.findings.warn(...warnings);
  const placed = withRequestNamespace(request, object);
  checkName(placed, request.name ?? "");
  return updateObject(core, request, live, {
    object: placed,
    options,
    hasManagedFields: false,
    isPatch: true,
  });
}

/** The version that a patched object says it is of, where the kind has several. */
function otherVersionOf(
  { registry }: ServerCore,
  { definition }: ResourceRequest,
  { apiVersion, kind }: PlainObject,
): OtherVersion | undefined {
  if (definition.origin !== "built-in" || kind !== definition.kind) return undefined;
  const { group, version } = parseApiVersion(textOf(apiVersion));
  const convert = fromUnserved(definition, textOf(apiVersion));
  const { origin, kind: own, schema } = definition;
  if (convert !== undefined)
    return { definition: { origin, group, version, kind: own, schema }, convert };
  const other = registry.lookupKind(group, version, definition.kind);
  if (other === undefined || other === definition) return undefined;
  if (other.storageKey !== definition.storageKey) return undefined;
  return {
    definition: other,
    convert: (object) => definition.fromStored(other.toStored(other.default(object))),
  };
}

/** The body as text, or as the value handed over in process. @throws StatusError 400 */
export function patchBodyOf({ body }: ResourceRequest): string | object {
  const content = body?.content ?? "";
  if (content instanceof Uint8Array) throw badRequest("a patch is text, found bytes");
  return content;
}

/**
 * Server-side apply: creates what is not there, merges into what is.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
function apply(core: ServerCore, request: ResourceRequest, options: WriteOptions): Outcome {
  const { definition, name = "", subresource } = request;
  const live = liveObjectOf(core, request);
  const { allowsCreateOnUpdate, isMadeByStatus = allowsCreateOnUpdate } = definition.strategy;
  // Subresources make nothing, but for those of kinds that any write makes.
  if (live === undefined && subresource !== "" && !isMadeByStatus) throw notFound(definition, name);
  const merged = applyPatch({
    definition,
    live: live?.object,
    patch: patchBodyOf(request),
    manager: options.fieldManager,
    force: options.force ?? false,
    subresource,
    now: core.environment.clock.now(),
    fieldValidation: options.fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  const { uid = "" } = merged.metadata ?? {};
  if (live === undefined && uid !== "") {
    const message = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(definition, name, message);
  }
  const object = withRequestNamespace(request, merged);
  checkName(object, name);
  const change = { object, options, hasManagedFields: true };
  if (live !== undefined) return updateObject(core, request, live, { ...change, isPatch: true });
  requireCreate(core, request);
  // A resourceVersion of what is not there counts for nothing.
  const fresh = withMetadata(object, { resourceVersion: undefined });
  return createObject(core, request, { ...change, object: fresh });
}
