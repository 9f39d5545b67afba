import { StatusError } from "@informerlab/core";
import { objectOf, textOf } from "../../codec/json/plain-object.ts";
import { parseYaml } from "../../codec/yaml/parse-yaml.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import {
  badRequest,
  conflict,
  internalError,
  notFound,
} from "../../request/answer/status-errors.ts";
import { decodeBody } from "../../request/read/decode.ts";
import { meaningOfPatch } from "../../request/read/patch-media-types.ts";
import type { RequestBody, ResourceRequest } from "../../request/read/resource-request.ts";
import {
  parsePatchOptions,
  parseWriteOptions,
  type WriteOptions,
} from "../../request/read/write-options.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import { invalidObject } from "../../schema/field-error.ts";
import { admissionOptions } from "../write/admission-options.ts";
import { liveObjectOf } from "../write/commit-write.ts";
import { withRequestNamespace } from "../write/create.ts";
import { checkName, checkSentUid, updateObject } from "../write/update.ts";
import {
  liveScale,
  parentOwners,
  patchedScale,
  replacedScale,
  type ScaleWrite,
  scaleKind,
  unsetReplicas,
} from "./scale-changes.ts";
import { type Scale, scaleAccessOf, scaleOf } from "./scale-view.ts";

/** Reads and writes the scale of an object through the subresource `scale`. */
export function scale(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "", verb } = request;
  const live = liveObjectOf(core, request);
  const options = verb === "get" ? undefined : optionsOf(request);
  const sent =
    verb === "update" && options !== undefined ? decodedScale(core, request, options) : undefined;
  if (live === undefined) throw notFound(definition, name);
  if (options === undefined) {
    const missing = scaleAccessOf(definition).missingIn?.(live.object);
    if (missing !== undefined)
      throw internalError(`the spec replicas field ${JSON.stringify(missing)} does not exist`);
    return { kind: "object", code: 200, object: scaleOf(definition, live.object) };
  }
  const write = { core, request, live, options };
  const wanted =
    sent === undefined
      ? patchedScale(write)
      : replacedScale(write, sent, saysVersion(request.body));
  return writeScale(write, wanted);
}

function optionsOf(request: ResourceRequest): WriteOptions {
  if (request.verb === "update") return parseWriteOptions(request, "UpdateOptions");
  return parsePatchOptions(request, meaningOfPatch(request) === "apply");
}

function decodedScale(core: ServerCore, request: ResourceRequest, options: WriteOptions): Scale {
  const object = readScale(core, request, options);
  checkName(object, request.name ?? "");
  return withRequestNamespace(request, object);
}

function readScale(core: ServerCore, request: ResourceRequest, options: WriteOptions): Scale {
  const { body, definition } = request;
  const { fieldValidation } = options;
  try {
    const decoded = decodeBody(core, { body, definition: scaleKind(), fieldValidation });
    request.findings.warn(...decoded.warnings);
    return decoded.object;
  } catch (error) {
    const isUnread = error instanceof StatusError && error.status.code === 400;
    if (definition.origin === "built-in" || !isUnread) throw error;
    // The scheme in which the real server looks for the name of what it could not read has no Scale.
    throw badRequest(
      'no kind is registered for the type v1.Scale in scheme "pkg/runtime/scheme.go:111"',
    );
  }
}

function saysVersion(body: RequestBody | undefined): boolean {
  const content = body?.content ?? "";
  if (content instanceof Uint8Array) return true;
  const value = typeof content === "string" ? parseYaml(content).value : content;
  return textOf(objectOf(value)["apiVersion"]) !== "";
}

function writeScale(write: ScaleWrite, sent: Scale): Outcome {
  const { core, request, live, options } = write;
  const { definition, name = "" } = request;
  const isPatch = request.verb === "patch";
  // The storage looks whether a PUT means this object before anybody looks at what it wants.
  if (!isPatch) checkSentUid(request, sent, live.object.metadata?.uid, options);
  const wanted = admittedScale(write, sent);
  const access = scaleAccessOf(definition);
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas === unsetReplicas && access.missingIn !== undefined) {
    const path = `.${access.replicasPath.join(".")}`;
    throw badRequest(`the spec replicas field ${JSON.stringify(path)} cannot be empty`);
  }
  const { uid = "", resourceVersion = "" } = wanted.metadata ?? {};
  if (replicas < 0 && definition.origin === "built-in") {
    throw invalidObject({ group: "autoscaling", kind: "Scale" }, name, [
      {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        field: "spec.replicas",
      },
    ]);
  }
  if (definition.origin === "built-in") checkUid(write, uid);
  const scaled = access.withReplicas(live.object, replicas);
  const outcome = updateObject(core, request, live, {
    object: withMetadata(scaled, {
      // Without a version the newest is meant, whatever the kind asks of its own updates.
      ...(resourceVersion === "" ? {} : { resourceVersion }),
      managedFields: parentOwners(write, wanted),
    }),
    options,
    hasManagedFields: true,
    isPatch,
    isAdmitted: true,
    shownAs: (object) => scaleOf(definition, object),
  });
  if (outcome.kind !== "object") return outcome;
  return { ...outcome, object: scaleOf(definition, outcome.object) };
}

/** The Scale as those leave it who may change it: they see it, and not the object that it is of. */
function admittedScale(write: ScaleWrite, wanted: Scale): Scale {
  const { core, request, options } = write;
  const asked = {
    request,
    operation: "UPDATE",
    object: wanted,
    old: liveScale(write),
    isDryRun: options.isDryRun,
    options: admissionOptions("UpdateOptions", options, request),
    findings: request.findings,
  } as const;
  return core.admission.mutate(asked, core.view);
}

/** @throws StatusError 409 when a patch, or a plugin, names another object */
function checkUid({ request: { definition, name = "" }, live }: ScaleWrite, uid: string): void {
  const current = live.object.metadata?.uid;
  if (uid === "" || uid === current) return;
  throw conflict(
    { ...definition, resource: `${definition.resource}/scale` },
    name,
    `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current}`,
  );
}
