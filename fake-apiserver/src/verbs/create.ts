import { type KubernetesObject, StatusError } from "@informerlab/core";
import { trackUpdate } from "../patch/apply/managed-fields.ts";
import { decodeBody } from "../request/decode.ts";
import { drawText, drawUid } from "../request/draw-names.ts";
import { inGoOrder } from "../request/in-go-order.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import {
  type ServerCore,
  storageKeyOf,
  timestampOf,
  withMetadata,
} from "../request/server-core.ts";
import { alreadyExists, badRequest, bareInternalError } from "../request/status-errors.ts";
import { parseWriteOptions, type WriteOptions } from "../request/write-options.ts";
import { invalidObject } from "../schema/field-error.ts";
import { objectAfter } from "../storage/commit.ts";
import { checkNamespace } from "./check-namespace.ts";

/** An object about to be created, and how. */
export interface Creation {
  readonly object: KubernetesObject;
  readonly options: WriteOptions;
  readonly warnings: readonly string[];
  /** An apply has already said who owns what. */
  readonly hasManagedFields: boolean;
}

const generatedNamesMax = 8;

/** Creates the object in the body. */
export function create(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition } = request;
  const options = parseWriteOptions(request, "CreateOptions");
  const { object, warnings } = decodeBody(core, {
    body: request.body,
    definition,
    fieldValidation: options.fieldValidation,
  });
  return createObject(core, request, { object, options, warnings, hasManagedFields: false });
}

/** Creates an object that is already understood. */
export function createObject(
  core: ServerCore,
  request: ResourceRequest,
  creation: Creation,
): Outcome {
  const { definition } = request;
  const { options } = creation;
  const named = withRequestNamespace(request, creation.object);
  refuseResourceVersion(named);
  const { name = "", generateName = "" } = named.metadata ?? {};
  checkNamespace(core, definition, request.namespace, name === "" ? generateName : name);
  const isGenerated = name === "" && generateName !== "";
  for (let attempt = 1; ; attempt++) {
    const object = isGenerated
      ? withMetadata(named, { name: generatedName(core, request, generateName, attempt) })
      : named;
    const key = storageKeyOf(request.namespace, object.metadata?.name ?? "");
    const existing = objectAfter(core.storage.of(definition.storageKey).latest(key));
    const final = prepare(core, request, creation, object, key);
    if (existing !== undefined) {
      if (isGenerated && attempt < generatedNamesMax) continue;
      throw takenName(request, existing, isGenerated);
    }
    return store(core, request, { ...creation, object: final }, key, options);
  }
}

/** Everything that happens to a new object between its arrival and storage. */
function prepare(
  core: ServerCore,
  request: ResourceRequest,
  creation: Creation,
  named: KubernetesObject,
  key: string,
): KubernetesObject {
  const { definition } = request;
  const { options } = creation;
  const now = core.environment.clock.now();
  const object = withMetadata(named, {
    uid: drawUid(core, definition, key, options.isDryRun ? request.operation : undefined),
    creationTimestamp: timestampOf(now),
    resourceVersion: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
    ...(creation.hasManagedFields ? {} : { managedFields: undefined }),
  });
  const isDryRun = options.isDryRun;
  const admission = { request, operation: "CREATE", old: undefined, isDryRun } as const;
  if (core.settings.objects === "metadata") {
    if (core.admission.isEmpty) return object;
    const admitted = core.admission.mutate({ ...admission, object });
    core.admission.validate({ ...admission, object: admitted });
    return admitted;
  }
  const mutated = core.admission.mutate({ ...admission, object: definition.default(object) });
  const tracked = creation.hasManagedFields
    ? mutated
    : trackUpdate({
        definition,
        live: undefined,
        updated: mutated,
        manager: options.fieldManager,
        subresource: "",
        now,
      });
  const bare = definition.prepareForCreate(tracked, core.contextFor(definition, key, isDryRun));
  const prepared = request.setsStatus === true ? withStatusOf(bare, mutated) : bare;
  const errors = definition.validateCreate(prepared);
  if (errors.length > 0) throw invalidObject(definition, prepared.metadata?.name ?? "", errors);
  core.admission.validate({ ...admission, object: prepared });
  return definition.origin === "built-in" ? inGoOrder(prepared, !isDryRun) : prepared;
}

/** The object with what the server says in its status, and what `given` says there besides or instead. */
function withStatusOf(object: WithStatus, given: WithStatus): KubernetesObject {
  if (given.status === undefined) return object;
  return Object.assign({ ...object }, { status: { ...object.status, ...given.status } });
}

interface WithStatus extends KubernetesObject {
  readonly status?: object;
}

function store(
  core: ServerCore,
  request: ResourceRequest,
  creation: Creation,
  key: string,
  options: WriteOptions,
): Outcome {
  const { definition } = request;
  const { object } = creation;
  const isLight = core.settings.objects === "metadata";
  const warnings = isLight
    ? creation.warnings
    : [...creation.warnings, ...definition.warningsOf(object, undefined)];
  if (options.isDryRun) return { kind: "object", code: 201, object, warnings };
  const commit = core.storage.put({
    resource: definition.storageKey,
    key,
    object: definition.toStored(object),
    operation: request.operation === "" ? undefined : request.operation,
    cause: request.cause,
    isFresh: true,
  });
  return { kind: "object", code: 201, object: definition.fromStored(commit.object), warnings };
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
