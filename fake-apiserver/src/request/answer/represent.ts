import {
  initialEventsEndAnnotation,
  type KubernetesObject,
  type ListMeta,
} from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { TableKind } from "../../kinds/tables/scale-table.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { LongList } from "../read/api-request.ts";
import { withTypedMetadata } from "./in-go-order.ts";
import type { ListParts } from "./list-parts.ts";

const partialObjects: Readonly<Record<MetaVersion, WeakMap<KubernetesObject, KubernetesObject>>> = {
  v1: new WeakMap(),
  v1beta1: new WeakMap(),
};

/** Only the metadata of an object; the same for the same object, so that its bytes are made once. */
export function toPartialObject(
  object: KubernetesObject,
  version: MetaVersion = "v1",
  definition: Pick<ResourceDefinition, "metadataAlone"> = {},
): KubernetesObject {
  const known = partialObjects[version];
  let partial = known.get(object);
  if (partial === undefined) {
    const { metadata: typed = {} } = withTypedMetadata(object);
    const metadata = definition.metadataAlone?.(typed) ?? typed;
    partial = { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata };
    known.set(object, partial);
  }
  return partial;
}

/** A list as its kind's list; built-in kinds do not repeat kind and apiVersion in every item. */
export function listPartsOf(
  definition: ResourceDefinition,
  metadata: ListMeta,
  items: readonly KubernetesObject[],
): ListParts {
  const isCustom = definition.origin === "custom";
  return {
    kind: definition.listKind,
    apiVersion: apiVersionOf(definition),
    metadata: isCustom ? { continue: "", ...metadata } : metadata,
    items,
    itemKind: isCustom ? undefined : definition.kind,
    isUnstructured: isCustom,
  };
}

/** A list of metadata. */
export function partialListPartsOf(
  metadata: ListMeta,
  items: readonly KubernetesObject[],
  version: MetaVersion,
  definition: ResourceDefinition,
): ListParts {
  return {
    kind: "PartialObjectMetadataList",
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    items: items.map((item) => toPartialObject(item, version, definition)),
    itemKind: undefined,
  };
}

/** Versions of `meta.k8s.io` in which Tables and metadata are written. */
export type MetaVersion = "v1" | "v1beta1";

/** What stands beside the cells of a Table row. */
export type IncludeObject = "Metadata" | "Object" | "None";

/** Options of {@link tableOf}. */
export interface TableOptions {
  readonly definition: TableKind;
  readonly metadata: ListMeta;
  readonly objects: readonly KubernetesObject[];
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
  readonly includeObject: IncludeObject;
  /** Later frames of a watch have null instead. */
  readonly hasColumns: boolean;
  /** @defaultValue "v1" */
  readonly metaVersion?: MetaVersion;
}

/** Objects as `kubectl get` prints them. */
export function tableOf(options: TableOptions): object {
  const { definition, objects } = options;
  if (objects.length === 0 && definition.hasNullRows === true)
    return { ...tableHead(options), rows: null };
  return { ...tableHead(options), rows: objects.map((object) => rowOf(object, options)) };
}

/** A Table of which no row is made before it is asked for. */
export function longTableOf(options: TableOptions): LongList {
  const { objects } = options;
  return {
    head: tableHead(options),
    member: "rows",
    count: objects.length,
    elementAt: (index) => rowOf(objects[index] ?? {}, options),
  };
}

function tableHead(options: TableOptions): LongList["head"] {
  const { definition, metadata, hasColumns, metaVersion = "v1" } = options;
  const columnDefinitions = hasColumns ? definition.columns : null;
  return { kind: "Table", apiVersion: `meta.k8s.io/${metaVersion}`, metadata, columnDefinitions };
}

function rowOf(object: KubernetesObject, options: TableOptions): object {
  const { definition, now, includeObject, metaVersion } = options;
  const conditions = definition.tableRowConditions?.(object) ?? [];
  const beside =
    includeObject === "Object" ? object : toPartialObject(object, metaVersion, definition);
  // That the initial events are over is said in metadata alone.
  const isBare =
    includeObject === "None" && !object.metadata?.annotations?.[initialEventsEndAnnotation];
  return {
    cells: definition.toTableRow(object, now),
    ...(conditions.length === 0 ? {} : { conditions }),
    object: isBare ? null : beside,
  };
}
