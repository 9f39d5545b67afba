import type { KubernetesObject } from "@informerlab/core";
import { type OwnedKind, trackUpdate } from "../../patch/apply/managed-fields.ts";
import { decodeBody, visitorKind } from "../../request/read/decode.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { parseCreateOptions, type WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import { admissionOptions } from "../write/admission-options.ts";
import { withRequestNamespace } from "../write/create.ts";

/** How an endpoint takes what is sent to it and stored nowhere. */
export interface VisitorRules {
  readonly kind: DecodeTarget & OwnedKind;
  /** What its defaults make of it. */
  readonly default?: (object: KubernetesObject) => KubernetesObject;
  /** What the sender says of its uid is kept: it names the object that is meant. */
  readonly keepsUid?: boolean;
}

/** What was sent to an endpoint whose kind is stored nowhere: a Binding, an Eviction, a review. */
export interface Visitor {
  /** As the plugins that change objects have left it. */
  readonly object: KubernetesObject;
  readonly options: WriteOptions;
  /** Asks the plugins that only look at it, or at what it has been completed to. @throws StatusError */
  validate(completed?: KubernetesObject): void;
}

/** A kind that an endpoint takes and that is no resource of its own; no endpoint keeps a field of it to itself. */
export function partKind(group: string, version: string, kind: string): DecodeTarget & OwnedKind {
  return { ...visitorKind(group, version, kind), subresources: new Map() };
}

/** What nobody but the server says of an object. */
const systemMembers = {
  selfLink: undefined,
  creationTimestamp: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
} as const;

/**
 * Reads a visitor, notes who set what in it, and lets admission change it.
 *
 * @throws StatusError with the real server's texts
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go
 */
export function admitVisitor(
  core: ServerCore,
  request: ResourceRequest,
  rules: VisitorRules,
): Visitor {
  const { kind, default: withDefaults = (one) => one, keepsUid = false } = rules;
  const options = parseCreateOptions(request);
  const { body, findings, subresource } = request;
  const { fieldValidation, isDryRun } = options;
  const sent = decodeBody(core, { body, definition: kind, fieldValidation });
  findings.warn(...sent.warnings);
  const members = keepsUid ? {} : { ...systemMembers, uid: undefined };
  const placed = withRequestNamespace(request, withMetadata(sent.object, members));
  const tracked = trackUpdate({
    definition: kind,
    live: undefined,
    updated: withDefaults(placed),
    manager: options.fieldManager,
    subresource,
    now: core.environment.clock.now(),
  });
  const asked = {
    request,
    operation: "CREATE",
    old: undefined,
    isDryRun,
    options: admissionOptions("CreateOptions", options, request),
    findings,
  } as const;
  const object = core.admission.mutate({ ...asked, object: tracked }, core.view);
  return {
    object,
    options,
    validate: (completed = object) =>
      core.admission.validate({ ...asked, object: completed }, core.view),
  };
}
