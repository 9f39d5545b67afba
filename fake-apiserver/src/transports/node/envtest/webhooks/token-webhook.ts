import { AnswersAtHand } from "../../../../admission/answers-at-hand.ts";
import type { TokenAuthenticator } from "../../../../authentication/token-authenticator.ts";
import { type TokenAnswer, webhookTokens } from "../../../../authentication/webhook-tokens.ts";
import { listOf, objectOf, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { flag, kindShape, mapOfShape, struct, text, texts } from "../config/config-shape.ts";
import { readWebhookAnswer, type WantedReview } from "./webhook-answer.ts";
import { usualTimeoutMs, webhookAsker } from "./webhook-asker.ts";
import { readWebhookKubeconfig } from "./webhook-kubeconfig.ts";

/** The webhook that authenticates. */
export interface TokenWebhookConfig {
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  readonly version: string;
  readonly keptMs: number;
  /** Those of the server. */
  readonly audiences: readonly string[];
  readonly retryDelayMs?: number;
}

/**
 * Opens the webhook that authenticates.
 *
 * @throws Error in the real server's words
 */
export async function openTokenWebhook(
  config: TokenWebhookConfig,
  now: () => number,
): Promise<TokenAuthenticator> {
  const { kubeconfig, version, keptMs, audiences } = config;
  const place = await readWebhookKubeconfig(kubeconfig);
  if (version !== "v1" && version !== "v1beta1")
    throw new Error(
      `unsupported authentication webhook version ${JSON.stringify(version)}, supported versions are "v1", "v1beta1"`,
    );
  const wanted = tokenReview(version);
  const { kind, apiVersion } = wanted;
  const ask = webhookAsker({
    ...config,
    timeoutMs: usualTimeoutMs,
    place,
    read: (reply) => readWebhookAnswer(reply, wanted),
  });
  return webhookTokens({
    audiences,
    keptMs,
    now,
    answers: new AnswersAtHand(),
    ask: (spec, done) =>
      ask({ kind, apiVersion, metadata: {}, spec, status: { user: {} } }, (answer) =>
        done("problem" in answer ? answer : answerIn(answer.status)),
      ),
  });
}

function answerIn(status: PlainObject): TokenAnswer {
  const { username, uid, groups, extra } = objectOf(status["user"]);
  const facts = Object.entries(objectOf(extra))
    .map(([name, values]) => [name, listOf(values).map(textOf)] as const)
    // As Go writes maps.
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    isKnown: status["authenticated"] === true,
    user: {
      name: textOf(username),
      groups: listOf(groups).map(textOf),
      ...(textOf(uid) === "" ? {} : { uid: textOf(uid) }),
      ...(facts.length === 0 ? {} : { extra: Object.fromEntries(facts) }),
    },
    audiences: listOf(status["audiences"]).map(textOf),
    error: textOf(status["error"]),
  };
}

function tokenReview(version: "v1" | "v1beta1"): WantedReview {
  const shape = kindShape(`${version}.TokenReview`, {
    status: struct(`${version}.TokenReviewStatus`, {
      authenticated: flag,
      user: struct(`${version}.UserInfo`, {
        username: text,
        uid: text,
        groups: texts,
        extra: mapOfShape(`map[string]${version}.ExtraValue`, {
          ...texts,
          go: `${version}.ExtraValue`,
        }),
      }),
      audiences: texts,
      error: text,
    }),
  });
  return { kind: "TokenReview", apiVersion: `authentication.k8s.io/${version}`, shape };
}
