import { type RawRequest, send } from "../../requests/request.ts";
import { create, list, patch, read, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { readHeaders } from "../options.ts";
import { subresourceRequest } from "../subresources.ts";
import type { World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import { accessReview } from "./reviews.ts";
import { policyRule, subject } from "./rules.ts";
import type { Theme } from "./theme.ts";

const api = "rbac.authorization.k8s.io";

/** They stay as they are: a real server takes the token of one that is gone for another ten seconds. */
const accounts = ["p", "q"] as const;

/** Roles and bindings, and requests of whom they are about. */
export const rightsTheme: Theme = {
  name: "rights",
  kinds,
  first: ({ namespace }) => [
    ...accounts.map((name) =>
      send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } }),
    ),
    ...accounts.map((name) =>
      send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
        spec: { audiences: [], expirationSeconds: 3600 },
      }),
    ),
  ],
  actions: [
    [24, create],
    [10, replace],
    [12, patch],
    [6, remove],
    [6, read],
    [5, list],
    [4, subresourceRequest],
    [16, accessReview],
    [3, path],
  ],
  headers: caller,
};

/** Who asks: the owner of the cluster, somebody that he speaks for, or an account by its token. */
function caller({ chance, namespace }: World): Readonly<Record<string, string>> | undefined {
  if (chance.isOneIn(3)) return undefined;
  // Of the requests that come first.
  const token = { authorization: `Bearer {token:${chance.oneOf([3, 4])}}` };
  if (chance.isOneIn(5)) return token;
  const account = `system:serviceaccount:${namespace}:${chance.oneOf(accounts)}`;
  const [alice, bob] = [`alice-${namespace}`, `bob-${namespace}`];
  const user = chance.oneOf([alice, alice, bob, bob, account]);
  return {
    ...(chance.isOneIn(8) ? token : {}),
    ...(chance.isOneIn(30) ? {} : { "impersonate-user": user }),
    ...chance.maybe(4, () => ({
      "impersonate-group": chance.oneOf([`dev-${namespace}`, "system:masters"]),
    })),
    ...chance.maybe(15, () => ({ "impersonate-uid": "u1" })),
    ...chance.maybe(15, () => ({ "impersonate-extra-reason": "why" })),
  };
}

/** A request of what is no object. */
function path({ chance }: World): RawRequest {
  const paths = [
    "/healthz",
    "/version",
    "/metrics",
    "/api",
    "/apis",
    "/openapi/v3",
    "/readyz/etcd",
  ];
  return { method: "GET", path: chance.oneOf(paths), headers: readHeaders(chance) };
}

function kinds({ namespace }: { namespace: string }): readonly WorldKind[] {
  const rules = (chance: Chance): object => ({
    rules: chance.oneOf([
      [policyRule(chance, namespace)],
      [policyRule(chance, namespace), policyRule(chance, namespace)],
      [],
    ]),
  });
  const roleRef = (chance: Chance): object => ({
    roleRef: {
      ...(chance.isOneIn(12) ? {} : { apiGroup: api }),
      ...chance.oneOf([
        { kind: "Role", name: chance.oneOf(["a", "b", "c"]) },
        { kind: "Role", name: chance.oneOf(["a", "b", "c"]) },
        { kind: "ClusterRole", name: `${namespace}-${chance.oneOf(["a", "b", "c"])}` },
        { kind: "ClusterRole", name: chance.oneOf(["view", "edit", "admin", "system:basic-user"]) },
        { kind: "Odd", name: "a" },
        { kind: "ClusterRole", name: "missing" },
      ]),
    },
  });
  const subjects = (chance: Chance): object => ({
    subjects: chance.oneOf([
      [subject(chance, namespace)],
      [subject(chance, namespace)],
      [subject(chance, namespace), subject(chance, namespace)],
      null,
    ]),
  });
  const binding = (chance: Chance): object => ({ ...subjects(chance), ...roleRef(chance) });
  const of = (
    kind: string,
    isNamespaced: boolean,
    content: (chance: Chance) => object,
    change: (chance: Chance) => object,
  ): WorldKind => ({
    apiVersion: `${api}/v1`,
    kind,
    plural: `${kind.toLowerCase()}s`,
    isNamespaced,
    subresources: [],
    content,
    change,
  });
  const core = (kind: string, subresources: readonly string[] = []): WorldKind => ({
    apiVersion: "v1",
    kind,
    plural: `${kind.toLowerCase()}s`,
    isNamespaced: true,
    subresources,
    content: () => ({}),
    change: (chance) => ({ metadata: { labels: { l1: chance.oneOf(["x", "y"]) } } }),
  });
  return [
    of("Role", true, rules, rules),
    of(
      "ClusterRole",
      false,
      (chance) => ({
        ...rules(chance),
        ...chance.maybe(8, () => ({
          aggregationRule: {
            clusterRoleSelectors: chance.oneOf([[{ matchLabels: { aggregate: "x" } }], []]),
          },
        })),
      }),
      rules,
    ),
    of("RoleBinding", true, binding, subjects),
    of("ClusterRoleBinding", false, binding, (chance) =>
      chance.isOneIn(4) ? roleRef(chance) : subjects(chance),
    ),
    core("ConfigMap"),
    core("Secret"),
    core("ServiceAccount", ["token"]),
    core("Pod", ["status", "eviction", "binding"]),
  ];
}
