import { send } from "../../requests/request.ts";
import { definitionsOf } from "../definitions.ts";
import type { Theme } from "./theme.ts";

/** A world that begins with its custom kinds: they are served when the last of them is. */
export const withCustomKinds: Pick<Theme, "first" | "awaited"> = {
  first: ({ group }) =>
    definitionsOf(group).map((definition) =>
      send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition),
    ),
  awaited: ({ group }) => `/apis/${group}/v1/gizmos`,
};
