// The command in a few files: most of the time that it takes to start from its modules, some nine hundred, goes into looking
// for them and reading them, and half of its memory into keeping them apart. Plain JavaScript, so that Node 20 can read it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const sources = join(packageFolder, "src", "transports", "node");

/**
 * Bundles modules of the command, each under its name as `.mjs`; what a command does not need at first is in files of its
 * own, which are not read before.
 *
 * @param {object} asked
 * @param {string[]} asked.modules names of modules in `transports/node`
 * @param {string} asked.folder where the files are written
 * @param {string} asked.moduleUrl an expression for the address that `transports/node/main` has or would have: from there it
 *   finds its version and its data
 * @param {string[]} [asked.external] packages that are left to be found where the files lie
 * @returns {Promise<string[]>} the files that were read, relative to the package
 * @throws {Error} when a module cannot be bundled
 */
export async function bundleCommand({ modules, folder, moduleUrl, external = [] }) {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: packageFolder,
    entryPoints: modules.map((name) => join(sources, `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22",
    conditions: ["@informerlab/source"],
    external,
    plugins: [builtinsAsTheyAre],
    minifyWhitespace: true,
    minifySyntax: true,
    define: { "import.meta.url": "commandModuleUrl" },
    banner: { js: `const commandModuleUrl=${moduleUrl};` },
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

/**
 * An import of `node:http` reads every member that it has, and one of them loads a whole HTTP client that nobody here
 * asks for: 45 ms under a profiler, and 3 MB. Asked for as what it is, a module of Node's is read member by member.
 */
const builtinsAsTheyAre = {
  name: "builtins-as-they-are",
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, importer }) => {
      if (!isBuiltin(path)) return undefined;
      // The first file must be readable by a Node that is too old for the rest, to say so.
      if (importer === join(sources, "cli.ts")) return { path, external: true };
      return { path: path.replace(/^node:/, ""), namespace: "node" };
    });
    build.onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
      loader: "js",
    }));
  },
};

/** What the package is published with: its command, and the licences of the packages of others that became part of it. */
async function bundleForPackage() {
  const folder = join(packageFolder, "bundle");
  rmSync(folder, { recursive: true, force: true });
  const files = await bundleCommand({
    modules: ["cli"],
    folder,
    moduleUrl: 'new URL("../dist/transports/node/main.js",import.meta.url).href',
    external: Object.keys(
      JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")).peerDependencies,
    ),
  });
  writeFileSync(join(folder, "LICENSES.txt"), licencesOf(files));
}

/** @param {string[]} files relative to the package */
function licencesOf(files) {
  const folders = new Set(
    files.flatMap((file) => foreignPackageOf(join(packageFolder, file)) ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
    return `${name} ${version}: ${license}${text}\n`;
  });
  return `The files beside this one hold code of these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** The folder of another project's package in which a file lies. */
function foreignPackageOf(file) {
  const inPackage = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/"));
  return inPackage === null ? undefined : inPackage[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleForPackage();
