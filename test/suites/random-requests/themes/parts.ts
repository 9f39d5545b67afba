import { type RawRequest, send } from "../../requests/request.ts";
import { create, patch, read, remove, replace } from "../actions.ts";
import { deleteOptions, patchOf } from "../bodies.ts";
import type { Chance } from "../chance.ts";
import { everyKind } from "../every-kind.ts";
import { worldKinds } from "../kinds.ts";
import { readHeaders, writeQuery } from "../options.ts";
import { subresourceRequest } from "../subresources.ts";
import { noteWrite, type Target, type World, writeOf } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import { withCustomKinds } from "./custom-kinds.ts";
import { partKinds } from "./part-kinds.ts";
import type { Theme } from "./theme.ts";

/** What is below objects: statuses, scales, approvals, bindings, evictions that budgets forbid, tokens; and reviews. */
export const partsTheme: Theme = {
  name: "parts",
  async kinds({ group }) {
    const withParts = (kinds: readonly WorldKind[]): readonly WorldKind[] =>
      kinds.filter(({ subresources }) => subresources.length > 0);
    return [
      ...withParts(await everyKind()),
      ...partKinds,
      ...partKinds,
      ...withParts(worldKinds(group)),
    ];
  },
  ...withCustomKinds,
  actions: [
    [24, create],
    [4, replace],
    [6, patch],
    [40, subresourceRequest],
    [6, read],
    [4, remove],
    [6, review],
    [4, evictCovered],
    [4, patchPart],
  ],
};

const attributes = (chance: Chance): object => ({
  ...chance.maybe(3, () => ({ namespace: chance.oneOf(["default", "", "Not Valid"]) })),
  verb: chance.oneOf(["get", "list", "*", "", "odd"]),
  ...chance.maybe(2, () => ({ group: chance.oneOf(["", "apps", "*"]) })),
  resource: chance.oneOf(["pods", "deployments", "*", ""]),
  ...chance.maybe(4, () => ({ subresource: chance.oneOf(["status", "log", "*"]) })),
  ...chance.maybe(4, () => ({ name: "a" })),
  ...chance.maybe(4, () => ({
    labelSelector: chance.oneOf<object>([
      { rawSelector: "a=b" },
      { requirements: [{ key: "a", operator: "In", values: ["b"] }] },
      { requirements: [{ key: "a", operator: "Odd" }] },
      { rawSelector: "a=b", requirements: [] },
      {},
    ]),
  })),
  ...chance.maybe(5, () => ({
    fieldSelector: chance.oneOf<object>([
      { rawSelector: "spec.x=y" },
      { requirements: [{ key: "spec.x", operator: "In", values: ["y"] }] },
      { requirements: [{ key: "", operator: "NotIn", values: [] }] },
    ]),
  })),
});

function accessSpec(chance: Chance): object {
  return {
    ...chance.oneOf<object>([
      { resourceAttributes: attributes(chance) },
      { resourceAttributes: attributes(chance) },
      { nonResourceAttributes: { path: chance.oneOf(["/healthz", "*", ""]), verb: "get" } },
      {},
      { resourceAttributes: attributes(chance), nonResourceAttributes: { path: "/", verb: "get" } },
    ]),
    ...chance.maybe(2, () => ({ user: chance.oneOf(["alice", "system:admin", ""]) })),
    ...chance.maybe(3, () => ({ groups: chance.oneOf([["system:masters"], ["dev"], []]) })),
    ...chance.maybe(6, () => ({ extra: { "example.org/x": ["y"] }, uid: "u" })),
  };
}

const reviews: readonly {
  readonly path: string;
  readonly kind: string;
  spec(chance: Chance, world: World): object;
}[] = [
  {
    path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    kind: "SubjectAccessReview",
    spec: accessSpec,
  },
  {
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    kind: "SelfSubjectAccessReview",
    spec: accessSpec,
  },
  {
    path: "/apis/authorization.k8s.io/v1/namespaces/(namespace)/localsubjectaccessreviews",
    kind: "LocalSubjectAccessReview",
    spec: accessSpec,
  },
  {
    path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
    kind: "SelfSubjectRulesReview",
    spec: (chance, { namespace }) => ({ namespace: chance.oneOf([namespace, "", "default"]) }),
  },
  {
    path: "/apis/authentication.k8s.io/v1/tokenreviews",
    kind: "TokenReview",
    spec: (chance) => ({
      token: chance.oneOf(["oracle", "alice", "", "a.b.c", "nobody"]),
      ...chance.maybe(3, () => ({ audiences: chance.oneOf([["a"], [], [""]]) })),
    }),
  },
  {
    path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
    kind: "SelfSubjectReview",
    spec: () => ({}),
  },
];

function review(world: World): RawRequest {
  const { chance, namespace } = world;
  const { path, kind, spec } = chance.oneOf(reviews);
  const [, , group, version] = path.split("/");
  const query = writeQuery(chance);
  const body = {
    ...(chance.isOneIn(8) ? {} : { apiVersion: `${group}/${version}`, kind }),
    ...chance.maybe(4, () => ({ metadata: { name: "r", labels: { a: "b" } } })),
    ...chance.maybe(6, () => ({ metadata: { namespace: chance.oneOf([namespace, "elsewhere"]) } })),
    spec: spec(chance, world),
    ...chance.maybe(8, () => ({ status: { allowed: true } })),
    ...chance.maybe(10, () => ({ strange: 1 })),
  };
  const request = send("POST", `${path.replace("(namespace)", namespace)}${query}`, body);
  return { ...request, headers: { ...request.headers, ...readHeaders(chance) } };
}

/** An eviction of a pod that runs, so that a budget counts it. */
function evictCovered(world: World): RawRequest {
  const { chance, namespace } = world;
  const name = chance.oneOf(["a", "b", "c"]);
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (chance.isOneIn(2)) {
    const status = {
      phase: chance.oneOf(["Running", "Running", "Pending", "Succeeded"]),
      conditions: [{ type: "Ready", status: chance.oneOf(["True", "False"]) }],
    };
    const type = "application/merge-patch+json";
    return send("PATCH", `${path}/status`, { status }, type);
  }
  const body = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name },
    deleteOptions: deleteOptions(world, podTarget(world, path, name)),
  };
  return send("POST", `${path}/eviction${writeQuery(chance)}`, body);
}

function podTarget(world: World, path: string, name: string): Target {
  const kind = world.kinds.find((one) => one.kind === "Pod");
  if (kind === undefined) throw new Error("a world with evictions has pods");
  return { kind, name, path, list: path.slice(0, path.lastIndexOf("/")) };
}

/** A patch of a part, by the version that was written last and others. */
function patchPart(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const { subresources } = target.kind;
  if (subresources.length === 0) return patch(world, target, number);
  const part = chance.oneOf(subresources);
  noteWrite(world, target, number);
  const request = patchOf(world, target, `${target.path}/${part}`, part);
  const last = writeOf(world, target);
  if (last === undefined || !chance.isOneIn(3)) return request;
  const body = { metadata: { resourceVersion: `{rv:${last}}`, uid: `{uid:${last}}` } };
  return send("PATCH", `${target.path}/${part}`, body, "application/merge-patch+json");
}
