import { type RawRequest, send } from "../../requests/request.ts";
import type { Chance } from "../chance.ts";
import { readHeaders, writeQuery } from "../options.ts";
import type { Target, World } from "../world.ts";
import { apiGroups, resources, verbs } from "./rules.ts";

/** A question about rights, or about who somebody is. */
export function accessReview(world: World, _target: Target, _number: number): RawRequest {
  const { chance } = world;
  const [path, body] = chance.weighted<(world: World) => readonly [string, object]>([
    [6, subjectAccess],
    [3, selfSubjectAccess],
    [3, localSubjectAccess],
    [3, selfSubjectRules],
    [3, token],
    [2, selfSubject],
  ])(world);
  const request = send("POST", `${path}${writeQuery(chance)}`, {
    ...body,
    ...chance.maybe(20, () => ({ strange: 1 })),
    ...chance.maybe(15, () => ({
      metadata: chance.oneOf([{ name: "x" }, { labels: { a: "b" } }]),
    })),
  });
  return { ...request, headers: { ...request.headers, ...readHeaders(chance) } };
}

const authorization = "/apis/authorization.k8s.io/v1";
const authentication = "/apis/authentication.k8s.io/v1";

function typed(chance: Chance, apiVersion: string, kind: string): object {
  return chance.isOneIn(3) ? {} : { apiVersion: chance.isOneIn(15) ? "v1" : apiVersion, kind };
}

function attributes(world: World): object {
  const { chance, namespace } = world;
  const nonResource = {
    nonResourceAttributes: {
      path: chance.oneOf(["/healthz", "/apis/apps", "/metrics", "x", ""]),
      verb: chance.oneOf(["get", "post", "*"]),
    },
  };
  const resource = {
    resourceAttributes: {
      ...chance.maybe(2, () => ({ namespace: chance.oneOf([namespace, "elsewhere"]) })),
      verb: chance.oneOf(verbs),
      group: chance.oneOf(apiGroups),
      ...withSubresource(chance.oneOf(resources)),
      ...chance.maybe(3, () => ({ name: chance.oneOf(["a", "b", `alice-${namespace}`]) })),
      ...chance.maybe(10, () => ({ version: chance.oneOf(["v1", "*"]) })),
      ...chance.maybe(8, () => ({
        labelSelector: chance.oneOf<object>([
          { requirements: [{ key: "a", operator: "In", values: ["b"] }] },
          { requirements: [{ key: "a", operator: "Odd" }] },
          { rawSelector: "a=b" },
          { rawSelector: "a=b", requirements: [{ key: "a", operator: "Exists" }] },
          {},
        ]),
      })),
      ...chance.maybe(12, () => ({
        fieldSelector: chance.oneOf<object>([
          { requirements: [{ key: "metadata.name", operator: "In", values: ["b"] }] },
          { rawSelector: "metadata.name=b" },
          { requirements: [] },
        ]),
      })),
    },
  };
  return chance.weighted<object>([
    [10, resource],
    [3, nonResource],
    [1, { ...resource, ...nonResource }],
    [1, {}],
  ]);
}

function withSubresource(text: string): object {
  const [resource, subresource] = text.split("/");
  return { resource, ...(subresource === undefined ? {} : { subresource }) };
}

function somebody({ chance, namespace }: World): object {
  return {
    ...(chance.isOneIn(8)
      ? {}
      : {
          user: chance.oneOf([
            "alice",
            "bob",
            `system:serviceaccount:${namespace}:p`,
            "nobody",
            "",
          ]),
        }),
    ...chance.maybe(3, () => ({
      groups: chance.oneOf([
        [`dev-${namespace}`],
        ["system:authenticated", "x"],
        ["system:masters"],
        [],
      ]),
    })),
    ...chance.maybe(10, () => ({ uid: "u1", extra: { reason: ["why"] } })),
  };
}

function subjectAccess(world: World): readonly [string, object] {
  return [
    `${authorization}/subjectaccessreviews`,
    {
      ...typed(world.chance, "authorization.k8s.io/v1", "SubjectAccessReview"),
      spec: { ...attributes(world), ...somebody(world) },
    },
  ];
}

function selfSubjectAccess(world: World): readonly [string, object] {
  return [
    `${authorization}/selfsubjectaccessreviews`,
    {
      ...typed(world.chance, "authorization.k8s.io/v1", "SelfSubjectAccessReview"),
      spec: attributes(world),
    },
  ];
}

function localSubjectAccess(world: World): readonly [string, object] {
  const { namespace } = world;
  return [
    `${authorization}/namespaces/${namespace}/localsubjectaccessreviews`,
    {
      ...typed(world.chance, "authorization.k8s.io/v1", "LocalSubjectAccessReview"),
      spec: { ...attributes(world), ...somebody(world) },
      ...world.chance.maybe(3, () => ({
        metadata: { namespace: world.chance.oneOf([namespace, "elsewhere"]) },
      })),
    },
  ];
}

function selfSubjectRules({ chance, namespace }: World): readonly [string, object] {
  return [
    `${authorization}/selfsubjectrulesreviews`,
    {
      ...typed(chance, "authorization.k8s.io/v1", "SelfSubjectRulesReview"),
      spec: { namespace: chance.oneOf([namespace, namespace, "elsewhere", ""]) },
    },
  ];
}

function token({ chance }: World): readonly [string, object] {
  return [
    `${authentication}/tokenreviews`,
    {
      ...typed(chance, "authentication.k8s.io/v1", "TokenReview"),
      spec: {
        token: chance.oneOf(["{token:3}", "{token:4}", "alice", "odd", ""]),
        ...chance.maybe(3, () => ({
          audiences: chance.oneOf([["a"], ["a", "b"], []]),
        })),
      },
    },
  ];
}

function selfSubject({ chance }: World): readonly [string, object] {
  return [
    `${authentication}/selfsubjectreviews`,
    typed(chance, "authentication.k8s.io/v1", "SelfSubjectReview"),
  ];
}
