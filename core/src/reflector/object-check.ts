import type { KubernetesList } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";

/** What a Reflector expects to receive. Absent parts are not compared. */
export interface ExpectedObject {
  readonly apiVersion?: string;
  readonly kind: string;
}

/**
 * Why a received object must be dropped (RF-33), or undefined when it is fine. Items of typed lists carry no kind, so an
 * absent one is never wrong.
 */
export function refusalOf(
  object: KubernetesObject | undefined,
  expected: ExpectedObject | undefined,
): string | undefined {
  if (typeof object !== "object" || object === null)
    return `expected an object, received ${String(object)}`;
  if (isTable(object)) {
    return "received a Table; ask for the objects themselves, without `as=Table` in the Accept header";
  }
  if (typeof object.metadata !== "object" || object.metadata === null)
    return "received an object without metadata";
  if (expected === undefined || object.kind === undefined || object.kind === "") return undefined;
  if (object.kind !== expected.kind || isOtherVersion(object.apiVersion, expected.apiVersion)) {
    const wanted = `${expected.apiVersion ?? ""} ${expected.kind}`.trim();
    return `expected ${wanted}, received ${object.apiVersion ?? ""} ${object.kind}`;
  }
  return undefined;
}

/** Why a list cannot be used (RF-18), or undefined when it is fine. */
export function listRefusalOf(
  list: KubernetesList,
  expected: ExpectedObject | undefined,
): string | undefined {
  if (isTable(list)) {
    return "the server answered with a Table; ask for the objects themselves, without `as=Table` in the Accept header";
  }
  if (!Array.isArray(list.items))
    return `the server answered with ${list.kind ?? "something"} without items`;
  const isPartial = list.kind === "PartialObjectMetadataList";
  if (isPartial && expected !== undefined && expected.kind !== "PartialObjectMetadata") {
    return `expected a list of ${expected.kind}, the server answered with metadata only (PartialObjectMetadataList)`;
  }
  return undefined;
}

function isTable(object: Pick<KubernetesObject, "apiVersion" | "kind">): boolean {
  return object.kind === "Table" && (object.apiVersion ?? "").startsWith("meta.k8s.io/");
}

function isOtherVersion(received: string | undefined, expected: string | undefined): boolean {
  return expected !== undefined && received !== undefined && received !== expected;
}
