import { parseJson, printJson } from "@informerlab/core";
import { decodeBase64, fromUtf8 } from "../../codec/base64.ts";
import { messageOf } from "../../codec/message-of.ts";
import { JsonSyntaxError, parseJson as parseGoJson } from "../../codec/parse-json.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { toUuid } from "../../request/draw-names.ts";
import { AdmissionPending } from "../admission-pending.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import type { Hook } from "./hooks.ts";
import { reviewOf } from "./review.ts";
import type {
  AdmissionReview,
  WebhookCall,
  WebhookFunction,
  WebhookReply,
} from "./webhook-client.ts";

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

/** A hook and how it wants to see a request. */
export interface HookQuestion {
  readonly hook: Hook;
  readonly seenAs: ResourceDefinition;
  readonly asked: AdmissionRequest;
  readonly kind: "mutating" | "validating";
  /** Asks once more what was asked before in another one. */
  readonly phase: string;
}

/** Asks a webhook. @throws AdmissionPending when its answer has to come from the network first */
export function askWebhook(question: HookQuestion, view: AdmissionView): HookAnswer {
  const { hook, seenAs, asked, kind, phase } = question;
  const version = hook.reviewVersions.find((one) => one === "v1" || one === "v1beta1");
  const uid = toUuid(view.random(`review/${asked.request.id}/${kind}/${phase}/${hook.uid}`));
  const review = reviewOf(asked, uid, seenAs, version === "v1beta1" ? "v1beta1" : "v1");
  const found = functionFor(hook, view.webhooks.functions ?? {});
  if (found !== undefined) return answerOfFunction(found, review);
  const { findings } = asked;
  if (!findings.mayWait) return { kind: "not-asked" };
  const problem = unreachable(hook.service, view);
  const url = urlOf(hook);
  if (problem !== undefined) return { kind: "failure", message: notCalled(url, problem) };
  const key = `${kind}/${phase}/${hook.uid}/${questionText(review)}`;
  const reply = findings.replies.get(key) as WebhookReply | undefined;
  if (reply !== undefined) return read(reply, url, { review, uid, kind });
  throw new AdmissionPending((done) => {
    const { client } = view.webhooks;
    if (client === undefined) return () => undefined;
    return client.send(callOf(hook, url, review), (answer) => {
      findings.replies.set(key, answer);
      done();
    });
  });
}

function functionFor(
  { name, url, service }: Hook,
  functions: Readonly<Record<string, WebhookFunction>>,
): WebhookFunction | undefined {
  const names = [
    name,
    url ?? "",
    service === undefined ? "" : `${service.namespace}/${service.name}`,
  ];
  const found = names.find((one) => one !== "" && Object.hasOwn(functions, one));
  return found === undefined ? undefined : functions[found];
}

function answerOfFunction(answer: WebhookFunction, review: AdmissionReview): HookAnswer {
  try {
    const { patch, ...response } = answer(review);
    return {
      kind: "verdict",
      response: response as PlainObject,
      patch: patch === undefined ? undefined : { operations: patch },
    };
  } catch (error) {
    const message = messageOf(error);
    return { kind: "failure", message: `failed to call webhook: ${message}` };
  }
}

/** Where nothing can be sent at all: the service is not there, or the cluster has no network. */
export function unreachable(
  service: { readonly namespace: string; readonly name: string } | undefined,
  view: Pick<AdmissionView, "webhooks" | "get">,
): string | undefined {
  if (service !== undefined) {
    const { namespace, name } = service;
    if (view.get("services", `${namespace}/${name}`) === undefined)
      return `service ${JSON.stringify(name)} not found`;
  }
  return view.webhooks.client === undefined
    ? "this cluster has no way onto the network; give createCluster a webhooks.client, or a function in webhooks.functions"
    : undefined;
}

function urlOf({ url, service, timeoutSeconds }: Hook): string {
  const base =
    service === undefined
      ? (url ?? "")
      : `https://${service.name}.${service.namespace}.svc:${service.port}${service.path}`;
  return `${base}${base.includes("?") ? "&" : "?"}timeout=${timeoutSeconds}s`;
}

function callOf(hook: Hook, url: string, review: AdmissionReview): WebhookCall {
  const { name, service, caBundle, timeoutSeconds } = hook;
  return {
    name,
    url,
    ...(service === undefined ? {} : { service }),
    ...(caBundle === undefined || caBundle === "" ? {} : { caBundle }),
    body: printJson(review),
    timeoutMs: timeoutSeconds * 1000,
  };
}

/** The same question is asked once: its uid and times do not make it another one. */
function questionText(review: AdmissionReview): string {
  return printJson(review.request, {
    replace: (name, value) =>
      ["uid", "creationTimestamp", "time", "resourceVersion"].includes(name) ? undefined : value,
  });
}

function notCalled(url: string, problem: string): string {
  return `failed to call webhook: Post ${JSON.stringify(url)}: ${problem}`;
}

/** What an answer is held against. */
interface Expected {
  readonly review: AdmissionReview;
  readonly uid: string;
  readonly kind: "mutating" | "validating";
}

function read(reply: WebhookReply, url: string, expected: Expected): HookAnswer {
  if (reply.kind === "no-answer")
    return { kind: "failure", message: notCalled(url, reply.message) };
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
