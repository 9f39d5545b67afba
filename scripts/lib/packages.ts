import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";

interface ExportTarget {
  readonly "@informerlab/source": string;
  readonly types: string;
}

/** A package that is published from this workspace. */
export interface PublishedPackage {
  readonly folder: string;
  readonly path: string;
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly exports: Readonly<Record<string, string | ExportTarget>>;
  };
}

const folders = ["core", "fake-apiserver", "test", "visualizer"];

/** Every published package that has code. */
export function publishedPackages(): PublishedPackage[] {
  return folders
    .map((folder) => {
      const path = join(root, folder);
      const text = readFileSync(join(path, "package.json"), "utf8");
      return { folder, path, manifest: JSON.parse(text) as PublishedPackage["manifest"] };
    })
    .filter(({ path }) => existsSync(join(path, "src", "index.ts")));
}

/** What can be imported of a package: the part after the package's name, and the declarations behind it. */
export interface PackageEntry {
  readonly subpath: string;
  readonly types: string;
}

/** The package's entries. */
export function entriesOf({ manifest }: PublishedPackage): PackageEntry[] {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [{ subpath, types: target.types }],
  );
}
