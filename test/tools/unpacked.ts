import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { join } from "node:path";

const cache = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "informerlab");

/**
 * A folder that is filled once per machine and name, also when several test workers ask at the
 * same time: each fills a folder of its own and the first to finish wins.
 */
export async function unpacked(
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const final = join(cache, name);
  if (existsSync(final)) return final;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `${name}-draft-`));
  try {
    await fill(draft);
    await rename(draft, final).catch((error: unknown) => {
      if (!existsSync(final)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return final;
}

/** The installed version of a package that programs come in: part of the folder's name. */
export function versionOf(carrier: string): string {
  const path = findPackageJSON(carrier, import.meta.url);
  if (path === undefined) throw new Error(`${carrier} is not installed`);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
