import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, root } from "./paths.ts";
import type { run } from "./run-tool.ts";

/** The site's package. */
export const siteFolder: string = join(root, "site");

/** The built site. */
export const siteOutput: string = join(siteFolder, "dist");

const stamp = join(cacheFolder(), "site-built");

/** Builds the site by its own script, unless it was built from the same files before. */
export async function buildSite(tool: typeof run, isForced = false): Promise<number> {
  const wanted = fingerprint();
  const isFresh = existsSync(siteOutput) && existsSync(stamp);
  if (!isForced && isFresh && readFileSync(stamp, "utf8") === wanted) return 0;

  const code = await tool("npm", ["run", "--silent", "build"], { cwd: siteFolder });
  if (code === 0) writeFileSync(stamp, wanted);
  return code;
}

/** Changes when a file changes that the site is built from. */
function fingerprint(): string {
  const files = globSync(
    [
      "{core,fake-apiserver,test,visualizer}/src/**",
      "test/lessons/**",
      "site/**",
      "pnpm-lock.yaml",
      "*/package.json",
    ],
    { cwd: root, exclude: (name) => ignored.test(name) },
  ).sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex");
}

const ignored = /(^|\/)(node_modules|dist|\.astro|\.cache)(\/|$)/;
