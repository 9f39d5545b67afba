import type { Cancel } from "@informerlab/core";
import type { AnswersAtHand } from "../admission/answers-at-hand.ts";
import { messageOf } from "../codec/message-of.ts";
import type { PathAccess, ResourceAccess } from "../request/access/authorize.ts";
import { type AccessCondition, meetsConditions } from "./access-conditions.ts";
import { type AccessQuestion, accessQuestion } from "./access-review.ts";
import type { Authorizer, Opinion } from "./authorizer.ts";

/** What a webhook says of a question, or why it says nothing. */
export type AccessAnswer =
  | { readonly allowed: boolean; readonly denied: boolean; readonly reason: string }
  | { readonly problem: string };

/** How a {@link webhookAuthorizer} asks, and how long it keeps what it was told. */
export interface WebhookAuthorizerOptions {
  /** Tells several apart. */
  readonly name: string;
  /** Asks, and gives up at some time. Calls `done` once, unless it was cancelled. */
  readonly ask: (question: AccessQuestion, done: (answer: AccessAnswer) => void) => Cancel;
  readonly authorizedMs: number;
  readonly unauthorizedMs: number;
  readonly verdictOnFailure: "none" | "deny";
  /** It is asked only what meets all of them. @defaultValue none */
  readonly conditions?: readonly AccessCondition[];
  /** Milliseconds. */
  readonly now: () => number;
  /** Those of all authorizers of a server. */
  readonly answers: AnswersAtHand<AccessAnswer>;
}

interface Kept {
  readonly answer: AccessAnswer;
  readonly until: number;
}

const keptMax = 8192;
/** Of what a client says; more might be meant to fill the memory. */
const keptCharactersMax = 10_000;

/**
 * Asks a webhook who may do what.
 *
 * @see kubernetes apiserver plugin/pkg/authorizer/webhook/webhook.go
 */
export function webhookAuthorizer(options: WebhookAuthorizerOptions): Authorizer {
  const { name, ask, answers, now, conditions = [] } = options;
  const kept = new Map<string, Kept>();
  const keep = (text: string, answer: AccessAnswer): void => {
    if ("problem" in answer) return;
    const lifetimeMs = answer.allowed ? options.authorizedMs : options.unauthorizedMs;
    if (lifetimeMs <= 0) return;
    kept.delete(text);
    const [oldest] = kept.keys();
    if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
    kept.set(text, { answer, until: now() + lifetimeMs });
  };
  const known = (text: string): AccessAnswer | undefined => {
    const found = kept.get(text);
    return found !== undefined && now() < found.until ? found.answer : undefined;
  };
  return {
    authorize(user, asked) {
      const question = accessQuestion(user, asked);
      try {
        if (!meetsConditions(conditions, question)) return { verdict: "none", reason: "" };
      } catch (error) {
        return opinionOf({ problem: messageOf(error) }, options.verdictOnFailure);
      }
      const text = JSON.stringify(question);
      const key = `${name} ${text}`;
      const answer = answers.get(key) ?? known(text);
      if (answer !== undefined) return opinionOf(answer, options.verdictOnFailure);
      throw answers.pending(key, (done) =>
        ask(question, (told) => {
          if (sizeOf(asked) < keptCharactersMax) keep(text, told);
          done(told);
        }),
      );
    },
    rulesFor: () => ({
      rules: [],
      problem: "webhook authorizer does not support user rule resolution",
      isIncomplete: true,
    }),
  };
}

function opinionOf(answer: AccessAnswer, verdictOnFailure: "none" | "deny"): Opinion {
  if ("problem" in answer)
    return { verdict: verdictOnFailure, reason: "", problem: answer.problem };
  const { allowed, denied, reason } = answer;
  if (!denied) return { verdict: allowed ? "allow" : "none", reason };
  return allowed
    ? {
        verdict: "deny",
        reason,
        problem: "webhook subject access review returned both allow and deny response",
      }
    : { verdict: "deny", reason };
}

function sizeOf(asked: ResourceAccess | PathAccess): number {
  const said =
    "path" in asked
      ? [asked.path, asked.verb]
      : [
          asked.namespace,
          asked.verb,
          asked.group,
          asked.version,
          asked.resource,
          asked.subresource,
          asked.name,
        ];
  return said.reduce((sum, one = "") => sum + one.length, 0);
}
