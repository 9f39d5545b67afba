import type { RawRequest, RequestGroup } from "../requests/request.ts";
import { send } from "../requests/request.ts";
import { deleteOptions, objectOf, patchOf } from "./bodies.ts";
import { Chance } from "./chance.ts";
import { definitionsOf } from "./definitions.ts";
import { worldKinds } from "./kinds.ts";
import { listQuery, readHeaders, writeQuery } from "./options.ts";
import { subresourceRequest } from "./subresources.ts";
import { noteWrite, type Target, type World, writeOf } from "./world.ts";

const names = ["a", "b", "c"] as const;

/** So many requests of a seed. They say `{rv:7}` and `{uid:7}` for what the answer to the request of that number said. */
export function randomRequests(seed: string, count: number): RequestGroup {
  const namespace = `random-${seed}`;
  const group = `${namespace}.example`;
  const world: World = {
    chance: new Chance(seed),
    namespace,
    kinds: worldKinds(group),
    written: new Map(),
    pages: [],
  };
  const first = [
    send("POST", "/api/v1/namespaces", { metadata: { name: namespace } }),
    ...definitionsOf(group).map((definition) =>
      send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition),
    ),
  ];
  const requests: RawRequest[] = [];
  for (let i = 0; i < count; i++) requests.push(randomRequest(world, first.length + i));
  return { name: seed, first, awaited: `/apis/${group}/v1/gizmos`, requests };
}

function randomRequest(world: World, number: number): RawRequest {
  const { chance } = world;
  const target = randomTarget(world);
  const action = chance.weighted<(world: World, target: Target, number: number) => RawRequest>([
    [26, create],
    [14, replace],
    [24, patch],
    [9, remove],
    [1, removeAll],
    [6, read],
    [10, list],
    [18, subresourceRequest],
    [1, strangeMethod],
  ]);
  return action(world, target, number);
}

function randomTarget({ chance, namespace, kinds }: World): Target {
  const kind = chance.oneOf(kinds);
  const root = kind.apiVersion === "v1" ? "/api/v1" : `/apis/${kind.apiVersion}`;
  const list = `${root}${kind.isNamespaced ? `/namespaces/${namespace}` : ""}/${kind.plural}`;
  const name = kind.isNamespaced ? chance.oneOf(names) : `${namespace}-${chance.oneOf(names)}`;
  return { kind, name, list, path: `${list}/${name}` };
}

function create(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const object = objectOf(world, target);
  noteWrite(world, target, number);
  const request = send("POST", `${target.list}${writeQuery(chance)}`, object);
  return { ...request, headers: { ...request.headers, ...readHeaders(chance) } };
}

function replace(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const object = objectOf(world, target);
  const { change } = target.kind;
  const changed = chance.isOneIn(2) ? { ...object, ...change(chance, "") } : object;
  noteWrite(world, target, number);
  return send("PUT", `${target.path}${writeQuery(chance)}`, changed);
}

function patch(world: World, target: Target, number: number): RawRequest {
  noteWrite(world, target, number);
  return patchOf(world, target, target.path, "");
}

function remove(world: World, target: Target): RawRequest {
  const { chance } = world;
  const query = writeQuery(
    chance,
    chance.isOneIn(6)
      ? [
          chance.oneOf([
            "propagationPolicy=Foreground",
            "propagationPolicy=Odd",
            "gracePeriodSeconds=0",
            "gracePeriodSeconds=x",
            "orphanDependents=true",
          ]),
        ]
      : [],
  );
  const path = `${target.path}${query}`;
  return chance.isOneIn(2)
    ? { method: "DELETE", path }
    : send("DELETE", path, deleteOptions(world, target));
}

function removeAll(world: World, target: Target): RawRequest {
  const { chance } = world;
  const { kind, list } = target;
  // Everything of a cluster would be too much.
  const query = `?labelSelector=world=${world.namespace}${chance.isOneIn(2) ? "&limit=1" : ""}`;
  const path = kind.isNamespaced && !chance.isOneIn(3) ? list : `${list}${query}`;
  return chance.isOneIn(2) || !kind.isNamespaced
    ? { method: "DELETE", path: path.includes("?") ? path : `${path}${query}` }
    : send("DELETE", path, deleteOptions(world, target));
}

function read(world: World, target: Target): RawRequest {
  const { chance } = world;
  const last = writeOf(world, target);
  const query = chance.isOneIn(4)
    ? `?resourceVersion=${chance.oneOf(["0", "1", "x", ...(last === undefined ? [] : [`{rv:${last}}`])])}`
    : "";
  return { method: "GET", path: `${target.path}${query}`, headers: readHeaders(chance) };
}

function list(world: World, target: Target, number: number): RawRequest {
  const { chance, pages } = world;
  const { kind, namespace } = { kind: target.kind, namespace: world.namespace };
  const query = listQuery(chance, { kind, namespace, version: writeOf(world, target), pages });
  if (query.includes("limit=")) pages.push(number);
  return { method: "GET", path: `${target.list}${query}`, headers: readHeaders(chance) };
}

function strangeMethod({ chance }: World, target: Target): RawRequest {
  return {
    method: chance.oneOf(["POST", "PUT", "PATCH", "OPTIONS", "HEAD"]),
    path: chance.oneOf([target.path, target.list, `${target.path}/nope`, `${target.path}/status`]),
  };
}
