import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The checkout. */
export const root: string = join(import.meta.dirname, "..", "..");

/** A folder under the cache that `node_modules` keeps; made when missing. */
export function cacheFolder(...names: string[]): string {
  const folder = join(root, "node_modules", ".cache", "informerlab", ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The environment in which tools find each other, and the workspace's own Node before any other. What Node compiles is
 * kept: many tests start a command of several hundred modules.
 */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const bins = [join(process.execPath, ".."), join(root, "node_modules", ".bin")];
  return {
    ...process.env,
    PATH: [...bins, process.env["PATH"]].join(delimiter),
    NODE_COMPILE_CACHE: cacheFolder("compile"),
    ...extra,
  };
}
