import { parseJson, printJson } from "@informerlab/core";
import { decodeBase64, fromUtf8 } from "../../codec/base64.ts";
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
      readonly patch: readonly unknown[] | undefined;
    }
  /** In the words of the real server, without the webhook's name. */
  | { readonly kind: "failure"; readonly message: string }
  /** The cluster's owner writes at once and waits for no network. */
  | { readonly kind: "not-asked" };

/** A hook and how it wants to see a request. */
export interface HookQuestion {
  readonly hook: Hook;
  readonly seenAs: ResourceDefinition;
  readonly asked: AdmissionRequest;
  readonly phase: string;
}

/** Asks a webhook. @throws AdmissionPending when its answer has to come from the network first */
export function askWebhook(question: HookQuestion, view: AdmissionView): HookAnswer {
  const { hook, seenAs, asked, phase } = question;
  const version = hook.reviewVersions.find((one) => one === "v1" || one === "v1beta1");
  const uid = toUuid(view.random(`review/${asked.request.id}/${phase}/${hook.uid}`));
  const review = reviewOf(asked, uid, seenAs, version === "v1beta1" ? "v1beta1" : "v1");
  const found = functionFor(hook, view.webhooks.functions ?? {});
  if (found !== undefined) return answerOfFunction(found, review);
  const { findings } = asked;
  if (!findings.mayWait) return { kind: "not-asked" };
  const problem = unreachable(hook.service, view);
  const url = urlOf(hook);
  if (problem !== undefined) return { kind: "failure", message: notCalled(url, problem) };
  const key = `${phase}/${hook.uid}/${questionText(review)}`;
  const reply = findings.replies.get(key) as WebhookReply | undefined;
  if (reply !== undefined) return read(reply, url, review, uid);
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
    return { kind: "verdict", response: response as PlainObject, patch };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
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

function read(reply: WebhookReply, url: string, review: AdmissionReview, uid: string): HookAnswer {
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
  return verified(objectOf(answer), review, uid);
}

/** What Go's decoder says of an answer that is no review at all. */
export const noReviewText =
  'couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** What Go's client makes of an answer that is no success. */
export function statusText({
  status,
  body,
}: {
  readonly status: number;
  readonly body: string;
}): string {
  switch (status) {
    case 401:
      return "the server has asked for the client to provide credentials";
    case 403:
      return body.trim();
    case 404:
      return "the server could not find the requested resource";
    default:
      return status >= 500
        ? `an error on the server (${JSON.stringify(body.trim())}) has prevented the request from succeeding`
        : "the server rejected our request for an unknown reason";
  }
}

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/request/admissionreview.go */
function verified(answer: PlainObject, review: AdmissionReview, uid: string): HookAnswer {
  const version = textOf(answer["apiVersion"]).split("/")[1] ?? "";
  const wanted = review.apiVersion.split("/")[1] ?? "";
  if (version !== wanted && version !== "") {
    return {
      kind: "failure",
      message: `failed to call webhook: converting (${version}.AdmissionReview) to (${wanted}.AdmissionReview): unknown conversion`,
    };
  }
  const invalid = (problem: string): HookAnswer => ({
    kind: "failure",
    message: `received invalid webhook response: ${problem}`,
  });
  const { response } = answer;
  if (!isPlainObject(response)) return invalid("webhook response was absent");
  const given = textOf(response["uid"]);
  if (wanted === "v1" && given !== uid)
    return invalid(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(given)}`);
  const { patch, patchType } = response;
  if (textOf(patch) === "") {
    return textOf(patchType) === ""
      ? { kind: "verdict", response, patch: undefined }
      : invalid("webhook returned response.patchType but not response.patch");
  }
  if (textOf(patchType) === "")
    return invalid("webhook returned response.patch but not response.patchType");
  if (patchType !== "JSONPatch")
    return invalid(`webhook returned invalid response.patchType of ${JSON.stringify(patchType)}`);
  return withPatch(response, textOf(patch), invalid);
}

function withPatch(
  response: PlainObject,
  patch: string,
  invalid: (problem: string) => HookAnswer,
): HookAnswer {
  const bytes = decodeBase64(patch);
  try {
    const operations: unknown = parseJson(bytes === undefined ? "" : fromUtf8(bytes));
    return { kind: "verdict", response, patch: listOf(operations) };
  } catch {
    return invalid("webhook returned a response.patch that is no JSON patch");
  }
}
