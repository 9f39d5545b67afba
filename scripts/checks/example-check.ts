import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PackedPackage, packPackages } from "../lib/pack.ts";
import { root } from "../lib/paths.ts";
import { type Check, type CheckContext, type Outcome, verdict } from "./check.ts";

const example = join(root, "examples", "vitest-project");

/** Whether somebody else's project works with the packages as they would be published. */
export const exampleCheck: Check = {
  name: "example",
  about: "examples/vitest-project outside the workspace, on the packed packages",
  async run(context) {
    if (!existsSync(example)) return { passed: 0, failed: 0, note: "not there yet" };
    const packages = await packPackages(context);
    if (packages === undefined) return { passed: 0, failed: 1, note: "packing failed" };
    const folder = mkdtempSync(join(tmpdir(), "informerlab-example-"));
    try {
      return await runExample(folder, packages, context);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function runExample(
  folder: string,
  packages: readonly PackedPackage[],
  { tool }: CheckContext,
): Promise<Outcome> {
  cpSync(example, folder, {
    recursive: true,
    filter: (path) => !/(node_modules|package-lock\.json|pnpm-lock\.yaml)$/.test(path),
  });
  usePacked(join(folder, "package.json"), packages);
  const cwd = folder;
  const install = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline"];
  if ((await tool("npm", install, { cwd })) !== 0) {
    return { passed: 0, failed: 1, note: "its packages could not be installed" };
  }
  return verdict((await tool("npm", ["test"], { cwd, env: withoutCondition() })) === 0);
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
