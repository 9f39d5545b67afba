import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { AdmissionPending } from "../../../admission/admission-pending.ts";
import type { JwtConfig } from "../../../authentication/jwt/jwt-config.ts";
import type { TokenOpinion } from "../../../authentication/token-authenticator.ts";
import { keyOf } from "./issuer-keys.ts";
import { JwtAuthenticator, jwtAlgorithms } from "./jwt-authenticator.ts";

interface ToldUser {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface Answers {
  readonly now: number;
  readonly jwks: { readonly keys: readonly unknown[] };
  readonly configs: Readonly<Record<string, JwtConfig>>;
  readonly tokens: Readonly<Record<string, string>>;
  /** By configuration, then by token: the user, or the error. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, ToldUser | string>>>>;
}

const { now, jwks, configs, tokens, answers } = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../../../fixtures/tokens/answers.json.gz", import.meta.url)),
  ).toString("utf8"),
) as Answers;

function authenticatorFor(name: string): JwtAuthenticator {
  return new JwtAuthenticator({
    config: configs[name] ?? {},
    algorithms: name === "flags" ? ["RS256", "ES256"] : jwtAlgorithms,
    now: () => now,
    warn: () => undefined,
    keys: {
      isReady: true,
      whenReady: () => Promise.resolve(),
      keys: jwks.keys.flatMap(keyOf),
      refresh: () => Promise.resolve(undefined),
      close: () => undefined,
    },
  });
}

/** Waits for keys, where they have to be fetched. */
async function answered(authenticator: JwtAuthenticator, token: string): Promise<TokenOpinion> {
  try {
    return authenticator.authenticate(token);
  } catch (error) {
    if (!(error instanceof AdmissionPending)) throw error;
    await new Promise<void>((resolve) => error.begin(resolve));
    return authenticator.authenticate(token);
  }
}

/** As a TokenReview tells it, but for the group that all who are known belong to. */
function told(opinion: TokenOpinion): unknown {
  if (opinion.kind === "foreign") return "invalid bearer token";
  if (opinion.kind === "invalid") return `[invalid bearer token, ${opinion.problem}]`;
  const { name, groups, uid, extra } = opinion.user;
  return JSON.parse(JSON.stringify({ username: name, uid, groups, extra }));
}

function comparable(answer: unknown): unknown {
  if (typeof answer === "string")
    return answer.replace(/current time \S+ \S+ \+0000 UTC( m=\S+)?/, "current time NOW");
  const { groups = [], ...user } = answer as ToldUser;
  return { ...user, groups: groups.filter((group) => group !== "system:authenticated") };
}

test.each(Object.keys(configs))("tokens are judged as by the real server: %s", async (name) => {
  const authenticator = authenticatorFor(name);

  const judged: Record<string, unknown> = {};
  for (const [token, text] of Object.entries(tokens))
    judged[token] = comparable(told(await answered(authenticator, text)));

  const expected = Object.entries(answers[name] ?? {});
  expect(expected.length).toBeGreaterThan(40);
  expect(judged).toEqual(
    Object.fromEntries(expected.map(([token, answer]) => [token, comparable(answer)])),
  );
});
