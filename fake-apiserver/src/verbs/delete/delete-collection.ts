import type { ListOptions } from "@informerlab/core";
import { AdmissionPending } from "../../admission/admission-pending.ts";
import { type Outcome, type Progress, waitFor } from "../../request/answer/outcome.ts";
import { validateListOptions } from "../../request/read/list-options.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { readSelectors } from "../../request/read/selectors.ts";
import type { ServerCore } from "../../request/server-core.ts";
import { list } from "../read/list.ts";
import { createMatcher } from "../read/match-objects.ts";
import { liveObjectOf } from "../write/commit-write.ts";
import { deleteObject, deletionWarnings } from "./delete.ts";

/** The real server always lists in pages, and in pages a version means exactly that one. */
function pagedOptions(options: ListOptions): ListOptions {
  const { resourceVersion = "0", resourceVersionMatch } = options;
  const isExact = resourceVersion !== "0" && resourceVersionMatch === undefined;
  return isExact && options.continue === undefined
    ? { ...options, resourceVersionMatch: "Exact" }
    : options;
}

/**
 * Deletes what a list of the same query shows, in its order, and answers that list as it was. The first failure
 * ends it; what went before stays deleted.
 */
export function deleteCollection(core: ServerCore, request: ResourceRequest): Progress {
  // What is chosen is read before what is to happen to it.
  const selectors = readSelectors(core, request.options);
  validateListOptions(request.options, false);
  createMatcher(request.definition, selectors);
  const options = core.deleteOptionsOf(request);
  const paged = { ...request, verb: "list", options: pagedOptions(request.options) } as const;
  const listed = list(core, paged, { isPaged: true });
  const proceed = (outcome: Outcome, from = 0): Progress => {
    if (outcome.kind !== "list") return outcome;
    for (const [index, { metadata }] of outcome.items.slice(from).entries()) {
      const one = {
        ...request,
        verb: "delete",
        isOneOfMany: true,
        name: metadata?.name,
        // A request that names no namespace is none about any object.
        namespace: request.namespace === "" ? "" : metadata?.namespace,
      } as const;
      const live = liveObjectOf(core, one);
      // Somebody else may have been faster.
      if (live === undefined) continue;
      try {
        deleteObject(core, one, live, options);
      } catch (error) {
        if (!(error instanceof AdmissionPending)) throw error;
        // What is deleted stays so: a webhook's answer is waited for here, not from the beginning.
        return waitFor(error, () => proceed(outcome, from + index));
      }
    }
    request.findings.warn(...deletionWarnings(request.definition, options));
    const { warnings } = request.findings;
    return warnings.length === 0 ? outcome : { ...outcome, warnings };
  };
  if (listed.kind !== "waiting") return proceed(listed);
  return {
    ...listed,
    resume: () => {
      const later = listed.resume();
      return later.kind === "waiting" ? later : proceed(later);
    },
  };
}
