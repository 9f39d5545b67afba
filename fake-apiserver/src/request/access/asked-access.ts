import {
  type FieldRequirement,
  FieldSelector,
  type LabelRequirement,
  Selector,
} from "@informerlab/core";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import { parseListOptions } from "../read/list-options.ts";
import type { RequestAttributes } from "../read/route.ts";
import type { ResourceAccess } from "./authorize.ts";

/**
 * What a request asks the right for. A list or watch of `metadata.name=x` is about that object, so that a rule with
 * `resourceNames` allows it. One namespace is in itself: a Role there is enough.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
export function askedAccess(
  attributes: RequestAttributes,
  query: ReadonlyMap<string, string>,
): ResourceAccess {
  const { verb, name, resource } = attributes;
  if (resource === "namespaces" && name !== undefined) return { ...attributes, namespace: name };
  if (!selectingVerbs.has(verb)) return attributes;
  const labelRequirements = labelsOf(query);
  const asked = { ...attributes, ...(labelRequirements?.length ? { labelRequirements } : {}) };
  if (!query.has("fieldSelector")) return asked;
  const fieldRequirements = requirementsOf(query);
  if (name !== undefined || verb === "deletecollection") return { ...asked, fieldRequirements };
  const named =
    labelRequirements &&
    fieldRequirements.find(({ field, operator }) => field === "metadata.name" && operator === "=");
  return named === undefined || pathSegmentName(named.value).length > 0
    ? { ...asked, fieldRequirements }
    : { ...asked, fieldRequirements, name: named.value };
}

const selectingVerbs: ReadonlySet<string> = new Set(["list", "watch", "deletecollection"]);

/** Undefined: they cannot be read, and then what else is selected counts for no name. */
function labelsOf(query: ReadonlyMap<string, string>): readonly LabelRequirement[] | undefined {
  try {
    return Selector.parse(query.get("labelSelector") ?? "").requirements;
  } catch {
    return undefined;
  }
}

function requirementsOf(query: ReadonlyMap<string, string>): readonly FieldRequirement[] {
  try {
    const { fieldSelector = "" } = parseListOptions(query);
    return FieldSelector.parse(fieldSelector).requirements;
  } catch {
    // What cannot be read is refused later, by who may ask at all.
    return [];
  }
}
