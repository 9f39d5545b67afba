import { send } from "../../requests/request.ts";
import { create, list, patch, read, remove, removeAll, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { type HookAnswer, hookPath } from "../hook-server.ts";
import { subresourceRequest } from "../subresources.ts";
import type { WorldKind } from "../world-kind.ts";
import { judgedKinds } from "./judged-kinds.ts";
import { some } from "./rules.ts";
import type { Theme } from "./theme.ts";

/** Webhooks of every kind, well behaved and not, and objects that they judge and change. */
export const webhooksTheme: Theme = {
  name: "webhooks",
  kinds,
  first: ({ namespace }) => [
    send(
      "PATCH",
      `/api/v1/namespaces/${namespace}`,
      { metadata: { labels: { team: "a" } } },
      merge,
    ),
  ],
  actions: [
    [30, create],
    [14, replace],
    [18, patch],
    [10, remove],
    [1, removeAll],
    [4, read],
    [2, list],
    [8, subresourceRequest],
  ],
};

const merge = "application/merge-patch+json";
const api = "admissionregistration.k8s.io/v1";

const patches: readonly unknown[] = [
  [{ op: "add", path: "/metadata/labels/hook", value: "one" }],
  [{ op: "add", path: "/metadata/labels/hook", value: "two" }],
  [{ op: "add", path: "/metadata/annotations", value: { hooked: "yes" } }],
  [{ op: "add", path: "/metadata/finalizers", value: ["example.org/hook"] }],
  [{ op: "replace", path: "/spec/replicas", value: 4 }],
  [{ op: "add", path: "/data", value: { hook: "x" } }],
  [{ op: "add", path: "/data", value: { "not a key": "x" } }],
  [{ op: "add", path: "/strange", value: 1 }],
  [{ op: "add", path: "/metadata/labels/hook", value: 7 }],
  [{ op: "replace", path: "/metadata/name", value: "other" }],
  [{ op: "replace", path: "/metadata/uid", value: "u" }],
  [{ op: "test", path: "/metadata/name", value: "nope" }],
  [{ op: "remove", path: "/metadata/nope" }],
  [{ op: "odd", path: "/metadata" }],
  [{ op: "remove", path: "/metadata/labels" }],
  [{ op: "add", path: "/metadata/labels/a~1b", value: "x" }],
  [],
  {},
  "text",
];

function verdict(chance: Chance): object {
  const patchOf = (value: unknown): string =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
  const more = {
    ...chance.maybe(4, () => ({
      warnings: chance.oneOf([["one"], ["one", "two"], ['say "x"'], [""], ["x".repeat(300)]]),
    })),
    ...chance.maybe(8, () => ({ auditAnnotations: { seen: "yes" } })),
  };
  const status = {
    ...chance.maybe(2, () => ({ message: chance.oneOf(["not here", ""]) })),
    ...chance.maybe(2, () => ({ reason: chance.oneOf(["Forbidden", "Odd", "NotFound"]) })),
    ...chance.maybe(2, () => ({ code: chance.oneOf([400, 403, 404, 422, 200, 500, 0]) })),
    ...chance.maybe(6, () => ({ details: { causes: [{ message: "m", field: "f" }] } })),
    ...chance.maybe(6, () => ({ status: "Failure", metadata: {} })),
  };
  return chance.weighted<object>([
    [6, { allowed: true, ...more }],
    [2, { allowed: false, ...more }],
    [4, { allowed: false, status, ...more }],
    [8, { allowed: true, patchType: "JSONPatch", patch: patchOf(chance.oneOf(patches)), ...more }],
    [1, { allowed: true, patch: patchOf([]), ...more }],
    [1, { allowed: true, patchType: "JSONPatch", ...more }],
    [1, { allowed: true, patchType: "MergePatch", patch: patchOf({}), ...more }],
    [1, { allowed: true, uid: "another" }],
    [1, { allowed: true, status: { message: "fine" } }],
  ]);
}

function answer(chance: Chance): HookAnswer {
  return chance.weighted<HookAnswer>([
    [24, { response: verdict(chance) }],
    [1, { response: verdict(chance), apiVersion: "admission.k8s.io/v1beta1" }],
    [1, { response: null }],
    [1, { status: chance.oneOf([500, 404, 401, 403, 503, 302]), body: "no" }],
    [1, { status: 200, body: chance.oneOf(["", "text", "{}", "[]", '{"kind":"Odd"}']) }],
    [1, chance.isOneIn(3) ? { silentMs: 3000 } : { isCut: true }],
  ]);
}

const conditions = [
  "object.metadata.name != 'b'",
  "object.metadata.labels.tier == 'web'",
  "request.operation == 'CREATE'",
  "has(object.spec)",
  "1 / 0 == 1",
  "true",
  "false",
];

function rule(chance: Chance): object {
  return {
    operations: chance.isOneIn(3)
      ? ["*"]
      : some(chance, ["CREATE", "UPDATE", "DELETE", "CONNECT", "CREATE"], 3),
    ...chance.oneOf([
      { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] },
      { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments", "deployments/scale"] },
      // What is in no namespace is everybody's.
      { apiGroups: ["", "apps"], apiVersions: ["v1"], resources: ["*"], scope: "Namespaced" },
      { apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"], scope: "Namespaced" },
      { apiGroups: [""], apiVersions: ["v1"], resources: ["pods", "pods/status", "pods/eviction"] },
      { apiGroups: ["autoscaling"], apiVersions: ["v1"], resources: ["horizontalpodautoscalers"] },
    ]),
    ...chance.maybe(8, () => ({ scope: chance.oneOf(["Namespaced", "Cluster"]) })),
  };
}

function hook(chance: Chance, namespace: string, isMutating: boolean): object {
  return {
    name: chance.isOneIn(20) ? "odd" : chance.oneOf(["one.example.com", "two.example.com"]),
    clientConfig: chance.isOneIn(15)
      ? chance.oneOf<object>([
          { url: "https://127.0.0.1:1/none", caBundle: "{ca}" },
          { service: { namespace, name: "missing", path: "/x" }, caBundle: "{ca}" },
          { url: "{hooks}/x" },
        ])
      : { url: `{hooks}${hookPath(answer(chance))}`, caBundle: "{ca}" },
    rules: [rule(chance)],
    // Others of the cluster are nobody's business.
    namespaceSelector: {
      matchLabels: {
        "kubernetes.io/metadata.name": namespace,
        ...chance.maybe(8, () => ({ team: chance.oneOf(["a", "b"]) })),
      },
    },
    ...chance.maybe(5, () => ({
      objectSelector: chance.oneOf<object>([
        { matchLabels: { tier: "web" } },
        { matchExpressions: [{ key: "hook", operator: "DoesNotExist" }] },
      ]),
    })),
    sideEffects: chance.isOneIn(25)
      ? chance.oneOf(["Some", "Unknown", "Odd"])
      : chance.oneOf(["None", "NoneOnDryRun"]),
    admissionReviewVersions: chance.isOneIn(20)
      ? ["v2"]
      : chance.oneOf([["v1"], ["v1", "v1beta1"], ["v1beta1"]]),
    timeoutSeconds: chance.isOneIn(25) ? chance.oneOf([0, 31]) : 1,
    ...chance.maybe(2, () => ({ failurePolicy: chance.oneOf(["Ignore", "Fail"]) })),
    ...chance.maybe(3, () => ({ matchPolicy: chance.oneOf(["Exact", "Equivalent"]) })),
    ...(isMutating
      ? chance.maybe(2, () => ({ reinvocationPolicy: chance.oneOf(["IfNeeded", "Never"]) }))
      : {}),
    ...chance.maybe(5, () => ({
      matchConditions: [{ name: "one", expression: chance.oneOf(conditions) }],
    })),
  };
}

function kinds({ namespace }: { namespace: string }): readonly WorldKind[] {
  const configuration = (kind: string, isMutating: boolean): WorldKind => {
    const hooks = (chance: Chance): object => ({
      // Those that judge are asked at once, and the first answer counts.
      webhooks: Array.from({ length: isMutating ? chance.oneOf([1, 1, 2]) : 1 }, () =>
        hook(chance, namespace, isMutating),
      ),
    });
    return {
      apiVersion: api,
      kind,
      plural: `${kind.toLowerCase()}s`,
      isNamespaced: false,
      ...(isMutating ? {} : { names: [`${namespace}-a`] }),
      subresources: [],
      content: hooks,
      change: hooks,
    };
  };
  return [
    ...judgedKinds,
    configuration("MutatingWebhookConfiguration", true),
    configuration("ValidatingWebhookConfiguration", false),
  ];
}
