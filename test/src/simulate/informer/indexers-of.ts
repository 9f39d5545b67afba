import {
  type Indexers,
  type KubernetesObject,
  labelIndexFunction,
  metaNamespaceIndexFunction,
  namespaceIndex,
} from "@informerlab/core";
import type { InformerProgram } from "../../scenario/scenario.ts";
import { isNamespaced } from "../server/manifest.ts";

/** The indexes that a program wants of its informer. */
export function indexersOf({
  resource,
  namespace,
  indexLabels = [],
  indexWords = [],
}: InformerProgram): Indexers<KubernetesObject> {
  const byWord = indexWords.map(
    (label) =>
      [
        `words:${label}`,
        ({ metadata }: KubernetesObject) =>
          (metadata?.labels?.[label] ?? "").split(".").filter((word) => word !== ""),
      ] as const,
  );
  const byLabel = indexLabels.map(
    (label) => [`label:${label}`, labelIndexFunction(label)] as const,
  );
  // Who reads one namespace only has no use for an index of them.
  const byNamespace =
    isNamespaced(resource) && namespace === undefined
      ? [[namespaceIndex, metaNamespaceIndexFunction] as const]
      : [];
  return Object.fromEntries([...byNamespace, ...byLabel, ...byWord]);
}
