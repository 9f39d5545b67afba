import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { ApiRequest } from "../read/api-request.ts";
import { parseListOptions, saysWatch, validateListOptions } from "../read/list-options.ts";
import { meaningOfPatch, requirePatchRoute } from "../read/patch-media-types.ts";
import type { RequestBody, RequestVerb, ResourceRequest } from "../read/resource-request.ts";
import { readSelectors } from "../read/selectors.ts";
import type { ServerCore } from "../server-core.ts";
import type { ErrorForm } from "./encode.ts";
import { type Negotiated, negotiate, UnroutedError } from "./negotiate.ts";

const untabled: ReadonlySet<string> = new Set([
  "log",
  "ephemeralcontainers",
  "resize",
  "finalize",
  "approval",
]);

/** Kinds whose status is shown whole, though they have rows. */
const untabledStatuses: ReadonlySet<string> = new Set([
  "resourceclaims.resource.k8s.io",
  "devicetaintrules.resource.k8s.io",
]);

/** Questions are answered, and no rows of a table; nor are some doors to an object. */
function hasNoTable(definition: ResourceDefinition, subresource: string): boolean {
  const isReview = definition.group !== "" && definition.verbs.join() === "create";
  if (subresource === "status") return untabledStatuses.has(definition.storageKey);
  return isReview || untabled.has(subresource);
}

interface ListQuery {
  readonly query: ReadonlyMap<string, string>;
  readonly core: Pick<ServerCore, "selectorOf">;
}

/** What is asked of a resource, as far as it decides the form of the answer. */
interface Subject extends Pick<ResourceRequest, "definition" | "subresource"> {
  readonly verb: RequestVerb;
  readonly body: RequestBody | undefined;
  readonly isWatchPath: boolean;
}

/**
 * The form of a resource's answer. What a list asks for is looked at first, and how a patch is meant.
 *
 * @throws StatusError 406, 415 for a patch, or 400 and 422 for the options of a list that cannot be answered in any form
 * @see apiserver pkg/endpoints/handlers/get.go ListResource, patch.go PatchResource
 */
export function negotiateFor(
  subject: Subject,
  headers: ApiRequest["headers"],
  { query, core }: ListQuery,
): Negotiated {
  const { verb, definition, subresource } = subject;
  const isCustom = definition.origin === "custom";
  if (verb === "patch") {
    if (isCustom) meaningOfPatch(subject);
    else requirePatchRoute(headers["content-type"] ?? "");
  }
  const isLog = subresource === "log";
  const target = { verb, isCustom, hasNoTable: hasNoTable(definition, subresource), isLog };
  try {
    return negotiate(headers["accept"], target);
  } catch (error) {
    if ((verb === "list" || verb === "watch") && !(error instanceof UnroutedError)) {
      const options = parseListOptions(query);
      readSelectors(core, options);
      const watchPath = subject.isWatchPath ? {} : undefined;
      validateListOptions(options, verb === "watch" && saysWatch(query, watchPath));
    }
    throw error;
  }
}

/** The form of what is refused: never another kind, and indented JSON where the client takes nothing that there is. */
export function formOfErrors(accept: string | undefined): ErrorForm {
  try {
    return { mediaType: negotiate(accept, { isLoose: true }).mediaType, isIndented: false };
  } catch {
    return { mediaType: "application/json", isIndented: true };
  }
}
