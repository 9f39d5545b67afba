import type { UserIdentity } from "../request/read/api-request.ts";

/** What one who knows tokens says of a token. */
export type TokenOpinion =
  /** It is not one of those that he knows. */
  | { readonly kind: "foreign" }
  /** @see problem in the words of the real server, which logs them and tells them in a TokenReview */
  | { readonly kind: "invalid"; readonly problem: string }
  | { readonly kind: "valid"; readonly user: UserIdentity };

/** One who knows bearer tokens, besides those that the server was given and those that it has issued. */
export interface TokenAuthenticator {
  /** @throws AdmissionPending when an answer of the network is needed first; asked again then, he has it */
  authenticate(token: string): TokenOpinion;
}

/** The first that knows a token decides; of several that find it wrong all are told. */
export function askAuthenticators(
  authenticators: readonly TokenAuthenticator[],
  token: string,
): Exclude<TokenOpinion, { kind: "invalid" }> | { kind: "invalid"; problems: readonly string[] } {
  const problems: string[] = [];
  for (const one of authenticators) {
    const opinion = one.authenticate(token);
    if (opinion.kind === "valid") return opinion;
    if (opinion.kind === "invalid") problems.push(opinion.problem);
  }
  return problems.length === 0 ? { kind: "foreign" } : { kind: "invalid", problems };
}
