import { type KubernetesObject, type ListMeta, StatusError } from "@informerlab/core";
import { textEncoder } from "../codec/bytes/text-encoder.ts";
import type { PlainObject } from "../codec/json/plain-object.ts";
import { messageOf } from "../codec/message-of.ts";
import { type ErrorForm, toResponse } from "../request/answer/encode.ts";
import { negotiate } from "../request/answer/negotiate.ts";
import { type Outcome, refusal } from "../request/answer/outcome.ts";
import type { IncludeObject } from "../request/answer/represent.ts";
import { internalError } from "../request/answer/status-errors.ts";
import type { ApiResponse } from "../request/read/api-request.ts";
import { messageSchemaOf } from "../schema/message-schema.ts";
import type { FoundView } from "./find-view.ts";
import type { Item } from "./item.ts";

/** The same in every replay. */
export const auditId = "replay";

/** What an answer is made of. */
export interface AnswerInput {
  readonly found: FoundView;
  readonly metadata: ListMeta;
  readonly items: readonly Item[];
  /** Milliseconds since the epoch, in the recording. */
  readonly now: number;
  readonly includeObject: IncludeObject;
}

/** A list, as objects, metadata or a Table. */
export function listAnswer(input: AnswerInput): ApiResponse {
  const { found, metadata, items, now } = input;
  const includeObject = (): IncludeObject => input.includeObject;
  const { view, definition, negotiated } = found;
  if (view.form === "table") return tableAnswer(input);
  const objects = items.map(({ value }) => value as KubernetesObject);
  const outcome: Outcome = { kind: "list", definition, metadata, items: objects };
  return toResponse({ outcome, negotiated, errorForm, definition, includeObject, now, auditId });
}

/** One object of a list. */
export function objectAnswer(input: AnswerInput, item: Item): ApiResponse {
  const { found, now } = input;
  const includeObject = (): IncludeObject => input.includeObject;
  const { view, definition, negotiated } = found;
  if (view.form === "table") {
    const { resourceVersion = "" } = item.metadata;
    return tableAnswer({ ...input, items: [item], metadata: { resourceVersion } });
  }
  const outcome: Outcome = { kind: "object", code: 200, object: item.value as KubernetesObject };
  return toResponse({ outcome, negotiated, errorForm, definition, includeObject, now, auditId });
}

/** What was recorded of one object or one path, in a form that is accepted. @throws StatusError 406 */
export function valueAnswer(
  value: PlainObject,
  { code, accept, now }: { readonly code: number; readonly accept?: string; readonly now: number },
): ApiResponse {
  const object = value as KubernetesObject;
  const { apiVersion = "", kind = "" } = object;
  // The version of a server is of no kind, and what is custom has no protobuf.
  const isCustom = messageSchemaOf(apiVersion, kind) === undefined;
  const negotiated = negotiate(accept, { isCustom });
  const outcome: Outcome = { kind: "object", code, object };
  const shown = { outcome, negotiated, errorForm, definition: undefined, now, auditId };
  return toResponse({ ...shown, includeObject: () => "Metadata" });
}

/** A refusal. */
export function refused(error: unknown): ApiResponse {
  const negotiated = negotiate(undefined, {});
  // A mistake of the replay itself ends a request, and not the process.
  const outcome = refusal(error instanceof StatusError ? error : internalError(messageOf(error)));
  const shown = { outcome, negotiated, errorForm, definition: undefined, now: 0, auditId };
  return toResponse({ ...shown, includeObject: () => "Metadata" });
}

/** No answer, or a part of one. */
export function resetAnswer(after: "nothing" | "headers"): ApiResponse {
  return { status: 200, headers: {}, body: { kind: "reset", after } };
}

/** Bytes as they were recorded. */
export function rawAnswer(
  code: number,
  type: string,
  content: string | Uint8Array<ArrayBuffer>,
): ApiResponse {
  const bytes = typeof content === "string" ? textEncoder.encode(content) : content;
  const headers = { "audit-id": auditId, "content-type": type };
  return { status: code, headers, body: { kind: "bytes", bytes } };
}

function tableAnswer({ found, metadata, items }: AnswerInput): ApiResponse {
  const { columns } = found.view;
  const value = tableOf(metadata, columns, items);
  const headers = { "audit-id": auditId, "content-type": "application/json" };
  return { status: 200, headers, body: { kind: "json", value } };
}

/** Rows as they were recorded. */
export function tableOf(
  metadata: ListMeta,
  columnDefinitions: readonly PlainObject[] | null,
  items: readonly Item[],
): KubernetesObject {
  const rows = items.map(({ value }) => value);
  const table = { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata, columnDefinitions, rows };
  return table;
}

function errorForm(): ErrorForm {
  return { mediaType: "application/json", isIndented: false };
}
