import type { WebhookReply } from "../../../../admission/webhooks/webhook-client.ts";
import { objectOf, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { readConfig } from "../config/config-file.ts";
import { anything, type Shape } from "../config/config-shape.ts";

/** What a webhook's answer holds, or what is wrong, and whether to ask once more may help. */
export type WebhookAnswer =
  | { readonly status: PlainObject }
  | { readonly problem: string; readonly isTransient: boolean };

/** The review that is wanted. */
export interface WantedReview {
  readonly apiVersion: string;
  readonly kind: string;
  readonly shape: Shape;
}

/** An answer that came. */
export type AnsweredReply = Extract<WebhookReply, { kind: "answer" }>;

/** Reads an answer of which only counts whether it is a refusal. */
export function readAcceptance({ status, contentType = "", body }: AnsweredReply): WebhookAnswer {
  return isGood(status) ? { status: {} } : refusalOf(status, contentType, body);
}

function isGood(status: number): boolean {
  return status >= 200 && status <= 206;
}

/**
 * Reads an answer as client-go does.
 *
 * @see client-go rest/request.go transformResponse, apimachinery pkg/api/errors/errors.go NewGenericServerResponse
 */
export function readWebhookAnswer(reply: AnsweredReply, wanted: WantedReview): WebhookAnswer {
  const { status, contentType = "", body } = reply;
  if (!isGood(status)) return refusalOf(status, contentType, body);
  if (body === "")
    return lasting(
      `0-length response with status code: ${status} and content type: ${contentType}`,
    );
  try {
    return statusIn(body, wanted);
  } catch (error) {
    return lasting(messageOf(error));
  }
}

function lasting(problem: string): WebhookAnswer {
  return { problem, isTransient: false };
}

function statusIn(body: string, { apiVersion, kind, shape }: WantedReview): WebhookAnswer {
  const kinds: Record<string, Record<string, Shape>> = {
    v1: { Pod: anything, Status: anything },
    "authentication.k8s.io/v1": { TokenReview: anything },
    "authentication.k8s.io/v1beta1": { TokenReview: anything },
    "authorization.k8s.io/v1": { SubjectAccessReview: anything },
    "authorization.k8s.io/v1beta1": { SubjectAccessReview: anything },
    [apiVersion]: { [kind]: shape },
  };
  const { value, ...found } = readConfig(body, kinds, undefined, { apiVersion, kind });
  if (found.kind !== kind || found.apiVersion !== apiVersion) {
    const [one, other] = [found.apiVersion, apiVersion].map((text) => text.split("/").at(-1));
    throw new Error(`converting (${one}.${found.kind}) to (${other}.${kind}): unknown conversion`);
  }
  return { status: objectOf(value["status"]) };
}

const words: ReadonlyMap<number, string> = new Map([
  [400, "the server rejected our request for an unknown reason"],
  [401, "the server has asked for the client to provide credentials"],
  [404, "the server could not find the requested resource"],
  [405, "the server does not allow this method on the requested resource"],
  [409, "the server reported a conflict"],
  [422, "the server rejected our request due to an error in our request"],
  [429, "the server has received too many requests and has asked us to try again later"],
  [503, "the server is currently unable to handle the request"],
  [
    504,
    "the server was unable to return a response in the time allotted, but may still be processing the request",
  ],
]);

function refusalOf(status: number, contentType: string, body: string): WebhookAnswer {
  const isTransient = status === 429 || (status >= 500 && status !== 503);
  const said = statusMessage(body);
  if (said !== undefined) return { problem: said, isTransient };
  const isText = contentType === "" || contentType.startsWith("text/");
  const own = isText ? body.slice(0, 2048).trim() : "unknown";
  return { problem: words.get(status) ?? otherWords(status, own), isTransient };
}

function otherWords(status: number, own: string): string {
  if (status === 403 || status === 415) return own;
  if (status === 406)
    return own === "" || own === "unknown"
      ? "the server was unable to respond with a content type that the client supports"
      : own;
  return status >= 500
    ? `an error on the server (${JSON.stringify(own)}) has prevented the request from succeeding`
    : `the server responded with the status code ${status} but did not return more information`;
}

/** What a Status says that was sent with a refusal. */
function statusMessage(body: string): string | undefined {
  try {
    const { value } = readConfig(body, { v1: { Status: anything } });
    return value["status"] === "Failure" ? textOf(value["message"]) : undefined;
  } catch {
    return undefined;
  }
}
