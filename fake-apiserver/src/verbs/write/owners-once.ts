import type { KubernetesObject } from "@informerlab/core";
import type { Findings } from "../../admission/findings.ts";
import { canonicalText } from "../../codec/json/plain-object.ts";
import { repeatsIn } from "../../codec/names/repeats-in.ts";

/**
 * The object with each of its owners once, and a warning if any stood there twice.
 *
 * @see apiserver pkg/endpoints/handlers/rest.go dedupOwnerReferences
 */
export function withOwnersOnce(
  object: KubernetesObject,
  findings: Findings,
  stage: "sent" | "admitted",
): KubernetesObject {
  const owners = object.metadata?.ownerReferences ?? [];
  if (owners.length < 2) return object;
  const texts = owners.map((owner) => canonicalText(owner));
  const repeats = repeatsIn(texts);
  if (repeats.size === 0) return object;
  const once = owners.filter((_, index) => !repeats.has(index));
  const twice = owners.filter((_, index) => repeats.has(index)).map(({ uid }) => uid);
  const after = stage === "admitted" ? " after mutating admission happens" : "";
  findings.warn(
    `.metadata.ownerReferences contains duplicate entries${after}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${twice.join(", ")}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: once } };
}
