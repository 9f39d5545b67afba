import {
  failureStatus,
  type KubernetesObject,
  type ListMeta,
  type Status,
  StatusError,
} from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { scaleTable, type TableKind } from "../../kinds/tables/scale-table.ts";
import type { ApiResponse, ResponseBody } from "../read/api-request.ts";
import { toJsonLine } from "./json-text.ts";
import { type ListParts, listValueOf, longListOf } from "./list-parts.ts";
import type { Negotiated } from "./negotiate.ts";
import type { Outcome } from "./outcome.ts";
import { protobufForm } from "./protobuf-form.ts";
import {
  type IncludeObject,
  listPartsOf,
  longTableOf,
  partialListPartsOf,
  tableOf,
  toPartialObject,
} from "./represent.ts";
import { bareInternalError, timedOutStatus } from "./status-errors.ts";
import { warningHeaders } from "./warning-headers.ts";
import { encodedAtOnce, type MediaType, protobufMediaType } from "./wire-form.ts";
import { wireFormOf } from "./wire-form-of.ts";

/** How a refusal is written, whatever shape was asked for. */
export interface ErrorForm {
  readonly mediaType: MediaType;
  readonly isIndented: boolean;
}

/** What decides the form of an answer. */
export interface EncodeInput {
  readonly outcome: Outcome;
  readonly negotiated: Negotiated;
  /** Asked for when something is refused. */
  readonly errorForm: () => ErrorForm;
  /** Undefined for answers that are about no kind. */
  readonly definition: ResourceDefinition | undefined;
  /** False for an object that is asked for by a part of it, or that goes on going. @defaultValue true */
  readonly isWhole?: boolean;
  /** Asked for when rows are made. @throws StatusError 400 */
  readonly includeObject: () => IncludeObject;
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
  const { warnings } = outcome;
  try {
    const body =
      outcome.kind === "object" ? objectBody(input, outcome.object) : listBody(input, outcome);
    const code = outcome.kind === "object" ? outcome.code : 200;
    return respond(input, code, body, warnings);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return statusResponse(input, error.status.code ?? 500, error.status, warnings);
  }
}

function objectBody(input: EncodeInput, stored: KubernetesObject): ResponseBody {
  const { negotiated, definition, isWhole = true } = input;
  const { mediaType, representation, isPartialList, metaVersion } = negotiated;
  const object = isWhole ? (definition?.shown?.(stored) ?? stored) : stored;
  // Scales, reviews and other visitors are shown as they are.
  if (definition === undefined || representation === "object") return objectIn(mediaType, object);
  const isScale = object.kind === "Scale" && definition.kind !== "Scale";
  if (representation === "partial") {
    if (isPartialList) throw noListOf(definition, isScale);
    return objectIn(mediaType, toPartialObject(object, metaVersion, definition));
  }
  const { resourceVersion } = object.metadata ?? {};
  const table = isScale ? scaleTable(definition.origin) : definition;
  return tableBody(input, table, resourceVersion === undefined ? {} : { resourceVersion }, [
    object,
  ]);
}

function objectIn(mediaType: MediaType, object: KubernetesObject): ResponseBody {
  const encode = (): Uint8Array<ArrayBuffer> => wireFormOf(mediaType).object(object);
  return mediaType === protobufMediaType
    ? { kind: "bytes", bytes: encode() }
    : { kind: "json", value: object, encode };
}

function listBody(input: EncodeInput, outcome: Outcome & { readonly kind: "list" }): ResponseBody {
  const { negotiated } = input;
  const { definition, metadata } = outcome;
  const items =
    definition.shown === undefined ? outcome.items : outcome.items.map(definition.shown);
  const { mediaType, representation, isPartialList, metaVersion } = negotiated;
  if (representation === "object")
    return listIn(mediaType, listPartsOf(definition, metadata, items));
  if (representation === "partial") {
    if (!isPartialList) {
      throw wrongShape(
        `you requested PartialObjectMetadata, but the requested object is a list (*${goPackageOf(definition)}.${definition.origin === "custom" ? "UnstructuredList" : definition.listKind})`,
      );
    }
    return listIn(mediaType, partialListPartsOf(metadata, items, metaVersion, definition));
  }
  const { compareTableRows: compare } = definition;
  const rows = compare === undefined ? items : items.toSorted(compare);
  return tableBody(input, definition, metadata, rows);
}

/** One object, asked for as a list of metadata. */
function noListOf(definition: ResourceDefinition, isScale: boolean): StatusError {
  const isCustom = definition.origin === "custom";
  if (isCustom && !isScale) return bareInternalError("content is not a list");
  const scaleType = isCustom ? "v1.Scale" : "autoscaling.Scale";
  const type = isScale ? scaleType : `${goPackageOf(definition)}.${definition.kind}`;
  return wrongShape(
    `you requested PartialObjectMetadataList, but the requested object is not a list (*${type})`,
  );
}

/** Lists of more items are made in steps. */
const itemsAtOnceMax = 256;

function listIn(mediaType: MediaType, list: ListParts): ResponseBody {
  const form = wireFormOf(mediaType);
  if (list.items.length > itemsAtOnceMax) {
    return { kind: "long-list", list: longListOf(list), encode: () => form.list(list) };
  }
  return mediaType === protobufMediaType
    ? { kind: "bytes", bytes: encodedAtOnce(form.list(list)) }
    : {
        kind: "json",
        get value() {
          return listValueOf(list);
        },
        encode: () => encodedAtOnce(form.list(list)),
      };
}

function tableBody(
  { now, includeObject, negotiated: { metaVersion } }: EncodeInput,
  definition: TableKind,
  metadata: ListMeta,
  objects: readonly KubernetesObject[],
): ResponseBody {
  const shown = { definition, metadata, objects, now, metaVersion, hasColumns: true };
  const options = { ...shown, includeObject: includeObject() };
  return objects.length > itemsAtOnceMax
    ? { kind: "long-list", list: longTableOf(options) }
    : { kind: "json", value: tableOf(options) };
}

/** The package in which the server holds the list inside. */
function goPackageOf({ origin, group }: ResourceDefinition): string {
  if (origin === "custom") return "unstructured";
  const [first = ""] = group.split(".");
  return first === "" || first === "events" ? "core" : first;
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
  if (status === timedOutStatus) return outOfTime(input);
  // A delete succeeds with a Status, too: that one has the form of all that succeeds.
  const { mediaType, isIndented } =
    code < 400 ? { ...input.negotiated, isIndented: false } : input.errorForm();
  const body: ResponseBody =
    mediaType === protobufMediaType
      ? { kind: "bytes", bytes: protobufForm.object(status) }
      : { kind: "json", value: status, ...(isIndented ? { isIndented } : {}) };
  const response = respond(input, code, body, warnings, mediaType);
  const seconds = code >= 400 ? status.details?.retryAfterSeconds : undefined;
  if (seconds === undefined) return response;
  return { ...response, headers: { ...response.headers, "retry-after": String(seconds) } };
}

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/server/filters/timeout.go */
function outOfTime({ auditId }: EncodeInput): ApiResponse {
  const { kind: _kind, apiVersion: _apiVersion, ...said } = timedOutStatus;
  return {
    status: 504,
    headers: {
      "audit-id": auditId,
      "cache-control": "no-cache, private",
      "content-type": "text/plain; charset=utf-8",
    },
    body: { kind: "text", text: toJsonLine(said) },
  };
}

function respond(
  { auditId, definition, negotiated }: EncodeInput,
  status: number,
  body: ResponseBody,
  warnings: readonly string[] = [],
  mediaType: MediaType = negotiated.mediaType,
): ApiResponse {
  const isFramed = body.kind === "watch" && mediaType === protobufMediaType;
  const headers: Record<string, string | readonly string[]> = {
    "audit-id": auditId,
    "cache-control": "no-cache, private",
    "content-type": isFramed ? `${mediaType};stream=watch` : mediaType,
  };
  const { deprecation } = definition ?? {};
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
