import { equalJson } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { applyPatch } from "../../patch/apply/apply-patch.ts";
import {
  type OwnedKind,
  trackUpdate,
  withoutManagedFields,
} from "../../patch/apply/managed-fields.ts";
import { parseConfiguration } from "../../patch/apply/parse-configuration.ts";
import { fieldElement } from "../../patch/apply/path-element.ts";
import {
  ownersOfScale,
  ownersOfScaled,
  type ReplicasPathOf,
} from "../../patch/apply/scale-owners.ts";
import { type PatchType, patchObject } from "../../patch/patch-object.ts";
import { meaningOfPatch } from "../../request/read/patch-media-types.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import { apiVersionOf, splitApiVersion } from "../../schema/api-version.ts";
import { internalFailure } from "../../schema/decode/decode-errors.ts";
import { partKind } from "../connect/admit-visitor.ts";
import type { LiveObject } from "../write/commit-write.ts";
import { withRequestNamespace } from "../write/create.ts";
import { patchBodyOf } from "../write/patch.ts";
import { checkName } from "../write/update.ts";
import { type Scale, scaleAccessOf, scaleOf } from "./scale-view.ts";

/** A write of an object's scale. */
export interface ScaleWrite {
  readonly core: ServerCore;
  readonly request: ResourceRequest;
  readonly live: LiveObject;
  readonly options: WriteOptions;
}

const unconvertible =
  "to proper version: request to convert CR to an invalid group/version: autoscaling/v1";

/** What stands in a Scale for replicas that the object does not say. */
export const unsetReplicas: number = -(2 ** 31);

/** Scale as a kind whose fields have owners. */
export function scaleKind(): OwnedKind {
  return partKind("autoscaling", "v1", "Scale");
}

/**
 * What a PUT makes of the Scale, with the owners of its fields. Those of a custom resource's are forgotten when the
 * body does not say its version: the real server fails to convert it.
 */
export function replacedScale(write: ScaleWrite, sent: Scale, saysVersion: boolean): Scale {
  const isForgotten = write.request.definition.origin === "custom" && !saysVersion;
  // What cannot be read is not replaced.
  if (isForgotten) liveScale(write);
  return isForgotten ? withMetadata(sent, { managedFields: undefined }) : tracked(write, sent);
}

/** What a patch makes of the Scale, with the owners of its fields. @throws StatusError as patches do */
export function patchedScale(write: ScaleWrite): Scale {
  const { request } = write;
  const type = meaningOfPatch(request);
  const patched = type === "apply" ? appliedScale(write) : patchedLive(write, type);
  checkName(patched, request.name ?? "");
  const scale = withRequestNamespace(request, patched);
  return type === "apply" ? scale : tracked(write, scale);
}

function patchedLive(write: ScaleWrite, type: PatchType): Scale {
  const { request, options } = write;
  const { object, warnings } = patchObject({
    type,
    patch: patchBodyOf(request),
    current: liveScale(write),
    definition: scaleKind(),
    fieldValidation: options.fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  request.findings.warn(...warnings);
  return object;
}

/** The managedFields of the object whose Scale was written. */
export function parentOwners(write: ScaleWrite, scale: Scale): readonly object[] | undefined {
  const { core, request, live } = write;
  const owners = ownersOfScaled({
    managedFields: live.object.metadata?.managedFields,
    ofScale: scale.metadata?.managedFields,
    pathOf: replicasPathsOf(core, request.definition),
    apiVersion: apiVersionOf(request.definition),
  });
  return owners.length === 0 ? undefined : owners;
}

function tracked(write: ScaleWrite, updated: Scale): Scale {
  const { core, options } = write;
  return trackUpdate({
    definition: scaleKind(),
    live: liveScale(write),
    updated,
    manager: options.fieldManager,
    subresource: "scale",
    now: core.environment.clock.now(),
  });
}

/** The Scale of a custom resource can be applied only by those who change nothing: the real server fails to convert it. */
function appliedScale(write: ScaleWrite): Scale {
  const { core, request, options } = write;
  const { fieldValidation } = options;
  const live = liveScale(write);
  const patch = patchBodyOf(request);
  const definition = scaleKind();
  const isCustom = request.definition.origin === "custom";
  if (isCustom && live.metadata?.managedFields === undefined) {
    parseConfiguration({ patch, definition });
    const kind = "(/; autoscaling/v1, Kind=Scale)";
    throw internalFailure(
      `failed to create manager for existing fields: failed to convert live object ${kind} ${unconvertible}`,
    );
  }
  const applied = applyPatch({
    definition,
    live,
    patch,
    manager: options.fieldManager,
    force: options.force ?? false,
    subresource: "scale",
    now: core.environment.clock.now(),
    fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  if (isCustom && !equalJson(withoutManagedFields(applied), withoutManagedFields(live))) {
    const { metadata } = parseConfiguration({ patch, definition }).value as Scale;
    const { namespace = "", name = "" } = metadata ?? {};
    throw internalFailure(
      `failed to convert new object (${namespace}/${name}; autoscaling/v1, Kind=Scale) ${unconvertible}`,
    );
  }
  return applied;
}

/** The Scale as it is, with the owners of its fields. */
export function liveScale({ core, request: { definition }, live }: ScaleWrite): Scale {
  const { managedFields } = live.object.metadata ?? {};
  const owners = ownersOfScale(managedFields, replicasPathsOf(core, definition));
  const isSet = scaleAccessOf(definition).missingIn?.(live.object) === undefined;
  const scale: Scale = scaleOf(definition, live.object);
  return withMetadata(isSet ? scale : { ...scale, spec: { replicas: unsetReplicas } }, {
    managedFields: owners.length === 0 ? undefined : owners,
  });
}

function replicasPathsOf(core: ServerCore, definition: ResourceDefinition): ReplicasPathOf {
  const pathIn = (one: ResourceDefinition): readonly string[] =>
    scaleAccessOf(one).replicasPath.map(fieldElement);
  if (definition.origin === "built-in") return () => pathIn(definition);
  return (apiVersion) => {
    const { group, version } = splitApiVersion(apiVersion);
    const found = core.registry.lookupKind(group, version, definition.kind);
    return found?.scale === undefined ? undefined : pathIn(found);
  };
}
