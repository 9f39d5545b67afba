import { failureStatus, type KubernetesObject, type Status, StatusError } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { ApiResponse, ResponseBody } from "./api-request.ts";
import type { Negotiated } from "./negotiate.ts";
import type { Outcome } from "./outcome.ts";
import {
  type IncludeObject,
  tableOf,
  toListBody,
  toPartialList,
  toPartialObject,
} from "./represent.ts";
import { warningHeaders } from "./warning-headers.ts";

/** What decides the form of an answer. */
export interface EncodeInput {
  readonly outcome: Outcome;
  readonly negotiated: Negotiated;
  /** Undefined for answers that are about no kind. */
  readonly definition: ResourceDefinition | undefined;
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch, for ages in Tables. */
  readonly now: number;
  readonly auditId: string;
}

/** An outcome as a response: the only place where errors and results get status, headers and shape. */
export function toResponse(input: EncodeInput): ApiResponse {
  const { outcome } = input;
  switch (outcome.kind) {
    case "watch":
      return respond(input, 200, { kind: "watch", stream: outcome.watcher });
    case "reset":
      return respond(input, 200, { kind: "reset", after: outcome.after });
    case "raw":
      return {
        ...outcome.response,
        headers: { "audit-id": input.auditId, ...outcome.response.headers },
      };
    case "status":
      return statusResponse(input, outcome.code, outcome.status, outcome.warnings);
    default:
      return shaped(input, outcome);
  }
}

function shaped(
  input: EncodeInput,
  outcome: Outcome & { readonly kind: "object" | "list" },
): ApiResponse {
  const warnings = outcome.kind === "object" ? outcome.warnings : undefined;
  try {
    const value =
      outcome.kind === "object" ? objectBody(input, outcome.object) : listBody(input, outcome);
    const code = outcome.kind === "object" ? outcome.code : 200;
    return respond(input, code, { kind: "json", value }, warnings);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return statusResponse(input, error.status.code ?? 500, error.status, warnings);
  }
}

function objectBody(input: EncodeInput, object: KubernetesObject): unknown {
  const { negotiated, definition } = input;
  // Scales, reviews and other visitors are shown as they are.
  if (definition === undefined || negotiated.representation === "object") return object;
  if (negotiated.representation === "partial") {
    if (negotiated.isPartialList) {
      throw wrongShape(
        "you requested PartialObjectMetadataList, but the requested object is not a list",
      );
    }
    return toPartialObject(object);
  }
  const { resourceVersion = "" } = object.metadata ?? {};
  return tableOf({
    definition,
    metadata: { resourceVersion },
    objects: [object],
    now: input.now,
    includeObject: input.includeObject,
    hasColumns: true,
  });
}

function listBody(input: EncodeInput, outcome: Outcome & { readonly kind: "list" }): unknown {
  const { negotiated } = input;
  const { definition, metadata, items } = outcome;
  if (negotiated.representation === "object") return toListBody(definition, metadata, items);
  if (negotiated.representation === "partial") {
    if (!negotiated.isPartialList) {
      throw wrongShape(
        `you requested PartialObjectMetadata, but the requested object is a list (*${goPackageOf(definition)}.${definition.listKind})`,
      );
    }
    return toPartialList(metadata, items);
  }
  return tableOf({
    definition,
    metadata,
    objects: items,
    now: input.now,
    includeObject: input.includeObject,
    hasColumns: true,
  });
}

function goPackageOf({ origin, version }: ResourceDefinition): string {
  return origin === "custom" ? "unstructured" : version;
}

function wrongShape(message: string): StatusError {
  return new StatusError(failureStatus({ code: 406, reason: "NotAcceptable", message }));
}

function statusResponse(
  input: EncodeInput,
  code: number,
  status: Status,
  warnings: readonly string[] | undefined,
): ApiResponse {
  const response = respond(input, code, { kind: "json", value: status }, warnings);
  const seconds = code >= 400 ? status.details?.retryAfterSeconds : undefined;
  if (seconds === undefined) return response;
  return { ...response, headers: { ...response.headers, "retry-after": String(seconds) } };
}

function respond(
  input: EncodeInput,
  status: number,
  body: ResponseBody,
  warnings: readonly string[] = [],
): ApiResponse {
  const headers: Record<string, string | readonly string[]> = {
    "audit-id": input.auditId,
    "cache-control": "no-cache, private",
    "content-type": input.negotiated.mediaType,
  };
  const { deprecation } = input.definition ?? {};
  const texts = deprecation === undefined ? warnings : [deprecation, ...warnings];
  if (texts.length > 0) headers["warning"] = warningHeaders(texts);
  return { status, headers, body };
}

/** An answer as plain text, as health checks and unknown paths give it. */
export function textResponse(status: number, text: string, auditId: string): ApiResponse {
  return {
    status,
    headers: {
      "audit-id": auditId,
      "cache-control": "no-cache, private",
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    },
    body: { kind: "text", text },
  };
}
