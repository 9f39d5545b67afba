import type { KubernetesList } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { shapeFlawOf } from "../api/object-shape.ts";
import { isRecord } from "../api/record.ts";
import type { WatchEvent } from "../api/watch-event.ts";

/** What a Reflector expects to receive. Absent parts are not compared. */
export interface ExpectedObject {
  readonly apiVersion?: string;
  readonly kind: string;
}

/**
 * Why a received value cannot be an object of a collection: its first flaw and what would be right. One without a name
 * would get the key of nothing, and no later event could take it out again.
 */
function memberFlawOf(object: KubernetesObject): string | undefined {
  const flaw = shapeFlawOf(object);
  if (flaw !== undefined) return flaw;
  const name: unknown = object.metadata?.name ?? "";
  return name === "" ? "metadata.name is missing, expected a name" : undefined;
}

/**
 * Why a received object must be dropped (RF-33), or undefined when it is of the expected kind. Items of typed lists carry no kind, so an
 * absent one is never wrong.
 */
export function refusalOf(
  object: KubernetesObject,
  expected: ExpectedObject | undefined,
): string | undefined {
  if (isTable(object)) {
    return "received a Table; ask for the objects themselves, without `as=Table` in the Accept header";
  }
  if (expected === undefined || object.kind === undefined || object.kind === "") return undefined;
  if (object.kind !== expected.kind || isOtherVersion(object.apiVersion, expected.apiVersion)) {
    const wanted = `${expected.apiVersion ?? ""} ${expected.kind}`.trim();
    return `expected ${wanted}, received ${object.apiVersion ?? ""} ${object.kind}`;
  }
  return undefined;
}

const changes: ReadonlySet<string> = new Set<WatchEvent["type"]>(["ADDED", "MODIFIED", "DELETED"]);

/** Why an event cannot be used, or undefined when it is fine. A bookmark has a version and no name. */
export function eventFlawOf({ type, object }: WatchEvent): string | undefined {
  if (type === "ERROR") return undefined;
  return changes.has(type) ? memberFlawOf(object) : shapeFlawOf(object);
}

/** Why a list cannot be used (RF-18), or undefined when it is fine. */
export function listRefusalOf(
  list: KubernetesList,
  expected: ExpectedObject | undefined,
): string | undefined {
  if (!isRecord(list)) return "the server answered with something that is no list";
  if (isTable(list)) {
    return "the server answered with a Table; ask for the objects themselves, without `as=Table` in the Accept header";
  }
  if (!Array.isArray(list.items))
    return `the server answered with ${list.kind ?? "something"} without items`;
  const isPartial = list.kind === "PartialObjectMetadataList";
  if (isPartial && expected !== undefined && expected.kind !== "PartialObjectMetadata") {
    return `expected a list of ${expected.kind}, the server answered with metadata only (PartialObjectMetadataList)`;
  }
  const { metadata } = list as { readonly metadata?: unknown };
  if (metadata !== undefined && metadata !== null && !isRecord(metadata))
    return "the metadata of the list is no object";
  const version: unknown = metadata?.["resourceVersion"] ?? "";
  if (typeof version !== "string") return "metadata.resourceVersion of the list is no string";
  for (const [position, item] of list.items.entries()) {
    const flaw = memberFlawOf(item);
    if (flaw !== undefined) return `item ${position} of the list cannot be understood: ${flaw}`;
  }
  return undefined;
}

function isTable(object: Pick<KubernetesObject, "apiVersion" | "kind">): boolean {
  return object.kind === "Table" && String(object.apiVersion).startsWith("meta.k8s.io/");
}

function isOtherVersion(received: string | undefined, expected: string | undefined): boolean {
  return expected !== undefined && received !== undefined && received !== expected;
}
