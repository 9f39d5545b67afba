import { FieldSelector, type ListOptions, type Selector, SelectorError } from "@informerlab/core";
import { badRequest } from "../answer/status-errors.ts";
import type { ServerCore } from "../server-core.ts";

/** What a request selects by. */
export interface Selectors {
  readonly labels: Selector;
  readonly fields: FieldSelector;
}

/**
 * The selectors of a request. The real server reads them with its other options, and only then asks what these mean.
 *
 * @throws StatusError 400 with the real server's text for what is no selector.
 */
export function readSelectors(
  core: Pick<ServerCore, "selectorOf">,
  options: ListOptions,
): Selectors {
  return {
    labels: parsed(() => core.selectorOf(options.labelSelector ?? "")),
    fields: parsed(() => FieldSelector.parse(options.fieldSelector ?? "")),
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}
