import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckContext, Outcome } from "../checks/check.ts";
import { type PackedPackage, packPackages } from "./pack.ts";
import { root } from "./paths.ts";

/**
 * Copies a folder of `examples/` out of the workspace, installs it with the packages as they would be published, and runs
 * its own `npm test`; `look` then sees the folder. The copy is gone afterwards.
 */
export async function tryExample(
  name: string,
  context: CheckContext,
  look: (folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const example = join(root, "examples", name);
  if (!existsSync(example)) return { passed: 0, failed: 0, note: "not there yet" };
  const packages = await packPackages(context);
  if (packages === undefined) return { passed: 0, failed: 1, note: "packing failed" };
  const folder = mkdtempSync(join(tmpdir(), "informerlab-example-"));
  try {
    cpSync(example, folder, {
      recursive: true,
      filter: (path) => !/(node_modules|dist|package-lock\.json|pnpm-lock\.yaml)$/.test(path),
    });
    usePacked(join(folder, "package.json"), packages);
    const install = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline"];
    if ((await context.tool("npm", install, { cwd: folder })) !== 0)
      return { passed: 0, failed: 1, note: "its packages could not be installed" };
    const options = { cwd: folder, env: withoutCondition() };
    if ((await context.tool("npm", ["test"], options)) !== 0)
      return { passed: 0, failed: 1, note: "its own test fails" };
    return await look(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every package of ours, wherever it is asked for, becomes the packed one. */
function usePacked(path: string, packages: readonly PackedPackage[]): void {
  const manifest = JSON.parse(readFileSync(path, "utf8")) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
    overrides?: Record<string, string>;
  };
  const tarballs = Object.fromEntries(
    packages.map(({ manifest: { name }, tarball }) => [name, `file:${tarball}`]),
  );
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(group ?? {})) {
      const tarball = tarballs[name];
      if (group !== undefined && tarball !== undefined) group[name] = tarball;
    }
  }
  manifest.overrides = { ...tarballs, ...manifest.overrides };
  writeFileSync(path, JSON.stringify(manifest, undefined, 2));
}

/** A stranger's project knows nothing of our source condition. */
function withoutCondition(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return { ...environment, PATH: `${join(process.execPath, "..")}:${environment["PATH"]}` };
}
