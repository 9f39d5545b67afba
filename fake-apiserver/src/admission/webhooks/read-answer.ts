import { parseJson } from "@informerlab/core";
import { decodeBase64, fromUtf8 } from "../../codec/bytes/base64.ts";
import { JsonSyntaxError, parseJson as parseGoJson } from "../../codec/json/parse-json.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import type { AdmissionReview, WebhookReply } from "./webhook-client.ts";

/** What a webhook said, or why it could not be asked. */
export type HookAnswer =
  | {
      readonly kind: "verdict";
      readonly response: PlainObject;
      readonly patch: HookPatch | undefined;
    }
  /** In the words of the real server, without the webhook's name. */
  | { readonly kind: "failure"; readonly message: string }
  /** The cluster's owner writes at once and waits for no network. */
  | { readonly kind: "not-asked" };

/** What a webhook wants to change, or why that cannot be known. */
export interface HookPatch {
  readonly operations: readonly unknown[];
  readonly problem?: string;
}

/** What an answer is held against. */
interface Expected {
  readonly review: AdmissionReview;
  readonly uid: string;
  readonly kind: "mutating" | "validating";
}

/** What a webhook's answer says, or what is wrong with it in the words of the real server. */
export function readAnswer(
  reply: Exclude<WebhookReply, { readonly kind: "no-answer" }>,
  expected: Expected,
): HookAnswer {
  if (reply.status < 200 || reply.status > 299)
    return { kind: "failure", message: `failed to call webhook: ${statusText(reply)}` };
  let answer: unknown;
  try {
    answer = parseJson(reply.body);
  } catch {
    return { kind: "failure", message: `failed to call webhook: ${noReviewText}` };
  }
  return verified(objectOf(answer), expected);
}

/** What Go's decoder says of an answer that is no review at all. */
export const noReviewText =
  'couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** What Go's client says of codes, whatever came with them. */
const codeTexts: Readonly<Record<number, string>> = {
  400: "the server rejected our request for an unknown reason",
  401: "the server has asked for the client to provide credentials",
  404: "the server could not find the requested resource",
  405: "the server does not allow this method on the requested resource",
  409: "the server reported a conflict",
  422: "the server rejected our request due to an error in our request",
  429: "the server has received too many requests and has asked us to try again later",
  503: "the server is currently unable to handle the request",
  504: "the server was unable to return a response in the time allotted, but may still be processing the request",
};

/**
 * What Go's client makes of an answer that is no success.
 *
 * @see apimachinery pkg/api/errors/errors.go NewGenericServerResponse
 */
export function statusText({
  status,
  body,
}: {
  readonly status: number;
  readonly body: string;
}): string {
  const told = codeTexts[status];
  if (told !== undefined) return told;
  if ([403, 406, 415].includes(status)) return body.trim();
  return status >= 500
    ? `an error on the server (${JSON.stringify(body.trim())}) has prevented the request from succeeding`
    : `the server responded with the status code ${status} but did not return more information`;
}

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/request/admissionreview.go */
function verified(answer: PlainObject, { review, uid, kind }: Expected): HookAnswer {
  const version = textOf(answer["apiVersion"]).split("/")[1] ?? "";
  const wanted = review.apiVersion.split("/")[1] ?? "";
  if (version !== wanted && version !== "") {
    return {
      kind: "failure",
      message: `failed to call webhook: converting (${version}.AdmissionReview) to (${wanted}.AdmissionReview): unknown conversion`,
    };
  }
  const named = textOf(answer["kind"]);
  if (named !== "" && named !== review.kind) {
    return {
      kind: "failure",
      message: `failed to call webhook: no kind ${JSON.stringify(named)} is registered for version ${JSON.stringify(review.apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    };
  }
  const { response } = answer;
  const problem = isPlainObject(response)
    ? wanted === "v1" && responseProblem(response, uid, kind)
    : "webhook response was absent";
  if (problem) return { kind: "failure", message: `received invalid webhook response: ${problem}` };
  const shown = objectOf(response);
  const patch = textOf(shown["patch"]);
  // The older review knew one kind of patch.
  const type = wanted === "v1" ? textOf(shown["patchType"]) : jsonPatch;
  const isPatched = kind === "mutating" && patch !== "";
  return {
    kind: "verdict",
    response: shown,
    patch: isPatched ? readPatch(patch, type) : undefined,
  };
}

const jsonPatch = "JSONPatch";

function responseProblem(
  { uid: given, patch, patchType }: PlainObject,
  uid: string,
  kind: "mutating" | "validating",
): string | undefined {
  if (textOf(given) !== uid)
    return `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(textOf(given))}`;
  const hasPatch = textOf(patch) !== "";
  const hasType = typeof patchType === "string";
  if (kind === "validating") {
    if (hasPatch) return "validating webhook may not return response.patch";
    return hasType ? "validating webhook may not return response.patchType" : undefined;
  }
  if (hasPatch && !hasType) return "webhook returned response.patch but not response.patchType";
  if (!hasPatch && hasType) return "webhook returned response.patchType but not response.patch";
  return patchType === "" ? 'webhook returned invalid response.patchType of ""' : undefined;
}

function readPatch(patch: string, type: string): HookPatch {
  const bytes = decodeBase64(patch);
  const undecodable = (problem: string): HookPatch => ({
    operations: [],
    problem: `received undecodable patch in webhook response: ${problem}`,
  });
  let operations: unknown;
  try {
    operations = parseGoJson(bytes === undefined ? "" : fromUtf8(bytes)).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return undecodable(error.message);
  }
  const misfit = Array.isArray(operations)
    ? operations.find((operation) => !isPlainObject(operation))
    : operations;
  if (misfit !== undefined) {
    const wanted = Array.isArray(operations) ? "Operation" : "Patch";
    return undecodable(
      `json: cannot unmarshal ${goKindOf(misfit)} into Go value of type jsonpatch.${wanted}`,
    );
  }
  const problem =
    type === jsonPatch ? {} : { problem: `unsupported patch type ${JSON.stringify(type)}` };
  return { operations: listOf(operations), ...problem };
}

function goKindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
