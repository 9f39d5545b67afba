import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DriverCommand } from "./driver-process.ts";

/** A client whose informer is put to the scenarios. */
export interface ForeignClient {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  readonly language: string;
  /** Its version, as the driver's own files have it. */
  readonly version: () => string;
  /** Builds the driver with its own toolchain. @throws with the tool's words when it cannot be built here. */
  readonly build: () => Promise<DriverCommand>;
}

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const cache = here("../../node_modules/.cache/informerlab/foreign");
const source = "--conditions=@informerlab/source";

/** Builds may have to download. */
const buildMsMax = 1_200_000;

async function tool(command: string, args: readonly string[], cwd: string): Promise<void> {
  await run(command, args, { cwd, timeout: buildMsMax, maxBuffer: 2 ** 26 });
}

function nodeVersion(name: string): string {
  const require = createRequire(import.meta.url);
  let folder = dirname(require.resolve(name));
  while (!existsSync(join(folder, "package.json")) || !hasName(folder, name))
    folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string })
    .version;
}

function hasName(folder: string, name: string): boolean {
  return (
    (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: string }).name ===
    name
  );
}

function versionIn(file: string, pattern: RegExp): string {
  return pattern.exec(readFileSync(here(file), "utf8"))?.[1] ?? "?";
}

function java(main: string): () => Promise<DriverCommand> {
  return async () => {
    const folder = here("java");
    await tool(
      "mvn",
      [
        "-q",
        "-B",
        "package",
        "dependency:copy-dependencies",
        `-DoutputDirectory=${cache}/java`,
        `-DbuildDirectory=${cache}/java-build`,
      ],
      folder,
    );
    const classes = `${cache}/java-build/classes`;
    return { command: "java", args: ["-cp", `${classes}:${cache}/java/*`, main] };
  };
}

/** Every client, ours first. */
export const clients: readonly ForeignClient[] = [
  {
    id: "core",
    name: "@informerlab/core",
    language: "TypeScript",
    version: () => nodeVersion("@informerlab/core"),
    build: async () => ({ command: process.execPath, args: [source, here("node/core.mjs")] }),
  },
  {
    id: "client-go",
    name: "client-go",
    language: "Go",
    version: () => versionIn("go/go.mod", /k8s\.io\/client-go v(\S+)/),
    build: async () => {
      mkdirSync(cache, { recursive: true });
      const binary = join(cache, "client-go-driver");
      await tool("go", ["build", "-o", binary, "."], here("go"));
      return { command: binary, args: [] };
    },
  },
  {
    id: "client-node",
    name: "@kubernetes/client-node",
    language: "JavaScript",
    version: () => nodeVersion("@kubernetes/client-node"),
    build: async () => ({ command: process.execPath, args: [here("node/client-node.mjs")] }),
  },
  {
    id: "python",
    name: "kubernetes (Python)",
    language: "Python",
    version: () => versionIn("python/requirements.txt", /kubernetes==(\S+)/),
    build: async () => {
      const environment = join(cache, "python");
      const python = join(environment, "bin", "python");
      if (!existsSync(python)) await tool("python3", ["-m", "venv", environment], cache);
      await tool(
        python,
        ["-m", "pip", "install", "-q", "-r", here("python/requirements.txt")],
        cache,
      );
      return { command: python, args: [here("python/driver.py")] };
    },
  },
  {
    id: "java",
    name: "io.kubernetes:client-java",
    language: "Java",
    version: () => versionIn("java/pom.xml", /client-java<\/artifactId><version>([^<]+)/),
    build: java("OfficialDriver"),
  },
  {
    id: "fabric8",
    name: "fabric8 kubernetes-client",
    language: "Java",
    version: () => versionIn("java/pom.xml", /kubernetes-client<\/artifactId><version>([^<]+)/),
    build: java("Fabric8Driver"),
  },
  {
    id: "kube-rs",
    name: "kube-rs",
    language: "Rust",
    version: () => versionIn("rust/Cargo.toml", /kube = \{ version = "=?([^"]+)"/),
    build: async () => {
      await tool(
        "cargo",
        ["build", "--release", "-q", "--target-dir", join(cache, "rust")],
        here("rust"),
      );
      return { command: join(cache, "rust", "release", "informerlab-foreign"), args: [] };
    },
  },
];
