import type { KubernetesObject } from "@informerlab/core";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { AccountClaims, ClaimedObject } from "./account-claims.ts";

/** Tokens hold for so long before and after their time, and after what they are bound to was deleted. */
const leewaySeconds = 60;

const invalidated = "service account token has been invalidated";

/** Who a token of a service account is, or why it is nobody. */
export type AccountVerdict =
  | { readonly user: UserIdentity }
  /** In the words of the real server. */
  | { readonly problem: string };

/** What tokens are held against. */
export interface AccountWorld {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  stored(resource: string, key: string): KubernetesObject | undefined;
}

/**
 * Looks at a token of a service account: its time, and whether the account and what it is bound to are still those that it was
 * issued for.
 *
 * @see kubernetes pkg/serviceaccount/claims.go
 */
export function claimedAccount(claims: AccountClaims, world: AccountWorld): AccountVerdict {
  const { namespace, account, secret, pod, node } = claims;
  const problem =
    timeProblem(claims, world.nowMs / 1000) ??
    accountProblem(claims, world) ??
    holderProblem(world, "secret", secret, namespace) ??
    holderProblem(world, "pod", pod, namespace) ??
    // A pod's token tells its node, but ends with the pod alone.
    (pod === undefined ? holderProblem(world, "node", node, undefined) : undefined);
  if (problem !== undefined) return { problem };
  const said = {
    "credential-id": claims.id === "" ? "" : `JTI=${claims.id}`,
    "node-name": node?.name,
    "node-uid": node?.uid,
    "pod-name": pod?.name,
    "pod-uid": pod?.uid,
  };
  const extra = Object.entries(said).flatMap(([name, value = ""]) =>
    value === "" ? [] : [[`authentication.kubernetes.io/${name}`, [value]] as const],
  );
  const user = accountUser({ namespace, ...account });
  return { user: extra.length === 0 ? user : { ...user, extra: Object.fromEntries(extra) } };
}

/** A service account as one who asks. */
export function accountUser(account: {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}): UserIdentity {
  const { namespace, name, uid } = account;
  const own = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: [...own, "system:authenticated"],
  };
}

function timeProblem(
  { expires = Infinity, notBefore = -Infinity, issuedAt = -Infinity }: AccountClaims,
  now: number,
): string | undefined {
  if (now + leewaySeconds < notBefore) return "service account token is not valid yet";
  if (now - leewaySeconds > expires) return "service account token has expired";
  if (now + leewaySeconds < issuedAt) return "service account token is issued in the future";
  return undefined;
}

function accountProblem(
  { namespace, account }: AccountClaims,
  world: AccountWorld,
): string | undefined {
  const { name, uid } = account;
  if (name === "") return "resource name may not be empty";
  if (namespace === "") return "an empty namespace may not be set when a resource name is provided";
  const found = world.stored("serviceaccounts", `${namespace}/${name}`);
  if (found === undefined) return `serviceaccounts ${JSON.stringify(name)} not found`;
  if (isOver(found, world)) return invalidated;
  const { uid: held = "" } = found.metadata ?? {};
  return held === uid ? undefined : `service account UID (${held}) does not match claim (${uid})`;
}

/** How messages name the claim of each kind. */
const claimNames = {
  secret: "service account secret ref claim",
  pod: "service account pod ref claim",
  node: "service account node ref claim",
};

function holderProblem(
  world: AccountWorld,
  kind: keyof typeof claimNames,
  claimed: ClaimedObject | undefined,
  namespace: string | undefined,
): string | undefined {
  if (claimed === undefined) return undefined;
  const key = namespace === undefined ? claimed.name : `${namespace}/${claimed.name}`;
  const found = world.stored(`${kind}s`, key);
  if (found === undefined) return invalidated;
  const { uid = "" } = found.metadata ?? {};
  if (uid !== claimed.uid)
    return `${kind} UID (${uid}) does not match ${claimNames[kind]} (${claimed.uid})`;
  return isOver(found, world) ? invalidated : undefined;
}

/** Something on its way out holds for a while, until those who use its tokens know. */
function isOver({ metadata }: KubernetesObject, { nowMs }: AccountWorld): boolean {
  const { deletionTimestamp } = metadata ?? {};
  return (
    deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < nowMs - leewaySeconds * 1000
  );
}
