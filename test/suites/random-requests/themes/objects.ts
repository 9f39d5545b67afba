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
import { worldKinds } from "../kinds.ts";
import { subresourceRequest } from "../subresources.ts";
import { withCustomKinds } from "./custom-kinds.ts";
import type { Theme } from "./theme.ts";

/** Objects of many kinds, custom ones among them. */
export const objectsTheme: Theme = {
  name: "objects",
  kinds: ({ group }) => worldKinds(group),
  ...withCustomKinds,
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
