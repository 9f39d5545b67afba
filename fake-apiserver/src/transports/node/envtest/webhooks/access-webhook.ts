import type { AnswersAtHand } from "../../../../admission/answers-at-hand.ts";
import { compileAccessCondition } from "../../../../authorization/access-conditions.ts";
import type { AccessQuestion } from "../../../../authorization/access-review.ts";
import type { Authorizer } from "../../../../authorization/authorizer.ts";
import {
  type AccessAnswer,
  webhookAuthorizer,
} from "../../../../authorization/webhook-authorizer.ts";
import { textOf } from "../../../../codec/json/plain-object.ts";
import { flag, kindShape, struct, text } from "../config/config-shape.ts";
import { readWebhookAnswer, type WantedReview } from "./webhook-answer.ts";
import { webhookAsker } from "./webhook-asker.ts";
import { readWebhookKubeconfig } from "./webhook-kubeconfig.ts";

/** One webhook that authorizes. */
export interface AccessWebhookConfig {
  readonly name: string;
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  readonly version: string;
  readonly timeoutMs: number;
  readonly authorizedMs: number;
  readonly unauthorizedMs: number;
  readonly verdictOnFailure: "none" | "deny";
  readonly retryDelayMs?: number;
  /** Expressions that a question must meet. @defaultValue none */
  readonly conditions?: readonly string[];
}

/**
 * Opens a webhook that authorizes.
 *
 * @param answers those of all of a server
 * @throws Error in the real server's words
 */
export async function openAccessWebhook(
  config: AccessWebhookConfig,
  answers: AnswersAtHand<AccessAnswer>,
  now: () => number,
): Promise<Authorizer> {
  const { name, kubeconfig, version } = config;
  const place = await readWebhookKubeconfig(kubeconfig);
  if (version !== "v1" && version !== "v1beta1")
    throw new Error(
      `unsupported webhook authorizer version ${JSON.stringify(version)}, supported versions are "v1", "v1beta1"`,
    );
  const wanted = accessReview(version);
  const { kind, apiVersion } = wanted;
  const ask = webhookAsker({ ...config, place, read: (reply) => readWebhookAnswer(reply, wanted) });
  return webhookAuthorizer({
    name,
    authorizedMs: config.authorizedMs,
    unauthorizedMs: config.unauthorizedMs,
    verdictOnFailure: config.verdictOnFailure,
    conditions: (config.conditions ?? []).map(compileAccessCondition),
    answers,
    now,
    ask: (question, done) => {
      const spec = version === "v1" ? question : inV1beta1(question);
      const asked = { kind, apiVersion, metadata: {}, spec, status: { allowed: false } };
      return ask(asked, (answer) => done("problem" in answer ? answer : answerIn(answer.status)));
    },
  });
}

/** There a group is one of `group`. */
function inV1beta1({ groups, ...question }: AccessQuestion): object {
  return groups === undefined ? question : { ...question, group: groups };
}

function answerIn(status: Readonly<Record<string, unknown>>): AccessAnswer {
  return {
    allowed: status["allowed"] === true,
    denied: status["denied"] === true,
    reason: textOf(status["reason"]),
  };
}

/** What is asked for, and answered. */
export function accessReview(version: "v1" | "v1beta1"): WantedReview {
  const shape = kindShape(`${version}.SubjectAccessReview`, {
    status: struct(`${version}.SubjectAccessReviewStatus`, {
      allowed: flag,
      denied: flag,
      reason: text,
      evaluationError: text,
    }),
  });
  return { kind: "SubjectAccessReview", apiVersion: `authorization.k8s.io/${version}`, shape };
}
