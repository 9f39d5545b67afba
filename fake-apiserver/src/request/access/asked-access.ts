import { FieldSelector } from "@informerlab/core";
import { pathSegmentName } from "../../codec/names.ts";
import { parseListOptions } from "../read/list-options.ts";
import type { RequestAttributes } from "../read/route.ts";
import type { ResourceAccess } from "./authorize.ts";

/**
 * What a request asks the right for. A list or watch of `metadata.name=x` is about that object, so that a rule with
 * `resourceNames` allows it.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
export function askedAccess(
  attributes: RequestAttributes,
  query: ReadonlyMap<string, string>,
): ResourceAccess {
  const { verb, name } = attributes;
  if (name !== undefined || (verb !== "list" && verb !== "watch")) return attributes;
  const selected = selectedName(query);
  return selected === undefined ? attributes : { ...attributes, name: selected };
}

function selectedName(query: ReadonlyMap<string, string>): string | undefined {
  if (!query.has("fieldSelector")) return undefined;
  try {
    const { fieldSelector = "" } = parseListOptions(query);
    const named = FieldSelector.parse(fieldSelector).requirements.find(
      ({ field, operator }) => field === "metadata.name" && operator === "=",
    );
    return named === undefined || pathSegmentName(named.value).length > 0 ? undefined : named.value;
  } catch {
    // What cannot be read is refused later, by who may ask at all.
    return undefined;
  }
}
