import type { KubernetesObject } from "@informerlab/core";
import type { Findings } from "../admission/findings.ts";
import { equalJson } from "../codec/plain-object.ts";

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
  const byUid = new Map<string, (typeof owners)[number][]>();
  const once = owners.filter((owner) => {
    const same = byUid.get(owner.uid) ?? [];
    if (same.some((other) => equalJson(other, owner))) return false;
    byUid.set(owner.uid, [...same, owner]);
    return true;
  });
  if (once.length === owners.length) return object;
  const twice = owners.filter((owner) => !once.includes(owner)).map(({ uid }) => uid);
  const after = stage === "admitted" ? " after mutating admission happens" : "";
  findings.warn(
    `.metadata.ownerReferences contains duplicate entries${after}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${twice.join(", ")}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: once } };
}
