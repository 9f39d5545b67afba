import type { KubernetesObject } from "@informerlab/core";
import { partKindOf } from "../admission/matching/seen-kind.ts";
import { JsonSyntaxError, parseJson } from "../codec/json/parse-json.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { inGoOrder, inNameOrder } from "../request/answer/in-go-order.ts";
import { limitWork } from "../request/limit-work.ts";
import { decodeBody, visitorKind } from "../request/read/decode.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { parseWriteOptions } from "../request/read/write-options.ts";
import type { ServerCore } from "../request/server-core.ts";
import type { DecodeTarget } from "../schema/decode/decode-input.ts";
import { objectInFieldOrder } from "../schema/field-order.ts";
import { deleteOptionsOf } from "../verbs/delete/read-delete-options.ts";

/** What was sent in a request. */
export type SentBody =
  | { readonly kind: "object"; readonly object: KubernetesObject }
  /** A patch, or the options of a deletion: nothing that could have a name. */
  | { readonly kind: "value"; readonly value: unknown };

/**
 * What was sent, as the real server's handlers tell the audit log; undefined where nothing was, or it cannot be read.
 *
 * @see kubernetes apiserver pkg/endpoints/handlers/create.go, update.go, patch.go, delete.go
 */
export function sentBody(
  core: Pick<ServerCore, "settings">,
  request: ResourceRequest,
): SentBody | undefined {
  try {
    return limitWork(() => read(core, request));
  } catch {
    return undefined;
  }
}

function read(core: Pick<ServerCore, "settings">, request: ResourceRequest): SentBody | undefined {
  const { verb, body } = request;
  if (body === undefined) return undefined;
  if (verb === "patch") return sentPatch(request);
  if (verb === "delete" || verb === "deletecollection") return sentOptions(core, request);
  if (verb !== "create" && verb !== "update") return undefined;
  const { definition, subresource } = request;
  const target = targetOf(definition, subresource);
  const kind = verb === "create" ? "CreateOptions" : "UpdateOptions";
  const { fieldValidation } = parseWriteOptions(request, kind);
  const { object } = decodeBody(core, { body, definition: target, fieldValidation });
  const defaulted = target === definition ? definition.default(object) : object;
  const isCustom = definition.origin === "custom" && target === definition;
  return {
    kind: "object",
    object: isCustom
      ? inNameOrder(defaulted, false)
      : inGoOrder(objectInFieldOrder(defaulted, target.schema), false),
  };
}

/** The kind that an endpoint takes. */
function targetOf(definition: ResourceDefinition, subresource: string): DecodeTarget {
  const part = partKindOf(definition, subresource);
  return part === undefined ? definition : visitorKind(part.group, part.version, part.kind);
}

function sentPatch({ body }: ResourceRequest): SentBody | undefined {
  const { content = "" } = body ?? {};
  if (content instanceof Uint8Array) return undefined;
  if (typeof content === "object") return { kind: "value", value: content };
  try {
    return { kind: "value", value: parseJson(content).value };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { kind: "value", value: content };
  }
}

/** Members of the options in the order of the Go struct. */
const optionNames = [
  "gracePeriodSeconds",
  "preconditions",
  "orphanDependents",
  "propagationPolicy",
  "dryRun",
] as const;

function sentOptions(
  core: Pick<ServerCore, "settings">,
  request: ResourceRequest,
): SentBody | undefined {
  const { content = "" } = request.body ?? {};
  if (content === "" || (content instanceof Uint8Array && content.length === 0)) return undefined;
  const options = deleteOptionsOf(core, request);
  const said = optionNames.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  const type = { kind: "DeleteOptions", apiVersion: "meta.k8s.io/__internal" };
  return { kind: "value", value: { ...type, ...Object.fromEntries(said) } };
}
