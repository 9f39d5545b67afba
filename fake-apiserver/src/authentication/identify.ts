import {
  anonymousUser,
  authenticate,
  bearerOf,
  type TokenUser,
  unauthorized,
} from "../request/access/authenticate.ts";
import type { ApiRequest, UserIdentity } from "../request/read/api-request.ts";
import type { TokenAuthority } from "./service-account-tokens.ts";

/** By what requests on the wire prove who asks. */
export interface Proofs {
  readonly tokens: readonly TokenUser[];
  readonly serviceAccountTokens: Pick<TokenAuthority, "verify">;
  /** Who proves nothing is `system:anonymous`. */
  readonly anonymousAuth: boolean;
}

/** Who asks, by certificate, by a token of either kind, or by nothing. @throws StatusError 401 */
export function identify(
  { tokens, serviceAccountTokens, anonymousAuth }: Proofs,
  request: Pick<ApiRequest, "headers" | "user">,
): UserIdentity {
  const token = request.user === undefined ? bearerOf(request.headers) : undefined;
  if (token === undefined) {
    const isAnonymous = anonymousAuth && request.user === undefined;
    return isAnonymous ? anonymousUser : authenticate(request, tokens);
  }
  // A token that this server has issued counts even where none is asked for.
  const verdict = serviceAccountTokens.verify(token);
  if (verdict.kind === "valid") return verdict.user;
  if (verdict.kind === "invalid") throw unauthorized();
  return authenticate(request, tokens);
}
