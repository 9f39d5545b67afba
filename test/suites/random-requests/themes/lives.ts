import { type RawRequest, send } from "../../requests/request.ts";
import { isObject, type Json } from "../../transcripts/fixture.ts";
import { create, patch, read, remove, removeAll, replace } from "../actions.ts";
import { writeQuery } from "../options.ts";
import { subresourceRequest } from "../subresources.ts";
import { noteWrite, type Target, type World } from "../world.ts";
import { claimKinds } from "./life-claims.ts";
import { workKinds } from "./life-works.ts";
import type { Theme } from "./theme.ts";

/** Kinds that live through states: each is made, decided on, grown, told of, and goes; two things of it change at once. */
export const livesTheme: Theme = {
  name: "lives",
  kinds: () => [...claimKinds, ...workKinds],
  first: () => [],
  actions: [
    [26, create],
    [5, replace],
    [10, patch],
    [14, changeTwo],
    [32, subresourceRequest],
    [5, read],
    [6, remove],
    [2, removeAll],
  ],
};

const patchTypes = ["merge", "merge", "strategic-merge"] as const;

/** Two changes in one patch, of an object or of a part of it. */
function changeTwo(world: World, target: Target, number: number): RawRequest {
  const { chance } = world;
  const { kind, path } = target;
  const part = chance.oneOf(["", ...kind.subresources.filter((name) => isPatched(name))]);
  const change = (): Json => kind.change(chance, part) as Json;
  noteWrite(world, target, number);
  const at = part === "" ? path : `${path}/${part}`;
  const body = merged(change(), change()) as object;
  const type = chance.oneOf(patchTypes);
  return send("PATCH", `${at}${writeQuery(chance)}`, body, `application/${type}-patch+json`);
}

function isPatched(subresource: string): boolean {
  return !["eviction", "binding", "scale"].includes(subresource);
}

/** The one with the members of the other. */
function merged(one: Json, other: Json): Json {
  if (!isObject(one) || !isObject(other)) return other;
  const both = Object.entries(other).map(([name, value = null]) => {
    const mine = one[name];
    return [name, mine === undefined ? value : merged(mine, value)] as const;
  });
  return { ...one, ...Object.fromEntries(both) };
}
