import type { KubernetesObject } from "@informerlab/core";
import { inGoOrder, inNameOrder } from "../../request/answer/in-go-order.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import {
  badRequest,
  bareInternalError,
  conflict,
  modifiedMessage,
  notFound,
} from "../../request/answer/status-errors.ts";
import { resourceVersionProblem } from "../../request/read/list-options.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { parseWriteOptions, type WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, storageKeyOf, withMetadata } from "../../request/server-core.ts";
import { invalidObject } from "../../schema/field-error.ts";
import { admissionOptions } from "./admission-options.ts";
import {
  commitDelete,
  commitUpdate,
  isReadyToGo,
  type LiveObject,
  liveObjectOf,
  requireUnchanged,
} from "./commit-write.ts";
import { createObject, refusedObject, requireCreate, withRequestNamespace } from "./create.ts";
import { withOwnersOnce } from "./owners-once.ts";
import { preconditionFailed } from "./precondition-failed.ts";

/** A new state for an existing object, and how to write it. */
export interface Change {
  readonly object: KubernetesObject;
  readonly options: WriteOptions;
  /** An apply has already said who owns what. */
  readonly hasManagedFields: boolean;
  /** The uid of a patch is validated, that of a PUT is a precondition. */
  readonly isPatch?: boolean;
  /** Those who may change it have done so. */
  readonly isAdmitted?: boolean;
  /** How those who judge see the object, where its endpoint shows it as another kind. */
  readonly shownAs?: (object: KubernetesObject) => KubernetesObject;
}

/** Replaces an object by the one in the body. */
export function update(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "" } = request;
  const options = parseWriteOptions(request, "UpdateOptions");
  const { object: decoded, warnings } = core.decodeBody({
    body: request.body,
    definition,
    fieldValidation: options.fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  request.findings.warn(...warnings);
  const object = withRequestNamespace(request, decoded);
  checkName(object, name);
  const live = liveObjectOf(core, request);
  const change = { object, options, hasManagedFields: false };
  if (live !== undefined) return updateObject(core, request, live, change);
  if (!definition.strategy.allowsCreateOnUpdate) {
    throw notFound(definition, name);
  }
  checkSentUid(request, object, undefined, options);
  requireCreate(core, request);
  return createObject(core, request, change);
}

/** @throws StatusError 400 when a body names another object than its path. */
export function checkName(object: KubernetesObject, name: string): void {
  const own = object.metadata?.name ?? "";
  if (own === name) return;
  throw badRequest(
    own === ""
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${own}) does not match the name on the URL (${name})`,
  );
}

/** Writes a new state over an existing one: preconditions, admission, strategy, validation, storage. */
export function updateObject(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  change: Change,
): Outcome {
  const { options } = change;
  if (change.isPatch !== true)
    checkSentUid(request, change.object, live.stored.metadata?.uid, options);
  const prepared = prepare(core, request, live, change);
  requireUnchanged(core, request, live);
  const { findings } = request;
  const { warnings } = findings;
  for (const charge of findings.takeCharges()) core.settleCharge(charge);
  if (!options.isDryRun && isReadyToGo(prepared)) {
    // The removal shows the object with the finalizers it had; the answer shows it without, unwritten.
    commitDelete(core, request, live);
    const { resourceVersion } = live.object.metadata ?? {};
    return {
      kind: "object",
      code: 200,
      object: withMetadata(prepared, { resourceVersion }),
      warnings,
    };
  }
  const object = commitUpdate(core, request, live, prepared, options.isDryRun);
  return { kind: "object", code: 200, object, warnings };
}

function prepare(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  change: Change,
): KubernetesObject {
  const { definition, subresource } = request;
  const { options } = change;
  const old = live.object;
  const { findings, user } = request;
  const isPatch = change.isPatch === true;
  const asked = {
    request,
    operation: "UPDATE",
    old,
    isDryRun: options.isDryRun,
    options: admissionOptions("UpdateOptions", options, request),
    findings,
  } as const;
  const admit = (one: KubernetesObject): KubernetesObject =>
    change.isAdmitted === true ? one : core.admission.mutate({ ...asked, object: one }, core.view);
  const changed = withSystemFields(change.object, old);
  const object = isPatch ? changed : withOwnersOnce(changed, findings, "sent");
  if (core.settings.objects === "metadata") {
    const admitted = admit(object);
    checkVersion(request, live, change.object);
    core.admission.validate({ ...asked, object: admitted }, core.view);
    return withDeletionOf(admitted, old);
  }
  const defaulted = definition.default(object, core.environment.clock.now());
  const tracked = change.hasManagedFields
    ? defaulted
    : core.ownership.trackUpdate({
        definition,
        live: old,
        updated: defaulted,
        manager: options.fieldManager,
        subresource,
        now: core.environment.clock.now(),
      });
  const admitted = admit(tracked);
  core.checkGrants(request, admitted, old);
  checkVersion(request, live, change.object);
  const placed = withRequestNamespace(request, admitted);
  const single = withOwnersOnce(placed, findings, "admitted");
  const settled = withDeletionOf(single, old);
  const { key } = live;
  const context = core.contextFor({
    definition,
    key,
    isDryRun: options.isDryRun,
    user,
    subresource,
  });
  const prepared = definition.prepareForUpdate(settled, old, subresource, context);
  const errors = definition.validateUpdate(prepared, old, subresource, context);
  if (errors.length > 0) throw refusedObject(definition, prepared, errors);
  findings.warn(...definition.warningsOf(prepared, old, subresource));
  const { shownAs = (one) => one } = change;
  core.admission.validate({ ...asked, object: shownAs(prepared), old: shownAs(old) }, core.view);
  const final = core.ownership.keepTimesOfUnchanged(prepared, old);
  return definition.origin === "built-in" ? inGoOrder(final, true) : inNameOrder(final, true);
}

/**
 * A deletion under way cannot be changed by an update, which may leave it out: nobody owns it then. One that is not is for
 * validation to refuse, as is another period.
 */
function withDeletionOf(object: KubernetesObject, old: KubernetesObject): KubernetesObject {
  const { metadata: before = {} } = old;
  const { metadata = {} } = object;
  const seconds = metadata.deletionGracePeriodSeconds ?? before.deletionGracePeriodSeconds;
  const isSame =
    metadata.deletionTimestamp === before.deletionTimestamp &&
    metadata.deletionGracePeriodSeconds === seconds;
  if (isSame || before.deletionTimestamp === undefined) return object;
  return withMetadata(object, {
    deletionTimestamp: before.deletionTimestamp,
    deletionGracePeriodSeconds: seconds,
  });
}

/** What an update may leave out and cannot change. */
function withSystemFields(object: KubernetesObject, old: KubernetesObject): KubernetesObject {
  const { metadata = {} } = object;
  const before = old.metadata ?? {};
  return withMetadata(object, {
    uid: metadata.uid ?? before.uid,
    creationTimestamp: before.creationTimestamp,
  });
}

/** Optimistic concurrency, by the resourceVersion that the client saw: looked at when the object has been changed for it. */
function checkVersion(
  { definition }: ResourceRequest,
  live: LiveObject,
  object: KubernetesObject,
): void {
  const { resourceVersion = "", name = "" } = object.metadata ?? {};
  const current = live.stored.metadata ?? {};
  if (resourceVersion !== "") {
    const problem = resourceVersionProblem(resourceVersion);
    if (problem !== undefined) {
      const quoted = JSON.stringify(resourceVersion);
      throw bareInternalError(`strconv.ParseUint: parsing ${quoted}: ${problem}`);
    }
  }
  if (resourceVersion === "" || resourceVersion === "0") {
    if (definition.strategy.allowsUnconditionalUpdate) return;
    // The real server names the resource here, where kinds are named elsewhere.
    throw invalidObject({ group: definition.group, kind: definition.resource }, name, [
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: 0: must be specified for an update",
        field: "metadata.resourceVersion",
      },
    ]);
  }
  if (resourceVersion !== current.resourceVersion) {
    throw conflict(definition, name, modifiedMessage);
  }
}

/** What a PUT says of the uid must hold, even of what is not there. @throws StatusError 409 */
export function checkSentUid(
  { definition, namespace }: ResourceRequest,
  { metadata: { uid = "", name = "" } = {} }: KubernetesObject,
  current: string | undefined,
  { isDryRun }: WriteOptions,
): void {
  if (uid === "" || uid === current) return;
  const key = storageKeyOf(namespace, name);
  const problem = `UID in precondition: ${uid}, UID in object meta: ${current ?? ""}`;
  throw preconditionFailed(definition, { name, key, isDryRun }, problem);
}
