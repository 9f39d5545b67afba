import type { Chance } from "../chance.ts";

export const resources = [
  "configmaps",
  "secrets",
  "pods",
  "pods/status",
  "*/status",
  "serviceaccounts",
  "serviceaccounts/token",
  "roles",
  "rolebindings",
  "clusterroles",
  "clusterrolebindings",
  "users",
  "groups",
  "uids",
  "userextras/reason",
  "*",
];
export const verbs = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "escalate",
  "bind",
  "impersonate",
  "*",
];
export const apiGroups = [
  "",
  "",
  "rbac.authorization.k8s.io",
  "authentication.k8s.io",
  "*",
  "apps",
];
const paths = ["/healthz", "/version", "/metrics", "/apis*", "/openapi/*", "*", "/readyz/*"];

/** So many of the values, each at most once. */
export function some<T>(chance: Chance, from: readonly T[], max: number): readonly T[] {
  const count = chance.oneOf(Array.from({ length: max }, (_, i) => i + 1));
  return [...new Set(Array.from({ length: count }, () => chance.oneOf(from)))];
}

/** A rule of a role, mostly valid. */
export function policyRule(chance: Chance, namespace: string): object {
  if (chance.isOneIn(6))
    return {
      nonResourceURLs: some(chance, paths, 2),
      verbs: some(chance, ["get", "post", "*"], 2),
      ...chance.maybe(10, () => ({ resources: ["pods"] })),
    };
  return {
    ...(chance.isOneIn(20) ? {} : { apiGroups: some(chance, apiGroups, 3) }),
    resources: some(chance, resources, 4),
    ...(chance.isOneIn(20) ? {} : { verbs: some(chance, verbs, 5) }),
    ...chance.maybe(4, () => ({
      resourceNames: some(
        chance,
        ["a", "b", "c", `alice-${namespace}`, `bob-${namespace}`, `dev-${namespace}`, "why"],
        4,
      ),
    })),
  };
}

/** Whom a binding is about. */
export function subject(chance: Chance, namespace: string): object {
  const apiGroup = chance.isOneIn(10) ? { apiGroup: chance.oneOf(["", "odd"]) } : {};
  return chance.oneOf<object>([
    { kind: "User", name: chance.oneOf([`alice-${namespace}`, `bob-${namespace}`]), ...apiGroup },
    { kind: "User", name: chance.oneOf([`alice-${namespace}`, `bob-${namespace}`]), ...apiGroup },
    {
      kind: "Group",
      name: chance.oneOf([`dev-${namespace}`, `system:serviceaccounts:${namespace}`]),
      ...apiGroup,
    },
    {
      kind: "ServiceAccount",
      name: chance.oneOf(["p", "q"]),
      ...(chance.isOneIn(10) ? {} : { namespace }),
      ...apiGroup,
    },
    { kind: chance.oneOf(["Odd", "User"]), name: chance.oneOf(["alice", "*", ""]) },
  ]);
}
