import { type RawRequest, send } from "../requests/request.ts";
import { deleteOptions, objectOf, patchOf } from "./bodies.ts";
import { listQuery, readHeaders, writeQuery } from "./options.ts";
import { noteWrite, type Target, type World, writeOf } from "./world.ts";

const names = ["a", "b", "c"] as const;

/** A request about an object; its number is that of its answer. */
export type Action = (world: World, target: Target, number: number) => RawRequest;

/** An object of the world, mostly of the kinds of its theme. */
export function randomTarget({ chance, namespace, kinds }: World): Target {
  const kind = chance.oneOf(kinds);
  const root = kind.apiVersion === "v1" ? "/api/v1" : `/apis/${kind.apiVersion}`;
  const list = `${root}${kind.isNamespaced ? `/namespaces/${namespace}` : ""}/${kind.plural}`;
  const own =
    kind.names ?? names.map((name) => (kind.isNamespaced ? name : `${namespace}-${name}`));
  const name = chance.oneOf(own);
  return { kind, name, list, path: `${list}/${name}` };
}

export function create(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const object = objectOf(world, target);
  noteWrite(world, target, number);
  const request = send("POST", `${target.list}${writeQuery(chance)}`, object);
  return { ...request, headers: { ...request.headers, ...readHeaders(chance) } };
}

export function replace(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const object = objectOf(world, target);
  const { change } = target.kind;
  const changed = chance.isOneIn(2) ? { ...object, ...change(chance, "") } : object;
  noteWrite(world, target, number);
  return send("PUT", `${target.path}${writeQuery(chance)}`, changed);
}

export function patch(world: World, target: Target, number: number): RawRequest {
  noteWrite(world, target, number);
  return patchOf(world, target, target.path, "");
}

export function remove(world: World, target: Target): RawRequest {
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

export function removeAll(world: World, target: Target): RawRequest {
  const { chance } = world;
  const { kind, list } = target;
  // Everything of a cluster would be too much.
  const query = `?labelSelector=world=${world.namespace}${chance.isOneIn(2) ? "&limit=1" : ""}`;
  const path = kind.isNamespaced && !chance.isOneIn(3) ? list : `${list}${query}`;
  return chance.isOneIn(2) || !kind.isNamespaced
    ? { method: "DELETE", path: path.includes("?") ? path : `${path}${query}` }
    : send("DELETE", path, deleteOptions(world, target));
}

export function read(world: World, target: Target): RawRequest {
  const { chance } = world;
  const last = writeOf(world, target);
  const query = chance.isOneIn(4)
    ? `?resourceVersion=${chance.oneOf(["0", "1", "x", ...(last === undefined ? [] : [`{rv:${last}}`])])}`
    : "";
  return { method: "GET", path: `${target.path}${query}`, headers: readHeaders(chance) };
}

export function list(world: World, target: Target, number: number): RawRequest {
  const { chance, pages } = world;
  const { kind, namespace } = { kind: target.kind, namespace: world.namespace };
  const query = listQuery(chance, { kind, namespace, version: writeOf(world, target), pages });
  if (query.includes("limit=")) pages.push(number);
  return { method: "GET", path: `${target.list}${query}`, headers: readHeaders(chance) };
}

export function strangeMethod({ chance }: World, target: Target): RawRequest {
  return {
    method: chance.oneOf(["POST", "PUT", "PATCH", "OPTIONS", "HEAD"]),
    path: chance.oneOf([target.path, target.list, `${target.path}/nope`, `${target.path}/status`]),
  };
}
