import { parseGoUrl } from "../../cel/library/go-url.ts";
import { type PlainObject, textOf, valueAt } from "../../codec/json/plain-object.ts";

/** What a definition of a group of the community says about its approval. */
export const approvalAnnotation = "api-approved.kubernetes.io";

/** Whether a definition is approved, and how that is told. */
export interface Approval {
  readonly state: "missing" | "bypassed" | "approved" | "invalid";
  readonly reason: string;
}

/** Whether the group is one that the community approves of. */
export function isProtectedGroup(group: string): boolean {
  return ["k8s.io", "kubernetes.io"].some(
    (domain) => group === domain || group.endsWith(`.${domain}`),
  );
}

/** @see apiextensions-apiserver pkg/apihelpers/helpers.go */
export function approvalOf(definition: PlainObject): Approval {
  const text = textOf(valueAt(definition, "metadata", "annotations", approvalAnnotation));
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  const wanted = `protected groups must have approval annotation "${approvalAnnotation}"`;
  if (text === "") return { state: "missing", reason: `${wanted}, ${see}` };
  if (text.startsWith("unapproved"))
    return { state: "bypassed", reason: `not approved: ${JSON.stringify(text)}` };
  const url = parseGoUrl(text, { isRequest: true });
  if (typeof url !== "string" && url.host !== "" && url.scheme !== "")
    return { state: "approved", reason: `approved in ${text}` };
  return {
    state: "invalid",
    reason: `${wanted} with either a URL or a reason starting with "unapproved", ${see}`,
  };
}
