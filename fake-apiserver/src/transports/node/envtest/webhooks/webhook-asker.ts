import { Agent as PlainAgent } from "node:http";
import { Agent } from "node:https";
import type { Cancel } from "@informerlab/core";
import type { WebhookReply } from "../../../../admission/webhooks/webhook-client.ts";
import { toJsonLine } from "../../../../request/answer/json-text.ts";
import { keptConnections, type PostedText, postText } from "../../post-text.ts";
import { tlsOptions } from "../../tls-trust.ts";
import type { AnsweredReply, WebhookAnswer } from "./webhook-answer.ts";
import type { WebhookPlace } from "./webhook-kubeconfig.ts";

/** How a webhook is asked. */
export interface WebhookAskerOptions {
  readonly place: WebhookPlace;
  readonly read: (reply: AnsweredReply) => WebhookAnswer;
  readonly timeoutMs: number;
  /** Asked once more whatever has gone wrong, not only where that is known to help. @defaultValue false */
  readonly isPersistent?: boolean;
  /** Before it is asked once more; then longer and longer. @defaultValue 500 */
  readonly retryDelayMs?: number;
}

/** Asks a webhook, several times where that may help. */
export type WebhookAsker = (review: object, done: (answer: WebhookAnswer) => void) => Cancel;

/** @see kubernetes apiserver pkg/util/webhook/webhook.go DefaultRetryBackoffWithInitialDelay */
const attemptsMax = 5;
const delayFactor = 1.5;

/** How long one attempt may take where nobody says otherwise. @see kubernetes apiserver pkg/util/webhook/webhook.go defaultRequestTimeout */
export const usualTimeoutMs = 30_000;

/** @see kubernetes apiserver pkg/util/webhook/webhook.go WithExponentialBackoff */
export function webhookAsker(options: WebhookAskerOptions): WebhookAsker {
  const { place, read, timeoutMs, isPersistent = false, retryDelayMs = 500 } = options;
  const isSecure = place.url.protocol === "https:";
  const agent = isSecure ? new Agent(keptConnections) : new PlainAgent(keptConnections);
  const query = `timeout=${timeoutMs < 1000 ? `${timeoutMs}ms` : `${timeoutMs / 1000}s`}`;
  const target = `${place.url.origin}${place.url.pathname}?${query}`;
  const answerOf = (reply: WebhookReply): WebhookAnswer =>
    reply.kind === "answer" ? read(reply) : unanswered(target, reply.message);
  return (review, done) => {
    // As Go's encoder ends it.
    const body = toJsonLine(review);
    const request = requestOptions(place, `${place.url.pathname}?${query}`, body);
    let cancel: Cancel = () => undefined;
    const attempt = (number: number): void => {
      const posted = { body, timeoutMs, isSecure, options: { ...request, agent } };
      cancel = postText(posted, (reply) => {
        const answer = answerOf(reply);
        const mayHelp = "problem" in answer && (isPersistent || answer.isTransient);
        const isLast = !mayHelp || number === attemptsMax;
        if (isLast) {
          done(answer);
          return;
        }
        const delayMs = retryDelayMs * delayFactor ** (number - 1);
        const timer = setTimeout(() => attempt(number + 1), delayMs);
        cancel = () => clearTimeout(timer);
      });
    };
    attempt(1);
    return () => cancel();
  };
}

function unanswered(target: string, message: string): WebhookAnswer {
  const late = " (Client.Timeout exceeded while awaiting headers)";
  const told = message === "context deadline exceeded" ? `${message}${late}` : message;
  return { problem: `Post ${JSON.stringify(target)}: ${told}`, isTransient: false };
}

function requestOptions(
  { url, authority, isUnverified, serverName, certificate, key, authorization }: WebhookPlace,
  path: string,
  body: string,
): PostedText["options"] {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: Number(url.port || (url.protocol === "https:" ? 443 : 80)),
    path,
    method: "POST",
    ...tlsOptions({
      serverName: serverName === "" ? host : serverName,
      authorities: authority,
      isUnverified,
    }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    headers: {
      "content-type": "application/json",
      accept: "application/json, */*",
      "user-agent": "Go-http-client/1.1",
      "content-length": Buffer.byteLength(body),
      ...(authorization === "" ? {} : { authorization }),
    },
  };
}
