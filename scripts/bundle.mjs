// One file of the fake apiserver and all it needs: most of the time that its source takes to start is spent on looking
// for some seven hundred modules. Plain JavaScript, so that Node 20 can read it.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the bundle is made of. */
const sources = ["core/src", "fake-apiserver/src", "pnpm-lock.yaml", "scripts/bundle.mjs"];
const entry = "fake-apiserver/src/transports/node/main.ts";

/**
 * The command as one file, made anew when a source has changed.
 *
 * @param {string} root the workspace
 * @returns {Promise<string | undefined>} undefined where it cannot be made; the source runs as well, only later
 */
export async function bundledServer(root) {
  const folder = join(root, "node_modules", ".cache", "informerlab");
  const file = join(folder, "fake-apiserver.cjs");
  const keyFile = `${file}.key`;
  try {
    const key = JSON.stringify({ root, ...stateOf(sources.map((source) => join(root, source))) });
    if (existsSync(file) && existsSync(keyFile) && readFileSync(keyFile, "utf8") === key)
      return file;
    const { build } = await import("esbuild");
    mkdirSync(folder, { recursive: true });
    await build({
      stdin: { contents: launcher(root), resolveDir: root, loader: "js" },
      outfile: file,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      conditions: ["@informerlab/source"],
      // The version is read from the package, whose place is that of the source.
      define: { "import.meta.url": JSON.stringify(pathToFileURL(join(root, entry)).href) },
      legalComments: "none",
      logLevel: "silent",
    });
    writeFileSync(keyFile, key);
    return file;
  } catch {
    return undefined;
  }
}

function launcher(root) {
  return `
    require("node:module").enableCompileCache?.();
    const { main } = require(${JSON.stringify(join(root, entry))});
    main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
  `;
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
