import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CheckContext } from "../checks/check.ts";
import { type PublishedPackage, publishedPackages } from "./packages.ts";
import { cacheFolder } from "./paths.ts";

/** A package as the registry would get it. */
export interface PackedPackage extends PublishedPackage {
  readonly tarball: string;
}

let packed: Promise<PackedPackage[] | undefined> | undefined;

/** Builds and packs every published package, once a run; undefined when that failed. */
export function packPackages(context: CheckContext): Promise<PackedPackage[] | undefined> {
  packed ??= pack(context);
  return packed;
}

async function pack({ tool }: CheckContext): Promise<PackedPackage[] | undefined> {
  if ((await tool("tsc", ["-b"])) !== 0) return undefined;
  const folder = cacheFolder("packed");
  for (const old of readdirSync(folder)) rmSync(join(folder, old));

  const packages = publishedPackages();
  for (const { path } of packages) {
    const args = ["--yes", "pnpm@12", "pack", "--pack-destination", folder];
    if ((await tool("npx", args, { cwd: path })) !== 0) return undefined;
  }
  return packages.map((one) => {
    const { name, version } = one.manifest;
    return { ...one, tarball: join(folder, `${name.slice(1).replace("/", "-")}-${version}.tgz`) };
  });
}
