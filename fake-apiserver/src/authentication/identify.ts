import {
  anonymousUser,
  authenticate,
  bearerOf,
  type TokenUser,
  unauthorized,
  withAuthenticated,
} from "../request/access/authenticate.ts";
import type { ApiRequest, UserIdentity } from "../request/read/api-request.ts";
import { type FrontProxy, throughProxy } from "./front-proxy.ts";
import type { TokenAuthority } from "./service-account-tokens.ts";
import { askAuthenticators, type TokenAuthenticator } from "./token-authenticator.ts";

/** What a request shows of who asks. */
export type Proof = Pick<
  ApiRequest,
  "headers" | "user" | "userAuthority" | "hasUnknownCertificate" | "path"
>;

/** By what requests on the wire prove who asks. */
export interface Proofs {
  readonly tokens: readonly TokenUser[];
  readonly serviceAccountTokens: Pick<TokenAuthority, "audiences" | "verify">;
  /** Who proves nothing is `system:anonymous`: everywhere, nowhere, or at these paths. */
  readonly anonymousAuth: boolean | readonly string[];
  /** Asked of tokens that are neither. */
  readonly tokenAuthenticators?: readonly TokenAuthenticator[] | undefined;
  /** Who may say in headers who asks. */
  readonly frontProxy?: FrontProxy | undefined;
}

/** Who asks, by a proxy's word, by certificate, by a token of either kind, or by nothing. @throws StatusError 401 */
export function identify(proofs: Proofs, given: Proof): UserIdentity {
  const { tokens, serviceAccountTokens, anonymousAuth, frontProxy } = proofs;
  const told = frontProxy && throughProxy(frontProxy, given);
  if (told !== undefined) return withAuthenticated(told);
  const request = frontProxy === undefined ? given : withoutProxy(frontProxy, given);
  const token = request.user === undefined ? bearerOf(request.headers) : undefined;
  if (token === undefined) {
    if (request.hasUnknownCertificate === true) throw unauthorized();
    const isAnonymous = isOpen(anonymousAuth, given.path) && request.user === undefined;
    return isAnonymous ? anonymousUser : authenticate(request, tokens);
  }
  // A token that this server has issued counts even where none is asked for.
  const verdict = serviceAccountTokens.verify(token);
  if (verdict.kind === "valid") return verdict.user;
  const { tokenAuthenticators = [] } = proofs;
  // Who asks without a token where none is asked for is let in, who shows one that somebody knows is that one.
  if (tokenAuthenticators.length === 0) {
    if (verdict.kind === "invalid") throw unauthorized();
    return authenticate(request, tokens);
  }
  const known = tokens.find((one) => one.token === token);
  if (known !== undefined) return withAuthenticated(known);
  const own = serviceAccountTokens.audiences;
  const opinion = askAuthenticators(tokenAuthenticators, token, { wanted: own, own });
  if (opinion.kind === "valid") return withAuthenticated(opinion.user);
  throw unauthorized();
}

function isOpen(anonymousAuth: boolean | readonly string[], path: string): boolean {
  return typeof anonymousAuth === "boolean" ? anonymousAuth : anonymousAuth.includes(path);
}

/** A proxy's certificate says nothing of itself. */
function withoutProxy({ authorityFingerprints }: FrontProxy, request: Proof): Proof {
  return authorityFingerprints.includes(request.userAuthority ?? "")
    ? { headers: request.headers, path: request.path, hasUnknownCertificate: true }
    : request;
}
