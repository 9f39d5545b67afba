import type { RawRequest } from "../../requests/request.ts";
import { type Action, create, patch, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { everyKind } from "../every-kind.ts";
import { subresourceRequest } from "../subresources.ts";
import { type Target, type World, writeOf } from "../world.ts";
import type { Theme } from "./theme.ts";

const read: Action = (world, target) => shownAs(world, target.path, []);

const list: Action = (world, target) => shownAs(world, target.list, ownOnly(world, target));

const watch: Action = (world, target) => {
  const { chance } = world;
  const last = writeOf(world, target);
  return shownAs(world, target.list, [
    ...ownOnly(world, target),
    "watch=1",
    "timeoutSeconds=1",
    ...chance.oneOf([
      [],
      ["resourceVersion=0"],
      ...(last === undefined ? [] : [[`resourceVersion={rv:${last}}`]]),
      ["sendInitialEvents=true", "allowWatchBookmarks=true", "resourceVersionMatch=NotOlderThan"],
    ]),
  ]);
};

/** Objects of every built-in kind, and how they are shown. */
export const tablesTheme: Theme = {
  name: "tables",
  kinds: everyKind,
  first: () => [],
  actions: [
    [24, create],
    [6, replace],
    [6, patch],
    [12, subresourceRequest],
    [3, remove],
    [20, read],
    [20, list],
    [2, watch],
  ],
};

/** Others of the cluster are nobody's business. */
function ownOnly({ namespace }: World, { kind }: Target): readonly string[] {
  return kind.isNamespaced ? [] : [`labelSelector=world=${namespace}`];
}

function shownAs({ chance }: World, path: string, options: readonly string[]): RawRequest {
  const query = [
    ...options,
    ...(chance.isOneIn(2)
      ? [
          `includeObject=${chance.oneOf(["None", "Metadata", "Object", "Object", "none", "", "Odd"])}`,
        ]
      : []),
    ...(chance.isOneIn(20) ? ["pretty=1"] : []),
  ].join("&");
  return {
    method: "GET",
    path: query === "" ? path : `${path}?${query}`,
    headers: { accept: acceptOf(chance) },
  };
}

function acceptOf(chance: Chance): string {
  const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
  if (!chance.isOneIn(3)) return table;
  return chance.oneOf([
    "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
    "application/json;as=Table;g=meta.k8s.io;v=v1;q=0.5,application/json;q=0.9",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io,application/json",
    "application/yaml;as=Table;v=v1;g=meta.k8s.io",
    "application/json;as=Table;v=v2;g=meta.k8s.io",
    "application/json;as=Table;v=v1;g=meta.k8s.io;pretty=1",
    "application/json;as=Table",
  ]);
}
