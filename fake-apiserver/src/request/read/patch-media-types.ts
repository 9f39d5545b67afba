import { failureStatus, StatusError } from "@informerlab/core";
import { namesAnyOf } from "../answer/accept.ts";
import { UnroutedError } from "../answer/negotiate.ts";
import type { RequestBody, ResourceRequest } from "./resource-request.ts";

/** How a patch can be meant. */
type PatchMeaning = "json" | "merge" | "strategic" | "apply";

const meanings: ReadonlyMap<string, PatchMeaning> = new Map([
  ["application/json-patch+json", "json"],
  ["application/merge-patch+json", "merge"],
  ["application/strategic-merge-patch+json", "strategic"],
  ["application/apply-patch+yaml", "apply"],
]);

/**
 * What stands before a patch of a built-in kind takes a header that names one of the types, among others or not.
 *
 * @throws UnroutedError 415
 * @see github.com/emicklei/go-restful route.go matchesContentType
 */
export function requirePatchRoute(contentType: string): void {
  if (namesAnyOf(contentType, [...meanings.keys()])) return;
  throw new UnroutedError(
    failureStatus({
      code: 415,
      reason: "UnsupportedMediaType",
      message: "415: Unsupported Media Type",
      details: {},
    }),
  );
}

/** A patch is meant as the letters before the first semicolon say. @throws StatusError 415 */
export function meaningOfPatch({
  body,
  definition,
}: Pick<ResourceRequest, "definition"> & {
  readonly body?: RequestBody | undefined;
}): PatchMeaning {
  const isCustom = definition.origin === "custom";
  const meaning = meanings.get(body?.mediaType ?? "");
  if (meaning !== undefined && !(isCustom && meaning === "strategic")) return meaning;
  const known = [...meanings].filter(([, one]) => !(isCustom && one === "strategic"));
  throw new StatusError(
    failureStatus({
      code: 415,
      reason: "UnsupportedMediaType",
      message: `the body of the request was in an unknown format - accepted media types include: ${known.map(([type]) => type).join(", ")}`,
    }),
  );
}
