import { send } from "../../requests/request.ts";
import {
  create,
  list,
  patch,
  read,
  remove,
  removeAll,
  replace,
  strangeMethod,
} from "../actions.ts";
import { definitionsOf } from "../definitions.ts";
import { worldKinds } from "../kinds.ts";
import { subresourceRequest } from "../subresources.ts";
import type { Theme } from "./theme.ts";

/** Objects of many kinds, custom ones among them. */
export const objectsTheme: Theme = {
  name: "objects",
  kinds: ({ group }) => worldKinds(group),
  first: ({ group }) =>
    definitionsOf(group).map((definition) =>
      send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition),
    ),
  awaited: ({ group }) => `/apis/${group}/v1/gizmos`,
  actions: [
    [26, create],
    [14, replace],
    [24, patch],
    [9, remove],
    [1, removeAll],
    [6, read],
    [10, list],
    [18, subresourceRequest],
    [1, strangeMethod],
  ],
};
