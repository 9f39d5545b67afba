import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { parseListOptions, validateListOptions } from "../read/list-options.ts";
import type { RequestVerb } from "../read/resource-request.ts";
import { readSelectors } from "../read/selectors.ts";
import type { ServerCore } from "../server-core.ts";
import type { ErrorForm } from "./encode.ts";
import { type Negotiated, type NegotiationTarget, negotiate, UnroutedError } from "./negotiate.ts";

const untabled: ReadonlySet<string> = new Set([
  "ephemeralcontainers",
  "resize",
  "finalize",
  "approval",
]);

/** Questions are answered, and no rows of a table; nor are some doors to an object. */
export function hasNoTable(definition: ResourceDefinition, subresource: string): boolean {
  const isReview = definition.group !== "" && definition.verbs.join() === "create";
  return isReview || untabled.has(subresource);
}

interface ListQuery {
  readonly query: ReadonlyMap<string, string>;
  readonly core: Pick<ServerCore, "selectorOf">;
}

/**
 * The form of a resource's answer. What a list asks for is looked at first.
 *
 * @throws StatusError 406, or 400 and 422 for the options of a list that cannot be answered in any form
 * @see apiserver pkg/endpoints/handlers/get.go ListResource
 */
export function negotiateFor(
  target: NegotiationTarget & { readonly verb: RequestVerb },
  accept: string | undefined,
  { query, core }: ListQuery,
): Negotiated {
  const { verb } = target;
  try {
    return negotiate(accept, target);
  } catch (error) {
    if ((verb === "list" || verb === "watch") && !(error instanceof UnroutedError)) {
      const options = parseListOptions(query);
      readSelectors(core, options);
      validateListOptions(options, verb === "watch");
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
