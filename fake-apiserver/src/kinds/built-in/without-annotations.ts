import type { ObjectMeta } from "@informerlab/core";
import { without } from "../../codec/json/plain-object.ts";

/** Metadata without some of its annotations; the same where it has none of them. */
export function withoutAnnotations(metadata: ObjectMeta, names: readonly string[]): ObjectMeta {
  const { annotations, ...rest } = metadata;
  if (annotations === undefined) return metadata;
  const left = without(annotations, ...names);
  if (left === annotations) return metadata;
  return Object.keys(left).length === 0 ? rest : { ...metadata, annotations: left };
}
