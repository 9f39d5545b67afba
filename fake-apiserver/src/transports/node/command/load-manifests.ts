import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { KubernetesObject } from "@informerlab/core";
import { type LoadedDocument, loadYaml } from "./load-yaml.ts";
import { fileProblem, UsageError } from "./usage-error.ts";

/** An object of a manifest and where it stands. */
export interface LoadedObject {
  readonly object: KubernetesObject;
  /** `pods.yaml:12` */
  readonly where: string;
}

/**
 * Reads Kubernetes objects from files and folders: `.yaml`, `.yml` and `.json`, several documents a file, `List` kinds
 * taken apart.
 *
 * @throws UsageError naming file, line and what is wrong.
 */
export async function loadManifests(paths: readonly string[]): Promise<readonly LoadedObject[]> {
  const objects: LoadedObject[] = [];
  for (const path of paths) {
    const before = objects.length;
    for (const file of await manifestFiles(path)) {
      for (const document of await loadYaml(file, "1.1")) objects.push(...toObjects(document));
    }
    if (objects.length === before) throw new UsageError(`${path} holds no objects`);
  }
  return objects;
}

async function manifestFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${fileProblem(error)}`);
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    throw new UsageError(`${path} holds no manifests: files ending in .yaml, .yml or .json`);
  }
  return files;
}

function toObjects({ value, where }: LoadedDocument): readonly LoadedObject[] {
  const { apiVersion, kind, metadata, items } = asRecord(value, where);
  if (typeof kind !== "string" || typeof apiVersion !== "string") {
    throw new UsageError(`${where}: an object needs apiVersion and kind, both as text`);
  }
  if (kind.endsWith("List") && Array.isArray(items)) {
    return items.flatMap((item: unknown, index) =>
      toObjects({ value: item, where: `${where} (items[${index}])` }),
    );
  }
  const { name, generateName } = asRecord(metadata ?? {}, `${where}: metadata`);
  if (typeof name !== "string" && typeof generateName !== "string") {
    throw new UsageError(`${where}: ${kind} needs metadata.name`);
  }
  return [{ object: value as KubernetesObject, where }];
}

function asRecord(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  const what = Array.isArray(value) ? "a list" : typeof value;
  throw new UsageError(`${where}: a Kubernetes object is wanted, found ${what}`);
}
