import { copyJson, printJson } from "@informerlab/core";
import { parseGoDuration } from "../../codec/go/go-duration.ts";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import { messageOf } from "../../codec/message-of.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { timedOut } from "../../request/answer/status-errors.ts";
import { toUuid } from "../../request/draw-names.ts";
import { AdmissionPending } from "../admission-pending.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { countCall } from "./count-calls.ts";
import type { Hook } from "./hooks.ts";
import { type HookAnswer, readAnswer } from "./read-answer.ts";
import { reviewOf } from "./review.ts";
import type {
  AdmissionReview,
  WebhookCall,
  WebhookFunction,
  WebhookReply,
} from "./webhook-client.ts";

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
  const { answer, seconds } = ask(question, view);
  countCall(view, { ...question, answer, seconds });
  return answer;
}

/** An answer, and how long it was waited for. */
interface TimedAnswer {
  readonly answer: HookAnswer;
  readonly seconds: number;
}

function ask(question: HookQuestion, view: AdmissionView): TimedAnswer {
  const atOnce = (answer: HookAnswer): TimedAnswer => ({ answer, seconds: 0 });
  const { hook, seenAs, asked, kind, phase } = question;
  const version = hook.reviewVersions.find((one) => one === "v1" || one === "v1beta1");
  const uid = toUuid(view.random(`review/${asked.request.id}/${kind}/${phase}/${hook.uid}`));
  const review = reviewOf(asked, uid, seenAs, version === "v1beta1" ? "v1beta1" : "v1");
  const found = functionFor(hook, view.webhooks.functions ?? {});
  if (found !== undefined) return atOnce(answerOfFunction(found, review));
  const { findings } = asked;
  if (!findings.mayWait) return atOnce({ kind: "not-asked" });
  const problem = unreachable(hook.service, view);
  const leftMs = timeLeftMs(asked, view);
  if (leftMs <= 0) throw timedOut();
  const timeoutMs = Math.min(hook.timeoutSeconds * 1000, leftMs);
  const url = urlOf(hook, timeoutMs);
  if (problem !== undefined) return atOnce({ kind: "failure", message: notCalled(url, problem) });
  const key = `${kind}/${phase}/${hook.uid}/${questionText(review)}`;
  const kept = findings.replies.get(key) as KeptReply | undefined;
  // The request has had no more time than its webhook, and neither has any left.
  if (kept?.endsRequest === true) throw timedOut();
  if (kept !== undefined) {
    const answer: HookAnswer =
      kept.reply.kind === "no-answer"
        ? { kind: "failure", message: notCalled(kept.url, kept.reply.message) }
        : readAnswer(kept.reply, { review, uid, kind });
    return { answer, seconds: kept.seconds };
  }
  const begunAt = view.now;
  throw new AdmissionPending((done) => {
    const { client } = view.webhooks;
    if (client === undefined) return () => undefined;
    const call = { ...callOf(hook, url, review), timeoutMs };
    return client.send(call, (reply) => {
      const isLate = reply.kind === "no-answer" && reply.message === "context deadline exceeded";
      const endsRequest = isLate && leftMs <= hook.timeoutSeconds * 1000;
      const seconds = (view.now - begunAt) / 1000;
      findings.replies.set(key, { reply, url, endsRequest, seconds } satisfies KeptReply);
      done();
    });
  });
}

/** What came of a call, and where it went: the next one has less time. */
interface KeptReply {
  readonly reply: WebhookReply;
  readonly url: string;
  readonly endsRequest: boolean;
  readonly seconds: number;
}

/** How long a request lives where nothing is said about it. */
const defaultRequestMs = 60_000;

/**
 * What the request may still take, of what its client gives it.
 *
 * @see apiserver pkg/endpoints/filters/request_deadline.go
 */
function timeLeftMs(
  { request, findings }: AdmissionRequest,
  { now, settings }: AdmissionView,
): number {
  const requestMsMax = settings.requestTimeoutMs ?? defaultRequestMs;
  const given = parseGoDuration(request.query.get("timeout") ?? "");
  const wanted = "problem" in given ? 0 : given.milliseconds;
  const whole = wanted > 0 ? Math.min(wanted, requestMsMax) : requestMsMax;
  return findings.begunAt + whole - now;
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
    // What it does to what it sees it does to a copy, as one on the network would.
    const { patch, ...response } = answer(copyJson(review));
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

function urlOf({ url, service }: Hook, timeoutMs: number): string {
  const base =
    service === undefined
      ? (url ?? "")
      : `https://${service.name}.${service.namespace}.svc:${service.port}${service.path}`;
  return `${base}${base.includes("?") ? "&" : "?"}timeout=${Math.ceil(timeoutMs / 1000)}s`;
}

function callOf(hook: Hook, url: string, review: AdmissionReview): Omit<WebhookCall, "timeoutMs"> {
  const { name, service, caBundle } = hook;
  return {
    name,
    url,
    ...(service === undefined ? {} : { service }),
    ...(caBundle === undefined || caBundle === "" ? {} : { caBundle }),
    body: printJson(review),
  };
}

/** The same question is asked once: its uid and times, and what is ordered by these, do not make it another one. */
function questionText(review: AdmissionReview): string {
  return printJson(review.request, { replace: withoutTimes });
}

function withoutTimes(name: string, value: unknown): unknown {
  if (["uid", "creationTimestamp", "time", "resourceVersion"].includes(name)) return undefined;
  return name === "managedFields" && Array.isArray(value)
    ? value.map((entry) => printJson(entry, { replace: withoutTimes })).sort()
    : value;
}

function notCalled(url: string, problem: string): string {
  return `failed to call webhook: Post ${JSON.stringify(url)}: ${problem}`;
}
