import type { Cancel } from "@informerlab/core";
import type { AnswersAtHand } from "../admission/answers-at-hand.ts";
import { BoundedCache } from "../codec/bytes/bounded-cache.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { TokenAuthenticator, TokenOpinion } from "./token-authenticator.ts";

/** What a webhook says of a token, or why it says nothing. */
export type TokenAnswer =
  | {
      readonly isKnown: boolean;
      readonly user: UserIdentity;
      readonly audiences: readonly string[];
      /** Why it is not known; empty: nothing is said of that. */
      readonly error: string;
    }
  | { readonly problem: string };

/** How {@link webhookTokens} asks, and how long it keeps what it was told. */
export interface WebhookTokensOptions {
  /** Asks, and gives up at some time. Calls `done` once, unless it was cancelled. */
  readonly ask: (
    spec: { readonly token: string; readonly audiences?: readonly string[] },
    done: (answer: TokenAnswer) => void,
  ) => Cancel;
  /** For whom a token is good of which the webhook says nothing about that: those of the server. */
  readonly audiences: readonly string[];
  readonly keptMs: number;
  /** Milliseconds. */
  readonly now: () => number;
  readonly answers: AnswersAtHand<TokenAnswer>;
}

interface Kept {
  readonly opinion: TokenOpinion;
  readonly until: number;
}

const keptCharactersMax = 1 << 22;
/** Whatever is said of what is known. @see kubernetes pkg/kubeapiserver/options/authentication.go TokenSuccessCacheTTL */
const knownMs = 10_000;

/**
 * Asks a webhook whose a token is.
 *
 * @see kubernetes apiserver plugin/pkg/authenticator/token/webhook/webhook.go
 */
export function webhookTokens(options: WebhookTokensOptions): TokenAuthenticator {
  const { answers, ask, now, keptMs } = options;
  const recent = new BoundedCache<Kept>(keptCharactersMax);
  const kept = new BoundedCache<Kept>(keptCharactersMax);
  const keep = (cache: BoundedCache<Kept>, key: string, opinion: TokenOpinion, ms: number): void =>
    cache.set(key, { opinion, until: now() + ms });
  const found = (cache: BoundedCache<Kept>, key: string): TokenOpinion | undefined => {
    const one = cache.get(key);
    return one !== undefined && now() < one.until ? one.opinion : undefined;
  };
  const settled = (key: string, opinion: TokenOpinion): TokenOpinion => {
    if (opinion.kind === "valid") keep(recent, key, opinion, knownMs);
    return opinion;
  };
  return {
    judgesAudiences: true,
    authenticate(token, wanted) {
      const key = JSON.stringify([token, ...wanted]);
      const before = found(recent, key);
      if (before !== undefined) return before;
      const known = found(kept, key);
      if (known !== undefined) return settled(key, known);
      const answer = answers.get(key);
      if (answer === undefined) {
        const spec = { token, ...(wanted.length === 0 ? {} : { audiences: wanted }) };
        throw answers.pending(key, (done) => ask(spec, done));
      }
      const opinion = opinionOf(answer, wanted, options.audiences);
      // What goes wrong may go right the next time.
      if (opinion.kind !== "invalid" && keptMs > 0) keep(kept, key, opinion, keptMs);
      return settled(key, opinion);
    },
  };
}

function opinionOf(
  answer: TokenAnswer,
  wanted: readonly string[],
  own: readonly string[],
): TokenOpinion {
  if ("problem" in answer) return { kind: "invalid", problem: answer.problem };
  const { isKnown, user, audiences, error } = answer;
  const good = (audiences.length === 0 ? own : audiences).filter((one) => wanted.includes(one));
  if (wanted.length > 0 && good.length === 0) return { kind: "foreign" };
  if (isKnown) return { kind: "valid", user, audiences: good };
  return error === "" ? { kind: "foreign" } : { kind: "invalid", problem: error };
}
