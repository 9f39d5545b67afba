import type { KubernetesObject, Status } from "@informerlab/core";
import { timeText } from "../../codec/go/time-text.ts";
import { equalJson } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { inGoOrder, inNameOrder } from "../../request/answer/in-go-order.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import { conflict, notFound } from "../../request/answer/status-errors.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import {
  commitDelete,
  commitUpdate,
  type LiveObject,
  liveObjectOf,
  requireUnchanged,
  specFinalizersOf,
} from "../write/commit-write.ts";
import { type DeleteOptions, isDryRunDelete } from "./delete-options.ts";

/** Deletes one object, or begins to. */
export function deleteOne(core: ServerCore, request: ResourceRequest): Outcome {
  const options = core.deleteOptionsOf(request);
  const live = liveObjectOf(core, request);
  if (live !== undefined) return deleteObject(core, request, live, options);
  const { definition, name = "" } = request;
  request.findings.warn(...deletionWarnings(definition, options));
  throw notFound(definition, name);
}

/**
 * What deletion means for an object: gone at once, or marked and waiting for finalizers, dependents or a kubelet.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go
 */
export function deleteObject(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  options: DeleteOptions,
  { isAdmitted }: { readonly isAdmitted: boolean } = { isAdmitted: false },
): Outcome {
  const { definition } = request;
  const isDryRun = isDryRunDelete(options);
  const { findings } = request;
  findings.warn(...deletionWarnings(definition, options));
  checkPreconditions(definition, live.object, options);
  // Whoever asks in the old way for dependents to go, too, hears that it takes a while.
  const code = options.orphanDependents === false ? 202 : 200;
  if (isPending(definition, live.object, options))
    return { kind: "object", code, object: live.object, warnings: findings.warnings };
  if (!isAdmitted) {
    core.admission.admitDeletion(
      {
        request,
        operation: "DELETE",
        object: undefined,
        old: live.object,
        isDryRun,
        options: admittedOptions(request, live.object, options),
        findings,
      },
      core.view,
    );
    requireUnchanged(core, request, live);
  }
  const { warnings } = findings;
  const marked = inWireOrder(definition, markForDeletion(core, definition, live.object, options));
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = marked.metadata ?? {};
  // The first deletion of a namespace never ends it.
  const isBegun =
    definition.strategy.namespaceFinalizers &&
    live.object.metadata?.deletionTimestamp === undefined;
  const isHeld =
    isBegun ||
    finalizers.length > 0 ||
    deletionGracePeriodSeconds > 0 ||
    specFinalizersOf(marked).length > 0;
  if (isHeld) {
    const object = commitUpdate(core, request, live, marked, isDryRun);
    return { kind: "object", code, object, warnings };
  }
  const { hasGracefulDeletion } = definition.strategy;
  if (isDryRun) return answerGone(definition, hasGracefulDeletion ? marked : live.object, warnings);
  if (!hasGracefulDeletion) {
    return answerGone(definition, commitDelete(core, request, live), warnings);
  }
  // A pod that goes at once is marked first, so that watchers see why.
  commitUpdate(core, request, live, marked, false);
  const remaining = liveObjectOf(core, { ...request, name: live.object.metadata?.name });
  const last = remaining === undefined ? live.object : commitDelete(core, request, remaining);
  return answerGone(definition, last, warnings);
}

/**
 * The options as plugins see them, whatever version they were sent in. Of one object's deletion they say by then what period
 * it gets.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go BeforeDelete
 */
function admittedOptions(
  { definition, isOneOfMany }: ResourceRequest,
  object: KubernetesObject,
  options: DeleteOptions,
): object {
  const {
    gracePeriodSeconds: asked,
    preconditions,
    orphanDependents,
    propagationPolicy,
    dryRun,
  } = options;
  const isGraceful =
    definition.strategy.hasGracefulDeletion && object.metadata?.deletionTimestamp === undefined;
  const given = isGraceful ? graceOf(definition, object, options) : asked && askedGrace(asked);
  const grace = isOneOfMany === true ? asked : given;
  return {
    kind: "DeleteOptions",
    apiVersion: "meta.k8s.io/v1",
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(dryRun === undefined ? {} : { dryRun }),
  };
}

function inWireOrder(definition: ResourceDefinition, object: KubernetesObject): KubernetesObject {
  return definition.origin === "built-in" ? inGoOrder(object, false) : inNameOrder(object, false);
}

/** The object as it stands while it is being deleted. */
function markForDeletion(
  core: ServerCore,
  definition: ResourceDefinition,
  object: KubernetesObject,
  options: DeleteOptions,
): KubernetesObject {
  const { metadata = {} } = object;
  const finalizers = finalizersOf(definition, metadata.finalizers ?? [], options);
  const changesFinalizers = !equalJson(finalizers, metadata.finalizers ?? []);
  const withFinalizers = changesFinalizers
    ? withMetadata(object, { finalizers: finalizers.length === 0 ? undefined : finalizers })
    : object;
  const graceSeconds = graceOf(definition, object, options);
  const now = core.environment.clock.now();
  if (metadata.deletionTimestamp !== undefined) {
    return shortenGrace(withFinalizers, options, now);
  }
  if (definition.beginDeletion !== undefined) return definition.beginDeletion(withFinalizers, now);
  const isNamespace = definition.strategy.namespaceFinalizers;
  const generation = Number(metadata.generation ?? 0);
  const marked = withMetadata(withFinalizers, {
    deletionTimestamp: timeText(now + graceSeconds * 1000),
    ...(isNamespace ? {} : { deletionGracePeriodSeconds: graceSeconds }),
    // Starting a deletion counts as a change of what is wanted.
    ...(generation > 0 ? { generation: generation + 1 } : {}),
  });
  if (!isNamespace) return marked;
  const { status = {} } = marked as { readonly status?: object };
  return { ...marked, status: { ...status, phase: "Terminating" } } as KubernetesObject;
}

/**
 * A pod that goes in its grace period is left alone by a deletion that would not make it quicker, and a namespace by any until
 * it is empty: nothing judges it, and its finalizers stay.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go
 */
function isPending(
  definition: ResourceDefinition,
  object: KubernetesObject,
  options: DeleteOptions,
): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds: before } = object.metadata ?? {};
  if (definition.strategy.namespaceFinalizers)
    return deletionTimestamp !== undefined && specFinalizersOf(object).length > 0;
  if (!definition.strategy.hasGracefulDeletion) return false;
  // Where a period of none did not end it, finalizers did hold it.
  if (deletionTimestamp === undefined || before === undefined || before === 0) return false;
  return (
    options.gracePeriodSeconds === undefined || askedGrace(options.gracePeriodSeconds) >= before
  );
}

/** A second deletion may only make the first one quicker. */
function shortenGrace(
  object: KubernetesObject,
  { gracePeriodSeconds: asked }: DeleteOptions,
  now: number,
): KubernetesObject {
  const { deletionTimestamp = "", deletionGracePeriodSeconds: before } = object.metadata ?? {};
  if (before === undefined || before === 0 || asked === undefined) return object;
  const wanted = askedGrace(asked);
  const earlier = Date.parse(deletionTimestamp) - (Number(before) - wanted) * 1000;
  const isOver = earlier < now;
  return withMetadata(object, {
    deletionTimestamp: timeText(isOver ? now : earlier),
    // A kubelet that was given a period, however short, ends the pod itself.
    deletionGracePeriodSeconds: isOver && wanted !== 0 ? 1 : wanted,
  });
}

function graceOf(
  definition: ResourceDefinition,
  object: KubernetesObject,
  options: DeleteOptions,
): number {
  const own = definition.gracePeriodSecondsOf(object);
  if (own === undefined || definition.isTerminal(object)) return 0;
  return askedGrace(options.gracePeriodSeconds ?? own);
}

function askedGrace(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

/** The finalizers through which the garbage collector learns what to do with the dependents. */
function finalizersOf(
  definition: ResourceDefinition,
  finalizers: readonly string[],
  options: DeleteOptions,
): readonly string[] {
  if (definition.strategy.isNeverCollected === true) return finalizers;
  const policy = policyOf(definition, finalizers, options);
  const wanted =
    policy === "Orphan" ? "orphan" : policy === "Foreground" ? "foregroundDeletion" : undefined;
  const others = finalizers.filter((name) => name !== "orphan" && name !== "foregroundDeletion");
  if (wanted === undefined) return others;
  return finalizers.includes(wanted) && others.length === finalizers.length - 1
    ? finalizers
    : [...others, wanted];
}

function policyOf(
  definition: ResourceDefinition,
  finalizers: readonly string[],
  options: DeleteOptions,
): DeleteOptions["propagationPolicy"] {
  const without = definition.strategy.namespaceFinalizers ? "Foreground" : "Background";
  if (options.orphanDependents !== undefined) return options.orphanDependents ? "Orphan" : without;
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  if (finalizers.includes("orphan")) return "Orphan";
  if (finalizers.includes("foregroundDeletion")) return "Foreground";
  const { orphansByDefaultWarning: warning, orphansByDefault } = definition.strategy;
  return warning === undefined && orphansByDefault !== true ? "Background" : "Orphan";
}

/** What is said of a deletion that leaves dependents alive without having been asked to. */
export function deletionWarnings(
  definition: ResourceDefinition,
  options: DeleteOptions,
): readonly string[] {
  const warning = definition.strategy.orphansByDefaultWarning;
  const isChosen =
    options.propagationPolicy !== undefined || options.orphanDependents !== undefined;
  return warning === undefined || isChosen ? [] : [warning];
}

export function checkPreconditions(
  definition: ResourceDefinition,
  object: KubernetesObject,
  { preconditions }: DeleteOptions,
): void {
  const { name = "", uid, resourceVersion } = object.metadata ?? {};
  if (definition.strategy.namespaceFinalizers) {
    checkStoragePreconditions(definition, object, preconditions);
    return;
  }
  const group = definition.errorGroup ?? definition.group;
  const named = { group, resource: definition.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      named,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (
    preconditions?.resourceVersion !== undefined &&
    preconditions.resourceVersion !== resourceVersion
  ) {
    throw conflict(
      named,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

/** Those of namespaces are looked at by the storage. */
function checkStoragePreconditions(
  definition: ResourceDefinition,
  { metadata = {} }: KubernetesObject,
  preconditions: DeleteOptions["preconditions"],
): void {
  const { name = "", uid, resourceVersion } = metadata;
  const compared = [
    ["UID", preconditions?.uid, uid],
    ["ResourceVersion", preconditions?.resourceVersion, resourceVersion],
  ] as const;
  for (const [what, wanted, found] of compared)
    if (wanted !== undefined && wanted !== found)
      throw conflict(
        definition,
        name,
        `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`,
      );
}

function answerGone(
  definition: ResourceDefinition,
  object: KubernetesObject,
  warnings: readonly string[],
): Outcome {
  if (definition.strategy.deleteAnswersObject)
    return { kind: "object", code: 200, object, warnings };
  const { name = "", uid = "" } = object.metadata ?? {};
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: {
      name,
      ...(definition.group === "" ? {} : { group: definition.group }),
      kind: definition.resource,
      uid,
    },
  };
  return { kind: "status", code: 200, status, warnings };
}
