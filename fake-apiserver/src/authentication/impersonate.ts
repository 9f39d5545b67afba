import { labelName, subdomainName } from "../codec/names/names.ts";
import { anonymousUser } from "../request/access/authenticate.ts";
import type { ResourceAccess } from "../request/access/authorize.ts";
import { badRequest } from "../request/answer/status-errors.ts";
import type { UserIdentity } from "../request/read/api-request.ts";

const authenticated = "system:authenticated";
const unauthenticated = "system:unauthenticated";
const extraPrefix = "impersonate-extra-";

/** Somebody else whom a caller wants to be, and the rights that he needs for it, in the order in which they are asked. */
export interface Impersonation {
  readonly user: UserIdentity;
  readonly needed: readonly ResourceAccess[];
}

/**
 * Reads the `Impersonate-…` headers; undefined where there are none.
 *
 * @throws StatusError 400 for groups, a uid or extra facts of nobody
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation/impersonation.go
 */
export function readImpersonation(
  headers: Readonly<Record<string, string>>,
): Impersonation | undefined {
  const name = headers["impersonate-user"] ?? "";
  const groups = valuesOf(headers["impersonate-group"]);
  const uid = headers["impersonate-uid"] ?? "";
  const extra = extraOf(headers);
  if (name === "") {
    refuseNobody(groups, uid, extra);
    return undefined;
  }
  return {
    user: {
      name,
      groups: groupsOf(name, groups),
      ...(uid === "" ? {} : { uid }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    needed: [
      accountAccess(name) ?? access("", "users", name),
      ...groups.map((group) => access("", "groups", group)),
      ...Object.entries(extra).flatMap(([key, values]) =>
        values.map((value) => ({
          ...identityAccess("userextras", value),
          subresource: key,
        })),
      ),
      ...(uid === "" ? [] : [identityAccess("uids", uid)]),
    ],
  };
}

const authenticationGroup = "authentication.k8s.io";

function access(group: string, resource: string, name: string): ResourceAccess {
  return { verb: "impersonate", group, resource, subresource: "", namespace: undefined, name };
}

function identityAccess(resource: string, name: string): ResourceAccess {
  return { ...access(authenticationGroup, resource, name), version: "v1" };
}

/** `system:serviceaccount:NAMESPACE:NAME` is an object of its own. */
function accountAccess(user: string): ResourceAccess | undefined {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  if (account === null) return undefined;
  const problems = [...labelName(account[1] ?? ""), ...subdomainName(account[2] ?? "")];
  if (problems.length > 0) return undefined;
  return { ...access("", "serviceaccounts", account[2] ?? ""), namespace: account[1] };
}

function groupsOf(name: string, given: readonly string[]): readonly string[] {
  const account = accountAccess(name);
  const own =
    given.length > 0 || account === undefined
      ? given
      : ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`];
  if (name === anonymousUser.name)
    return own.includes(unauthenticated) ? own : [...own, unauthenticated];
  return own.includes(authenticated) || own.includes(unauthenticated)
    ? own
    : [...own, authenticated];
}

function extraOf(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly string[]>> {
  const found = Object.keys(headers)
    .filter((header) => header.startsWith(extraPrefix))
    .map((header): [string, readonly string[]] => [
      decoded(header.slice(extraPrefix.length)),
      valuesOf(headers[header]),
    ]);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key).toLowerCase();
  } catch {
    return key;
  }
}

function valuesOf(header: string | undefined): readonly string[] {
  // Headers that come several times are joined so.
  return header === undefined ? [] : header.split(", ");
}

/** As Go prints references to objects, field by field. */
function refuseNobody(
  groups: readonly string[],
  uid: string,
  extra: Readonly<Record<string, readonly string[]>>,
): void {
  const version = `${authenticationGroup}/v1`;
  const asked = [
    ...groups.map((group) => `{Group  ${group}    }`),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => `{UserExtra  ${value}  ${version}  ${key}}`),
    ),
    ...(uid === "" ? [] : [`{UID  ${uid}  ${version}  }`]),
  ];
  if (asked.length > 0)
    throw badRequest(`requested [${asked.join(" ")}] without impersonating a user`);
}
