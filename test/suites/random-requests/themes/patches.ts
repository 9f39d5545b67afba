import { patchTypes, type RawRequest, send } from "../../requests/request.ts";
import { isObject, type Json, type JsonObject } from "../../transcripts/fixture.ts";
import { type Action, create, read, remove, replace } from "../actions.ts";
import { objectOf } from "../bodies.ts";
import type { Chance } from "../chance.ts";
import { everyKind } from "../every-kind.ts";
import { writeQuery } from "../options.ts";
import { noteWrite, type Target, type World } from "../world.ts";
import { asText } from "./odd-text.ts";
import type { Theme } from "./theme.ts";

/** Patches of every built-in kind with all that their types know, and applies by managers that are in each other's way. */
export const patchesTheme: Theme = {
  name: "patches",
  kinds: everyKind,
  first: () => [],
  actions: [
    [16, create],
    [5, replace],
    [24, written(strategicPatch)],
    [14, written(jsonPatch)],
    [5, written(mergePatch)],
    [24, written(apply)],
    [8, written(oddText)],
    [2, read],
    [2, remove],
  ],
};

type Write = (world: World, target: Target) => RawRequest;

function written(write: Write): Action {
  return (world, target, number) => {
    noteWrite(world, target, number);
    return write(world, target);
  };
}

function strategicPatch(world: World, target: Target): RawRequest {
  const { chance } = world;
  const body = withDirectives(partOf(drawn(world, target), chance), chance);
  return send("PATCH", `${target.path}${writeQuery(chance)}`, body as object, patchTypes.strategic);
}

function mergePatch(world: World, target: Target): RawRequest {
  const { chance } = world;
  const body = chance.oneOf<Json>([
    partOf(drawn(world, target), chance),
    withNulls(partOf(drawn(world, target), chance), chance),
    withNulls(partOf(drawn(world, target), chance), chance),
    chance.oneOf<Json>([null, [], "x", {}, { metadata: null }, { spec: null }]),
  ]);
  const text = JSON.stringify(body);
  return send("PATCH", `${target.path}${writeQuery(chance)}`, text, patchTypes.merge);
}

function apply(world: World, target: Target): RawRequest {
  const { chance } = world;
  const { apiVersion, kind } = target.kind;
  const { metadata: _, ...part } = partOf(drawn(world, target), chance);
  const manager = chance.oneOf(["one", "two", "three", "kubectl"]);
  const query = writeQuery(chance, [
    `fieldManager=${manager}`,
    ...(chance.isOneIn(3) ? ["force=true"] : []),
  ]);
  const body = {
    ...{ apiVersion, kind },
    metadata: {
      name: target.name,
      ...chance.maybe(2, () => ({ labels: { [chance.oneOf(["l1", "l2", "world"])]: manager } })),
      ...chance.maybe(3, () => ({ annotations: { [chance.oneOf(["a1", "note"])]: manager } })),
    },
    ...part,
  };
  const path = `${target.path}${chance.isOneIn(10) ? "/status" : ""}${query}`;
  return send("PATCH", path, body, patchTypes.apply);
}

/** What is sent as a text that says things twice, things that nobody knows, or in another notation. */
function oddText(world: World, target: Target): RawRequest {
  const { chance } = world;
  const object = drawn(world, target);
  const { text, type } = asText(object, chance);
  const validation = `fieldValidation=${chance.oneOf(["Strict", "Warn", "Ignore"])}`;
  if (chance.isOneIn(3)) return send("POST", `${target.list}?${validation}`, text, type);
  if (chance.isOneIn(2)) return send("PUT", `${target.path}?${validation}`, text, type);
  const patchType = chance.oneOf([patchTypes.apply, patchTypes.merge, patchTypes.strategic]);
  const path = `${target.path}?${validation}${patchType === patchTypes.apply ? "&fieldManager=one" : ""}`;
  return send("PATCH", path, text, patchType);
}

function drawn(world: World, target: Target): JsonObject {
  return objectOf(world, target) as JsonObject;
}

/** Some of the members, at each depth. */
function partOf(value: JsonObject, chance: Chance): JsonObject {
  const { apiVersion: _, kind: __, metadata, ...members } = value;
  const kept = Object.entries(members).filter(() => !chance.isOneIn(3));
  const parts = kept.map(([name, one = null]) => [name, smaller(one, chance)]);
  return {
    ...chance.maybe(3, () => ({ metadata: metadata ?? null })),
    ...Object.fromEntries(parts),
  } as JsonObject;
}

function smaller(value: Json, chance: Chance): Json {
  if (Array.isArray(value))
    return (value as readonly Json[])
      .filter(() => !chance.isOneIn(4))
      .map((item) => (chance.isOneIn(3) ? smaller(item, chance) : item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name === "name" || !chance.isOneIn(4));
  return Object.fromEntries(kept.map(([name, one = null]) => [name, smaller(one, chance)]));
}

function withNulls(value: JsonObject, chance: Chance): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, one = null]) => [
      name,
      chance.isOneIn(6) ? null : isObject(one) ? withNulls(one, chance) : one,
    ]),
  );
}

function withDirectives(value: JsonObject, chance: Chance): JsonObject {
  const entries = Object.entries(value).flatMap(([name, one = null]): [string, Json][] => {
    if (Array.isArray(one)) return listWithDirectives(name, one as readonly Json[], chance);
    if (chance.isOneIn(12)) return [[name, null]];
    return [[name, isObject(one) ? withDirectives(one, chance) : one]];
  });
  return {
    ...chance.maybe(10, () => ({
      $patch: chance.oneOf(["replace", "delete", "merge", "odd", 1]),
    })),
    ...chance.maybe(12, () => ({
      $retainKeys: chance.oneOf<Json>([Object.keys(value), Object.keys(value).slice(1), [], ["x"]]),
    })),
    ...Object.fromEntries(entries),
  } as JsonObject;
}

function listWithDirectives(
  name: string,
  items: readonly Json[],
  chance: Chance,
): [string, Json][] {
  const ordered: [string, Json][] = chance.isOneIn(4)
    ? [[`$setElementOrder/${name}`, orderOf(items, chance)]]
    : [];
  if (!isObject(items[0] ?? null))
    return chance.isOneIn(3)
      ? [[`$deleteFromPrimitiveList/${name}`, chance.oneOf([items, items.slice(1), ["x"], []])]]
      : [...ordered, [name, items]];
  const marked = items.map((item) =>
    isObject(item)
      ? chance.isOneIn(4)
        ? { ...keyOf(item), $patch: chance.oneOf(["delete", "replace", "merge", "odd"]) }
        : withDirectives(item, chance)
      : item,
  );
  const more = chance.isOneIn(8) ? [{ $patch: chance.oneOf(["replace", "delete"]) }] : [];
  return [...ordered, [name, [...marked, ...more]]];
}

function orderOf(items: readonly Json[], chance: Chance): readonly Json[] {
  const keys = items.map((item) => (isObject(item) ? keyOf(item) : item));
  return chance.oneOf([keys, [...keys].reverse(), keys.slice(1), [...keys, { name: "other" }]]);
}

/** What of an item tells it from others, whatever its list's key is. */
function keyOf(item: JsonObject): JsonObject {
  const names = ["name", "containerPort", "port", "mountPath", "type", "key", "ip", "uid"];
  const [own = "x"] = [...names.filter((name) => item[name] !== undefined), ...Object.keys(item)];
  return { [own]: item[own] ?? null };
}

function jsonPatch(world: World, target: Target): RawRequest {
  const { chance } = world;
  const object = drawn(world, target);
  const count = chance.oneOf([1, 1, 2, 3]);
  const operations = Array.from({ length: count }, () => operation(object, chance));
  const body = chance.isOneIn(20) ? chance.oneOf<object>([{}, [1], [{}], []]) : operations;
  return send("PATCH", `${target.path}${writeQuery(chance)}`, body, patchTypes.json);
}

function operation(object: JsonObject, chance: Chance): object {
  const { pointer, value } = placeIn(object, chance);
  const other = placeIn(object, chance).pointer;
  const path = chance.isOneIn(6) ? oddPointer(pointer, chance) : pointer;
  switch (
    chance.oneOf(["test", "test", "add", "replace", "replace", "remove", "copy", "move", "odd"])
  ) {
    case "test":
      return { op: "test", path, value: chance.isOneIn(3) ? "other" : value };
    case "add":
      return { op: "add", path, value };
    case "replace":
      return { op: "replace", path, value: chance.isOneIn(4) ? null : value };
    case "remove":
      return { op: "remove", path };
    case "copy":
      return { op: "copy", from: other, path };
    case "move":
      return { op: "move", from: other, path };
    default:
      return chance.oneOf<object>([
        { op: "nope", path },
        { op: "add", path },
        { op: "test", path },
        { op: "replace", value },
        { op: "copy", path },
        { path, value },
        { op: "ADD", path, value },
      ]);
  }
}

function oddPointer(pointer: string, chance: Chance): string {
  return chance.oneOf([
    "",
    "/",
    pointer.slice(1),
    `${pointer}/`,
    `${pointer}/-`,
    `${pointer}/0`,
    `${pointer}/-1`,
    `${pointer}/00`,
    `${pointer}/99`,
    `${pointer}/x/y`,
    "/metadata/labels/a~1b",
    "/metadata/labels/a~2b",
    "/metadata/annotations/a~0b",
    "/metadata/managedFields/0",
    "/metadata/resourceVersion",
    "/status",
    "/kind",
  ]);
}

function placeIn(object: JsonObject, chance: Chance): { pointer: string; value: Json } {
  let value: Json = object;
  let pointer = "";
  do {
    const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
      ? (value as readonly Json[]).map((item, index) => [String(index), item])
      : isObject(value)
        ? Object.entries(value).map(([name, one = null]) => [name, one])
        : [];
    if (entries.length === 0) break;
    const [name, next]: readonly [string, Json] = chance.oneOf(entries);
    pointer += `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    value = next;
  } while (!chance.isOneIn(3));
  return { pointer, value };
}
