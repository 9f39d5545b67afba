import type { UserIdentity } from "../request/read/api-request.ts";

/** What one who knows tokens says of a token. */
export type TokenOpinion =
  /** It is not one of those that he knows. */
  | { readonly kind: "foreign" }
  /** @see problem in the words of the real server, which logs them and tells them in a TokenReview */
  | { readonly kind: "invalid"; readonly problem: string }
  | {
      readonly kind: "valid";
      readonly user: UserIdentity;
      /** For whom of those that were wanted it is good; absent: for all whom the server speaks for. */
      readonly audiences?: readonly string[];
    };

/** One who knows bearer tokens, besides those that the server was given and those that it has issued. */
export interface TokenAuthenticator {
  /** He looks at audiences himself: otherwise he is asked only where one of the server's is wanted. @defaultValue false */
  readonly judgesAudiences?: boolean;
  /**
   * @param wanted audiences, for one of which a token has to be good
   * @throws AdmissionPending when an answer of the network is needed first; asked again then, he has it
   */
  authenticate(token: string, wanted: readonly string[]): TokenOpinion;
}

/** For whom a token has to be good, and whom the server speaks for. */
export interface TokenAudiences {
  readonly wanted: readonly string[];
  readonly own: readonly string[];
}

/** What several who know tokens say of one. */
export type TokenVerdict =
  | { readonly kind: "foreign" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] }
  | {
      readonly kind: "valid";
      readonly user: UserIdentity;
      readonly audiences: readonly string[];
    };

/** The first that knows a token decides; of several that find it wrong all are told. */
export function askAuthenticators(
  authenticators: readonly TokenAuthenticator[],
  token: string,
  { wanted, own }: TokenAudiences,
): TokenVerdict {
  const problems: string[] = [];
  const shared = own.filter((audience) => wanted.includes(audience));
  for (const one of authenticators) {
    if (one.judgesAudiences !== true && shared.length === 0) continue;
    const opinion = one.authenticate(token, wanted);
    if (opinion.kind === "valid") return { audiences: shared, ...opinion };
    if (opinion.kind === "invalid") problems.push(opinion.problem);
  }
  return problems.length === 0 ? { kind: "foreign" } : { kind: "invalid", problems };
}
