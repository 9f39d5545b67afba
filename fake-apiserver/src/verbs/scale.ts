import { type KubernetesObject, Selector } from "@informerlab/core";
import { parseYaml } from "../codec/parse-yaml.ts";
import type { ResourceDefinition, ScaleAccess } from "../kinds/resource-definition.ts";
import { patchObject } from "../patch/patch-object.ts";
import { decodeBody, visitorKind } from "../request/decode.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { type ServerCore, withMetadata } from "../request/server-core.ts";
import { badRequest, notFound } from "../request/status-errors.ts";
import {
  parsePatchOptions,
  parseWriteOptions,
  type WriteOptions,
} from "../request/write-options.ts";
import { invalidObject } from "../schema/field-error.ts";
import { type LiveObject, liveObjectOf } from "./commit-write.ts";
import { patchBodyOf, patchTypeOf } from "./patch.ts";
import { checkName, updateObject } from "./update.ts";

/** `autoscaling/v1` Scale. */
interface Scale extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

interface Scalable extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: Readonly<Record<string, unknown>>;
  };
  readonly status?: { readonly replicas?: number };
}

/** Where the built-in kinds keep their scale. */
const builtInScale: ScaleAccess = {
  replicasOf: (object: Scalable) => object.spec?.replicas ?? 0,
  statusReplicasOf: (object: Scalable) => object.status?.replicas ?? 0,
  selectorOf: (object: Scalable) => selectorText(object.spec?.selector),
  withReplicas: (object: Scalable, replicas) =>
    ({ ...object, spec: { ...object.spec, replicas } }) as KubernetesObject,
};

/** Reads and writes the scale of an object through the subresource `scale`. */
export function scale(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "", verb } = request;
  const live = liveObjectOf(core, request);
  const options = verb === "get" ? undefined : optionsOf(request);
  const wanted =
    verb === "update" && options !== undefined ? decodedScale(core, request, options) : undefined;
  if (live === undefined) throw notFound(definition, name);
  if (options === undefined)
    return { kind: "object", code: 200, object: scaleOf(definition, live.object) };
  const current = scaleOf(definition, live.object);
  const next = wanted ?? patchedScale(request, current, options);
  return writeScale(core, request, live, next, options);
}

function optionsOf(request: ResourceRequest): WriteOptions {
  if (request.verb === "update") return parseWriteOptions(request, "UpdateOptions");
  return parsePatchOptions(request, patchTypeOf(request) === "apply");
}

function decodedScale(core: ServerCore, request: ResourceRequest, options: WriteOptions): Scale {
  const { object } = decodeBody(core, {
    body: request.body,
    definition: visitorKind("autoscaling", "v1", "Scale"),
    fieldValidation: options.fieldValidation,
  });
  checkName(object, request.name ?? "");
  return object;
}

function patchedScale(
  request: ResourceRequest,
  current: KubernetesObject,
  options: WriteOptions,
): Scale {
  const type = patchTypeOf(request);
  const patch = patchBodyOf(request);
  if (type === "apply") {
    const applied = (typeof patch === "string" ? parseYaml(patch).value : patch) as Scale | null;
    if (applied === null || typeof applied !== "object")
      throw badRequest("invalid object type: /, Kind=");
    return { ...current, spec: { ...applied.spec } };
  }
  const { object } = patchObject({
    type,
    patch,
    current,
    definition: visitorKind("autoscaling", "v1", "Scale"),
    fieldValidation: options.fieldValidation,
  });
  return object;
}

function writeScale(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  wanted: Scale,
  options: WriteOptions,
): Outcome {
  const { definition } = request;
  const access = definition.scale ?? builtInScale;
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0 && definition.origin === "built-in") {
    throw invalidObject({ group: "autoscaling", kind: "Scale" }, request.name ?? "", [
      {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        field: "spec.replicas",
      },
    ]);
  }
  const { resourceVersion = "" } = wanted.metadata ?? {};
  const scaled = access.withReplicas(live.object, replicas);
  const metadata = { ...scaled.metadata };
  // Without a version the newest is meant, whatever the kind asks of its own updates.
  if (resourceVersion !== "") metadata.resourceVersion = resourceVersion;
  const outcome = updateObject(core, request, live, {
    object: { ...scaled, metadata },
    options,
    warnings: [],
    hasManagedFields: false,
    isPatch: true,
    shownAs: (object) => scaleOf(definition, object),
    adjust: (object) => (replicas === 0 ? withoutOwnerOfScale(object) : object),
  });
  if (outcome.kind !== "object") return outcome;
  return { ...outcome, object: scaleOf(definition, outcome.object) };
}

/** A scale of 0 is left out of the Scale, so nobody owns it. */
function withoutOwnerOfScale(object: KubernetesObject): KubernetesObject {
  const entries = (object.metadata?.managedFields ?? []) as readonly {
    readonly subresource?: string;
  }[];
  const managedFields = entries.filter(({ subresource }) => subresource !== "scale");
  return withMetadata(object, {
    managedFields: managedFields.length === 0 ? undefined : managedFields,
  });
}

function scaleOf(definition: ResourceDefinition, object: KubernetesObject): KubernetesObject {
  const access = definition.scale ?? builtInScale;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const replicas = access.replicasOf(object);
  const selector = access.selectorOf(object);
  const scaled = {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Go leaves out a number that is 0.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: access.statusReplicasOf(object),
      ...(selector === "" ? {} : { selector }),
    },
  };
  return scaled as KubernetesObject;
}

function selectorText(selector: Readonly<Record<string, unknown>> | undefined): string {
  if (selector === undefined) return "";
  const isLabelSelector = "matchLabels" in selector || "matchExpressions" in selector;
  // Replication controllers have plain labels.
  return isLabelSelector
    ? Selector.fromLabelSelector(selector).toString()
    : Selector.fromLabels(selector as Readonly<Record<string, string>>).toString();
}
