import { type KubernetesObject, printJson } from "@informerlab/core";
import { parseAllDocuments } from "yaml";
import { documentValue } from "./codec/json/document-value.ts";
import { entryOf } from "./codec/json/plain-object.ts";

/** Objects, or YAML or JSON text of one or several documents, or any mixture. */
export type Manifests = string | KubernetesObject | readonly (string | KubernetesObject)[];

/** An object and where it stands, for error texts. */
export interface PlacedObject {
  readonly object: KubernetesObject;
  /** `document 2 (line 14): Pod default/web`. */
  readonly place: string;
}

/** Says which manifest is none, and where. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/**
 * Reads manifests; `List` kinds are taken apart.
 *
 * @throws ManifestError naming document and line of what is no YAML or no object.
 */
export function parseManifests(manifests: Manifests): readonly PlacedObject[] {
  const given = Array.isArray(manifests) ? manifests : [manifests as string | KubernetesObject];
  return given.flatMap((manifest) =>
    typeof manifest === "string" ? parseText(manifest) : expand(manifest, ""),
  );
}

function parseText(text: string): readonly PlacedObject[] {
  const documents = parseAllDocuments(text, { version: "1.1", merge: true });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document, index) => {
    const line = 1 + (text.slice(0, document.range?.[0] ?? 0).match(/\n/g)?.length ?? 0);
    const place = `document ${index + 1} (line ${line})`;
    const [error] = document.errors;
    if (error !== undefined)
      throw new ManifestError(`${place}: ${error.message}`, { cause: error });
    const value = documentValue(text, document);
    if (value === null || value === undefined) return [];
    if (typeof value !== "object" || Array.isArray(value)) {
      throw new ManifestError(
        `${place}: expected an object with apiVersion and kind, found ${printJson(value).slice(0, 60)}`,
      );
    }
    return expand(value as KubernetesObject, place);
  });
}

function expand(object: KubernetesObject, place: string): readonly PlacedObject[] {
  if (typeof object !== "object" || object === null) {
    throw new ManifestError(
      `${place === "" ? "" : `${place}: `}an object needs apiVersion and kind, found ${printJson(object)}`,
    );
  }
  const { items } = object as { readonly items?: unknown };
  if (object.kind?.endsWith("List") === true && Array.isArray(items)) {
    return items.flatMap((item: KubernetesObject, index) =>
      expand(item, `${place} item ${index + 1}`.trimStart()),
    );
  }
  if (typeof object.apiVersion !== "string" || typeof object.kind !== "string") {
    throw new ManifestError(
      `${place === "" ? "" : `${place}: `}an object needs apiVersion and kind, found ${printJson(object).slice(0, 60)}`,
    );
  }
  const { name = "", namespace } = object.metadata ?? {};
  const key = namespace === undefined ? name : `${namespace}/${name}`;
  return [{ object, place: `${place === "" ? "" : `${place}: `}${object.kind} ${key}` }];
}

const rank: Readonly<Record<string, number>> = {
  CustomResourceDefinition: 0,
  Namespace: 1,
  PriorityClass: 2,
  StorageClass: 2,
};

/** Definitions, then namespaces, then what others refer to, then the rest; equals keep their order. */
export function inOrderOfNeed(objects: readonly PlacedObject[]): readonly PlacedObject[] {
  const rankOf = ({ object }: PlacedObject): number => entryOf(rank, object.kind ?? "") ?? 3;
  return objects.toSorted((a, b) => rankOf(a) - rankOf(b));
}
