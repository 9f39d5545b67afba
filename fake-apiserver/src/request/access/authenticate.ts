import { failureStatus, StatusError } from "@informerlab/core";
import type { ApiRequest, UserIdentity } from "../read/api-request.ts";

/** Who a bearer token belongs to. */
export interface TokenUser extends UserIdentity {
  readonly token: string;
}

const authenticated = "system:authenticated";

/** May do everything, and is who calls where no token is asked for. */
export const systemMaster: UserIdentity = {
  name: "system:admin",
  groups: ["system:masters", authenticated],
};

/** Who calls where nothing has to be proven. */
export const anonymousUser: UserIdentity = {
  name: "system:anonymous",
  groups: ["system:unauthenticated"],
};

/** True for those whom no rule binds. */
export function isMaster(user: UserIdentity): boolean {
  return user.groups.includes("system:masters");
}

/**
 * Who asks: the transport's certificate, the bearer token, or, on a server without tokens, anybody as
 * {@link systemMaster}.
 *
 * @throws StatusError 401 when tokens are asked for and this is none of them.
 */
export function authenticate(
  request: Pick<ApiRequest, "headers" | "user">,
  tokens: readonly TokenUser[],
): UserIdentity {
  if (request.user !== undefined) return withAuthenticated(request.user);
  if (tokens.length === 0) return systemMaster;
  const token = bearerOf(request.headers);
  const found = tokens.find((candidate) => candidate.token === token);
  if (found === undefined) throw unauthorized();
  return withAuthenticated(found);
}

/** The bearer token of a request: what stands behind the first blank. @see apiserver bearertoken.go */
export function bearerOf(headers: ApiRequest["headers"]): string | undefined {
  const [scheme = "", token = ""] = (headers["authorization"] ?? "").trim().split(" ");
  return scheme.toLowerCase() === "bearer" && token !== "" ? token : undefined;
}

/** What is said to who set two blanks before a token, of which there is none then. */
export function tokenWarnings(headers: ApiRequest["headers"]): readonly string[] {
  return /^bearer {2}/i.test((headers["authorization"] ?? "").trim())
    ? [
        "the provided Authorization header contains extra space before the bearer token, and is ignored",
      ]
    : [];
}

/** 401. */
export function unauthorized(): StatusError {
  return new StatusError(
    failureStatus({ code: 401, reason: "Unauthorized", message: "Unauthorized" }),
  );
}

/** A user that is known, and so belongs to all who are. */
export function withAuthenticated({ name, groups, uid, extra }: UserIdentity): UserIdentity {
  const isSaid = groups.includes(authenticated) || groups.includes("system:unauthenticated");
  const all = isSaid || name === anonymousUser.name ? groups : [...groups, authenticated];
  return {
    name,
    groups: all,
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}
