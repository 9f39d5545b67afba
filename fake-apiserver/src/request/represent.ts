import type { KubernetesObject, ListMeta } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { apiVersionOf } from "../schema/api-version.ts";

const metaVersion = "meta.k8s.io/v1";

/** Only the metadata of an object. */
export function toPartialObject(object: KubernetesObject): KubernetesObject {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: metaVersion,
    metadata: object.metadata ?? {},
  };
}

/** A list as its kind's list; built-in kinds do not repeat kind and apiVersion in every item. */
export function toListBody(
  definition: ResourceDefinition,
  metadata: ListMeta,
  items: readonly KubernetesObject[],
): object {
  const isCustom = definition.origin === "custom";
  return {
    kind: definition.listKind,
    apiVersion: apiVersionOf(definition),
    metadata: isCustom ? { continue: "", ...metadata } : metadata,
    items: isCustom ? items : items.map(withoutKind),
  };
}

function withoutKind(object: KubernetesObject): KubernetesObject {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}

/** A list of metadata. Without items the real server writes null. */
export function toPartialList(metadata: ListMeta, items: readonly KubernetesObject[]): object {
  return {
    kind: "PartialObjectMetadataList",
    apiVersion: metaVersion,
    metadata,
    items: items.length === 0 ? null : items.map(toPartialObject),
  };
}

/** What stands beside the cells of a Table row. */
export type IncludeObject = "Metadata" | "Object" | "None";

/** Options of {@link tableOf}. */
export interface TableOptions {
  readonly definition: ResourceDefinition;
  readonly metadata: ListMeta;
  readonly objects: readonly KubernetesObject[];
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
  readonly includeObject: IncludeObject;
  /** Later frames of a watch have null instead. */
  readonly hasColumns: boolean;
}

/** Objects as `kubectl get` prints them. */
export function tableOf(options: TableOptions): object {
  const { definition, metadata, objects, hasColumns } = options;
  return {
    kind: "Table",
    apiVersion: metaVersion,
    metadata,
    columnDefinitions: hasColumns ? definition.columns : null,
    rows: objects.map((object) => rowOf(object, options)),
  };
}

function rowOf(object: KubernetesObject, options: TableOptions): object {
  const { definition, now, includeObject } = options;
  const conditions = definition.tableRowConditions?.(object) ?? [];
  const beside = includeObject === "Object" ? object : toPartialObject(object);
  return {
    cells: definition.toTableRow(object, now),
    ...(conditions.length === 0 ? {} : { conditions }),
    object: includeObject === "None" ? null : beside,
  };
}
