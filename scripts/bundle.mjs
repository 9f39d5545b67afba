// The fake apiserver as its package has it, in a few files, from the source as it is now, with what Node made of them the
// last time. Plain JavaScript, so that Node 20 can read it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the bundle is made of. */
const sources = [
  "core/src",
  "fake-apiserver/src",
  "fake-apiserver/scripts/bundle-command.mjs",
  "pnpm-lock.yaml",
  "scripts/bundle.mjs",
];
const main = "fake-apiserver/src/transports/node/main.ts";
const prefix = "fake-apiserver-";
const keptMs = 24 * 60 * 60 * 1000;

/**
 * The command as a program that starts fast, made anew when a source has changed.
 *
 * @param {string} root the workspace
 * @param {string} node the Node that will run it
 * @returns {Promise<string | undefined>} undefined where it cannot be made; the source runs as well, only later
 */
export async function bundledServer(root, node) {
  const cache = join(root, "node_modules", ".cache", "informerlab");
  const state = JSON.stringify({ root, ...stateOf(sources.map((source) => join(root, source))) });
  const key = createHash("sha256").update(state).digest("hex").slice(0, 16);
  const folder = join(cache, `${prefix}${key}`);
  const start = join(folder, "start.mjs");
  if (existsSync(start)) return start;
  try {
    const { bundleCommand } = await import("../fake-apiserver/scripts/bundle-command.mjs");
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, `${prefix}of-`));
    await bundleCommand({
      modules: ["main"],
      folder: unfinished,
      moduleUrl: JSON.stringify(pathToFileURL(join(root, main)).href),
    });
    writeFileSync(join(unfinished, "start.mjs"), launcher);
    // Whoever makes the same at the same time is as good.
    if (existsSync(folder)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, folder);
    // The first run decides what Node remembers, so that it is one that serves.
    spawnSync(node, [start, "exec", "--", node, "--version"], { stdio: "ignore" });
    forgetOld(cache, folder);
    return start;
  } catch {
    return undefined;
  }
}

/** Everything that the launcher loads later is remembered; it is itself too short to need it. */
const launcher = `import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache?.(join(import.meta.dirname, "compiled"));
const { main } = await import("./main.mjs");
process.exitCode = await main(process.argv.slice(2));
`;

/** Removes bundles of earlier states, but none from which something may still be running. */
function forgetOld(cache, kept) {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (!name.startsWith(prefix) || folder === kept) continue;
    if (Date.now() - statSync(folder).mtimeMs > keptMs) rmSync(folder, { recursive: true });
  }
}

/** Number of files and the newest change among them. */
function stateOf(paths) {
  let count = 0;
  let newest = 0;
  const visit = (path) => {
    const status = statSync(path);
    newest = Math.max(newest, status.mtimeMs);
    count += 1;
    if (status.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
  };
  for (const path of paths) visit(path);
  return { count, newest };
}
