import { type RawRequest, send } from "../requests/request.ts";
import { deleteOptions, objectOf, patchOf } from "./bodies.ts";
import type { Chance } from "./chance.ts";
import { readHeaders, writeQuery } from "./options.ts";
import { noteWrite, type Target, type World, writeOf } from "./world.ts";

/** A request to a part of an object; where its kind has none, to one that is not there. */
export function subresourceRequest(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const { subresources } = target.kind;
  const subresource = subresources.length === 0 ? "status" : chance.oneOf(subresources);
  const path = `${target.path}/${subresource}`;
  switch (subresource) {
    case "scale":
      return scaleRequest(world, target, path);
    case "binding":
      return send("POST", `${path}${writeQuery(chance)}`, {
        ...strange(chance),
        metadata: chance.oneOf<object>([{ name: target.name }, {}, { name: "other" }]),
        target: chance.oneOf<object>([
          { kind: "Node", name: "n1" },
          { name: "n2" },
          { kind: "Odd", name: "n1" },
          {},
        ]),
      });
    case "eviction":
      return send("POST", `${path}${writeQuery(chance)}`, {
        apiVersion: chance.oneOf(["policy/v1", "policy/v1", "policy/v1beta1"]),
        kind: "Eviction",
        ...strange(chance),
        metadata: chance.oneOf<object>([{ name: target.name }, {}, { name: "other" }]),
        ...chance.maybe(2, () => ({ deleteOptions: deleteOptions(world, target) })),
      });
    case "token":
      return send("POST", `${path}${writeQuery(chance)}`, {
        ...chance.maybe(2, () => ({
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
        })),
        ...strange(chance),
        spec: {
          ...chance.maybe(2, () => ({ audiences: chance.oneOf([["a"], [], ["a", "b"]]) })),
          ...chance.maybe(2, () => ({ expirationSeconds: chance.oneOf([600, 10, 3600, 2 ** 33]) })),
          ...chance.maybe(4, () => ({
            boundObjectRef: chance.oneOf<object>([
              { kind: "Pod", apiVersion: "v1", name: "a" },
              { kind: "Secret", apiVersion: "v1", name: "b" },
              { kind: "Odd", apiVersion: "v1", name: "b" },
            ]),
          })),
        },
      });
    default:
      return partRequest(world, target, { path, subresource, number });
  }
}

/** A member that nobody knows, now and then. */
function strange(chance: Chance): object {
  return chance.maybe(10, () => ({ strange: 1 }));
}

function scaleRequest(world: World, target: Target, path: string): RawRequest {
  const { chance } = world;
  const last = writeOf(world, target);
  if (chance.isOneIn(4)) return { method: "GET", path, headers: readHeaders(chance) };
  const replicas = chance.oneOf<unknown>([0, 1, 2, 5, -1, "x", null]);
  if (chance.isOneIn(2)) {
    const type = chance.oneOf([
      "merge-patch+json",
      "strategic-merge-patch+json",
      "json-patch+json",
    ]);
    const body =
      type === "json-patch+json"
        ? [{ op: "replace", path: "/spec/replicas", value: replicas }]
        : { spec: { replicas } };
    return send("PATCH", `${path}${writeQuery(chance)}`, body, `application/${type}`);
  }
  return send("PUT", `${path}${writeQuery(chance)}`, {
    apiVersion: chance.oneOf(["autoscaling/v1", "autoscaling/v1", "autoscaling/v2"]),
    kind: "Scale",
    ...strange(chance),
    metadata: {
      name: chance.oneOf([target.name, target.name, "other"]),
      namespace: world.namespace,
      ...chance.maybe(4, () => ({ resourceVersion: last === undefined ? "7" : `{rv:${last}}` })),
      ...chance.maybe(8, () => ({ uid: last === undefined ? "u" : `{uid:${last}}` })),
    },
    spec: { replicas },
  });
}

function partRequest(
  world: World,
  target: Target,
  { path, subresource, number }: { path: string; subresource: string; number: number },
): RawRequest {
  const { chance } = world;
  if (chance.isOneIn(6)) return { method: "GET", path, headers: readHeaders(chance) };
  noteWrite(world, target, number);
  if (chance.isOneIn(2)) return patchOf(world, target, path, subresource);
  const object = { ...objectOf(world, target), ...target.kind.change(chance, subresource) };
  return send("PUT", `${path}${writeQuery(chance)}`, object);
}
