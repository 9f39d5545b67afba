import type { KubernetesObject } from "../api/object.ts";
import { messageOf } from "../environment/message-of.ts";

/** Under which values an object is filed (IX-1). Values may repeat; none is fine. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** Index functions by name. */
export type Indexers<T> = Readonly<Record<string, IndexFunction<T>>>;

/** Usual name of the index by namespace (IX-11). */
export const namespaceIndex = "namespace";

/** Files an object under its namespace; cluster-scoped ones under the empty text (IX-11). */
export function metaNamespaceIndexFunction(object: KubernetesObject): readonly string[] {
  return [object.metadata?.namespace ?? ""];
}

/** Files an object under the uid of each of its owners. */
export function ownerIndexFunction(object: KubernetesObject): readonly string[] {
  return object.metadata?.ownerReferences?.map((owner) => owner.uid) ?? [];
}

/** Makes an index function that files objects under the value of one label; unlabelled objects nowhere. */
export function labelIndexFunction(label: string): IndexFunction<KubernetesObject> {
  return (object) => {
    const labels = object.metadata?.labels;
    const value = labels && Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value === undefined ? [] : [value];
  };
}

/**
 * Turns an index function into a key function (KF-8).
 *
 * @throws Error from the key function unless exactly one value comes out.
 */
export function indexFunctionToKeyFunction<T>(
  indexFunction: IndexFunction<T>,
): (object: T) => string {
  return (object) => {
    const values = indexFunction(object);
    const [only] = values;
    if (only === undefined || values.length > 1) {
      throw new Error(
        `an index function used as key function must give exactly one value, it gave ${values.length}`,
      );
    }
    return only;
  };
}

/** A query named an index that does not exist (IX-5, IX-6). Lists the names that do. */
export class UnknownIndexError extends Error {
  override readonly name = "UnknownIndexError";

  constructor(index: string, known: readonly string[]) {
    const names = known.length === 0 ? "this indexer has none" : `known: ${known.join(", ")}`;
    super(`index with name ${JSON.stringify(index)} does not exist; ${names}`);
  }
}

/** Index functions could not be added because their names are taken (IX-9). Nothing was added. */
export class IndexConflictError extends Error {
  override readonly name = "IndexConflictError";

  constructor(conflicts: readonly string[]) {
    super(`indexer conflict: ${conflicts.join(", ")} already exist; choose other names`);
  }
}

/** An index function threw while an object was written or looked up (IX-10): a fault in the program that gave it. */
export class IndexFunctionError extends Error {
  override readonly name = "IndexFunctionError";

  constructor(index: string, key: string, cause: unknown) {
    const reason = messageOf(cause);
    super(`index function ${JSON.stringify(index)} failed for ${JSON.stringify(key)}: ${reason}`, {
      cause,
    });
  }
}
