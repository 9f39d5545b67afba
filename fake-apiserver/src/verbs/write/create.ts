import { type KubernetesObject, StatusError } from "@informerlab/core";
import type { AdmissionRequest } from "../../admission/admission-request.ts";
import { timeText } from "../../codec/go/time-text.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { accessForbidden, decide } from "../../request/access/authorize.ts";
import { inGoOrder, inNameOrder } from "../../request/answer/in-go-order.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import {
  alreadyExists,
  badRequest,
  bareInternalError,
  forbidden,
} from "../../request/answer/status-errors.ts";
import { drawText, drawUid } from "../../request/draw-names.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { parseCreateOptions, type WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, storageKeyOf, withMetadata } from "../../request/server-core.ts";
import { type FieldError, invalidObject } from "../../schema/field-error.ts";
import { objectAfter } from "../../storage/commit.ts";
import { admissionOptions } from "./admission-options.ts";
import { makeBeside } from "./keep-beside.ts";
import { withOwnersOnce } from "./owners-once.ts";

/** An object about to be created, and how. */
export interface Creation {
  readonly object: KubernetesObject;
  readonly options: WriteOptions;
  /** An apply has already said who owns what. */
  readonly hasManagedFields: boolean;
}

const generatedNamesMax = 8;
const terminating = "create not allowed while custom resource definition is terminating";

/** What the server alone sets. */
const unsetFields = {
  uid: undefined,
  creationTimestamp: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
} as const;

/** Creates the object in the body. */
export function create(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition } = request;
  const options = parseCreateOptions(request);
  const { object, warnings } = core.decodeBody({
    body: request.body,
    definition,
    fieldValidation: options.fieldValidation,
    warn: (...texts) => request.findings.warn(...texts),
  });
  request.findings.warn(...warnings);
  return createObject(core, request, { object, options, hasManagedFields: false });
}

/** Creates an object that is already understood. */
export function createObject(
  core: ServerCore,
  request: ResourceRequest,
  creation: Creation,
): Outcome {
  const { definition, findings } = request;
  const { options } = creation;
  const placed = withRequestNamespace(request, creation.object);
  const named = withOwnersOnce(placed, findings, "sent");
  if (request.setsStatus === true) refuseGone(named);
  // Whoever changes it may not move it.
  const admitted = withRequestNamespace(request, admit(core, request, creation, named));
  core.checkGrants(request, admitted, undefined);
  const { name = "", generateName = "" } = admitted.metadata ?? {};
  const isGenerated = name === "" && generateName !== "";
  for (let attempt = 1; ; attempt++) {
    const object = isGenerated
      ? withMetadata(admitted, { name: generatedName(core, request, generateName, attempt) })
      : admitted;
    const key = storageKeyOf(request.namespace, object.metadata?.name ?? "");
    const holder = (): KubernetesObject | undefined =>
      objectAfter(core.storage.of(definition.storageKey).latest(key));
    if (isGenerated && attempt < generatedNamesMax && holder() !== undefined) continue;
    const final = prepare(core, request, options, object, key);
    for (const charge of findings.takeCharges()) core.settleCharge(charge);
    // What a PUT makes is written as an update of nothing, for which no version counts.
    if (!options.isDryRun && request.verb === "create") refuseResourceVersion(final);
    // It is brought to the form in which it would be stored before anybody looks for its name.
    const stored = definition.toStored(final);
    const fitting = options.isDryRun ? stored : core.fitRequest(request, { object: stored, key });
    // Whom admission asked may have made it meanwhile.
    const existing = holder();
    if (existing !== undefined && isFound(definition, existing, options))
      throw takenName(request, existing, isGenerated);
    return store(core, request, { object: final, stored: fitting, key }, options);
  }
}

/** A dry run looks for what has the name, and finds nothing in what cannot be read any more. */
function isFound(
  { apiVersions }: ResourceDefinition,
  { apiVersion = "" }: KubernetesObject,
  { isDryRun }: WriteOptions,
): boolean {
  return !isDryRun || apiVersions?.has(apiVersion) !== false;
}

/** The object as those leave it who may change it: defaults, the record of who set what, plugins. */
function admit(
  core: ServerCore,
  request: ResourceRequest,
  { options, hasManagedFields }: Creation,
  named: KubernetesObject,
): KubernetesObject {
  const { definition } = request;
  if (definition.isTerminating === true)
    throw forbidden(definition, named.metadata?.name ?? "", terminating);
  const bare = withMetadata(named, {
    // The cluster's owner may begin with an object in the middle of its life.
    ...(request.setsStatus === true ? { resourceVersion: undefined } : unsetFields),
    selfLink: undefined,
    ...(hasManagedFields ? {} : { managedFields: undefined }),
  });
  const isLight = core.settings.objects === "metadata";
  const asked = admissionOf(request, options);
  if (isLight) return core.admission.mutate({ ...asked, object: bare }, core.view);
  const defaulted = definition.default(bare, core.environment.clock.now());
  const tracked = hasManagedFields
    ? defaulted
    : core.ownership.trackUpdate({
        definition,
        live: undefined,
        updated: defaulted,
        manager: options.fieldManager,
        subresource: request.subresource,
        now: core.environment.clock.now(),
      });
  return core.admission.mutate({ ...asked, object: tracked }, core.view);
}

function admissionOf(
  request: ResourceRequest,
  options: WriteOptions,
): Omit<AdmissionRequest, "object"> {
  return {
    request,
    operation: "CREATE",
    old: undefined,
    isDryRun: options.isDryRun,
    options: admissionOptions("CreateOptions", options, request),
    findings: request.findings,
  };
}

/** What becomes of an admitted object between its name and storage. */
function prepare(
  core: ServerCore,
  request: ResourceRequest,
  options: WriteOptions,
  admitted: KubernetesObject,
  key: string,
): KubernetesObject {
  const { definition, findings, user, subresource } = request;
  const { isDryRun } = options;
  const given = admitted.metadata ?? {};
  const object = withMetadata(admitted, {
    uid: given.uid ?? drawUid(core, definition, key, isDryRun ? request.operation : undefined),
    creationTimestamp: given.creationTimestamp ?? timeText(core.environment.clock.now()),
  });
  const asked = admissionOf(request, options);
  if (core.settings.objects === "metadata") {
    core.admission.validate({ ...asked, object }, core.view);
    return object;
  }
  const warn = findings.warn.bind(findings);
  const context = core.contextFor({ definition, key, isDryRun, user, subresource, warn });
  const bare = definition.prepareForCreate(object, context);
  const prepared = request.setsStatus === true ? withStatusOf(bare, object) : bare;
  const errors = definition.validateCreate(prepared, context);
  if (errors.length > 0) throw refusedObject(definition, prepared, errors);
  findings.warn(...definition.warningsOf(prepared, undefined));
  core.admission.validate({ ...asked, object: prepared }, core.view);
  return definition.origin === "built-in"
    ? inGoOrder(prepared, !isDryRun)
    : inNameOrder(prepared, !isDryRun);
}

/** The 422 for an object, in the name of the kind that it says it is of. */
export function refusedObject(
  { group, errorGroup = group, kind: own }: ResourceDefinition,
  { kind = own, metadata }: KubernetesObject,
  errors: readonly FieldError[],
): StatusError {
  return invalidObject({ group: errorGroup, kind }, metadata?.name ?? "", errors);
}

/** The object with what the server says in its status, and what `given` says there besides or instead. */
function withStatusOf(object: WithStatus, given: WithStatus): KubernetesObject {
  if (given.status === undefined) return object;
  const said = Object.entries(given.status).filter(([, value]) => value !== null);
  return Object.assign(
    { ...object },
    { status: { ...object.status, ...Object.fromEntries(said) } },
  );
}

interface WithStatus extends KubernetesObject {
  readonly status?: object;
}

/** An object about to be written, in the version of the request and in that of the storage. */
interface Prepared {
  readonly object: KubernetesObject;
  readonly stored: KubernetesObject;
  readonly key: string;
}

function store(
  core: ServerCore,
  request: ResourceRequest,
  { object, stored, key }: Prepared,
  options: WriteOptions,
): Outcome {
  const { definition } = request;
  const { warnings } = request.findings;
  if (options.isDryRun) {
    const isReadBack = definition.origin === "built-in" || stored.apiVersion === object.apiVersion;
    const shown = isReadBack ? definition.fromStored(stored) : object;
    return { kind: "object", code: 201, object: shown, warnings };
  }
  makeBeside(core, request, { after: object });
  const commit = core.storage.put({
    resource: definition.storageKey,
    key,
    object: stored,
    operation: request.operation === "" ? undefined : request.operation,
    cause: request.cause,
    isFresh: true,
  });
  return { kind: "object", code: 201, object: definition.fromStored(commit.object), warnings };
}

/** A write that turns out to make something new needs the right to do that. @throws StatusError 403 */
export function requireCreate(core: ServerCore, request: ResourceRequest): void {
  const { definition, namespace, name, user } = request;
  const { group, version, resource } = definition;
  const access = { verb: "create", group, version, resource, subresource: "", namespace, name };
  const decision = decide(core.grants, user, access);
  if (!decision.isAllowed) throw accessForbidden(user, access, decision);
}

/** The object with the namespace of the path. @throws StatusError 400 when its own is another one. */
export function withRequestNamespace(
  request: ResourceRequest,
  object: KubernetesObject,
): KubernetesObject {
  const { definition, namespace } = request;
  const own = object.metadata?.namespace ?? "";
  if (!definition.namespaced)
    return own === "" ? object : withMetadata(object, { namespace: undefined });
  if (own === namespace) return object;
  if (own !== "") {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
  return withMetadata(object, { namespace });
}

/** What is being deleted and held by nothing is gone: no server shows it. @throws StatusError 400 */
function refuseGone(object: KubernetesObject): void {
  const {
    name,
    deletionTimestamp,
    deletionGracePeriodSeconds = 0,
    finalizers = [],
  } = object.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0 || finalizers.length > 0)
    return;
  throw badRequest(
    `${object.kind} ${JSON.stringify(name)} has a deletionTimestamp and nothing that holds it; give it finalizers, or deletionGracePeriodSeconds as a pod in its grace has`,
  );
}

/** Only a number other than 0 counts as a resourceVersion that was set. */
function refuseResourceVersion(object: KubernetesObject): void {
  const { resourceVersion = "" } = object.metadata ?? {};
  if (!/^[1-9]\d*$/.test(resourceVersion)) return;
  throw bareInternalError("resourceVersion should not be set on objects to be created");
}

function generatedName(
  core: ServerCore,
  request: ResourceRequest,
  prefix: string,
  attempt: number,
): string {
  const operation = request.operation === "" ? core.storage.revision : request.operation;
  const random = core.environment.random.fork(`name/${operation}/${attempt}`);
  return `${prefix.slice(0, 58)}${drawText(random, 5)}`;
}

function takenName(
  request: ResourceRequest,
  existing: KubernetesObject,
  isGenerated: boolean,
): StatusError {
  const { name = "", deletionTimestamp } = existing.metadata ?? {};
  const error = alreadyExists(request.definition, name);
  const { status } = error;
  if (isGenerated) {
    return new StatusError({
      ...status,
      message: `${status.message}, the server was not able to generate a unique name for the object`,
      details: { ...status.details, retryAfterSeconds: 1 },
    });
  }
  if (deletionTimestamp === undefined) return error;
  return new StatusError({ ...status, message: `object is being deleted: ${status.message}` });
}
