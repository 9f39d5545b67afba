import type { KubernetesObject, ListMeta } from "@informerlab/core";
import type { LongList } from "../read/api-request.ts";

/** A list on its way out. */
export interface ListParts {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: ListMeta;
  readonly items: readonly KubernetesObject[];
  /** The kind of the items, which JSON does not repeat in each; undefined: it does, for custom resources and for metadata. */
  readonly itemKind: string | undefined;
  /** Members stand by name, as Go writes a map: of custom resources. */
  readonly isUnstructured?: boolean;
}

/** A list of which no item is made before it is asked for. */
export function longListOf(list: ListParts): LongList {
  const { kind, apiVersion, metadata, items, itemKind, isUnstructured = false } = list;
  return {
    ...(isUnstructured
      ? { head: { apiVersion }, foot: { kind, metadata: byName(metadata) } }
      : { head: { kind, apiVersion, metadata } }),
    member: "items",
    count: items.length,
    elementAt: (index) => {
      const item = items[index] ?? {};
      return itemKind === undefined ? item : withoutType(item);
    },
  };
}

/** A list as a JSON value. Of metadata without items the real server writes null. */
export function listValueOf(list: ListParts): object {
  const { kind, apiVersion, metadata, items, itemKind, isUnstructured = false } = list;
  if (isUnstructured) return { apiVersion, items, kind, metadata: byName(metadata) };
  const isEmptyPartial = kind === "PartialObjectMetadataList" && items.length === 0;
  const written = itemKind === undefined ? items : items.map(withoutType);
  return { kind, apiVersion, metadata, items: isEmptyPartial ? null : written };
}

/** Members in the order in which Go writes a map. */
export function byName(metadata: ListMeta): ListMeta {
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object as it stands in a list that says the kind for all. */
export function withoutType(object: KubernetesObject): KubernetesObject {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}
