import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { writeFileAtomically } from "../../command/atomic-file.ts";
import { fileProblem, UsageError } from "../../command/usage-error.ts";
import type { AssetsCommandLine } from "./assets-command.ts";

/** How this program was started. */
export interface OwnProgram {
  readonly node: string;
  /** Options of Node that it needs. */
  readonly nodeOptions: readonly string[];
  readonly script: string;
  readonly version: string;
}

/** Where things are on this machine. */
export interface Machine {
  readonly platform: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes programs by the names under which envtest starts them, and answers their folder. What is there already is written
 * anew, in one step, as others may be starting it.
 *
 * @throws UsageError
 */
export async function writeAssets(
  commandLine: AssetsCommandLine,
  program: OwnProgram,
  { platform, variables }: Machine = { platform: process.platform, variables: process.env },
): Promise<string> {
  if (platform === "win32") {
    throw new UsageError(
      "envtest-assets writes shell scripts, which Windows cannot start as programs: use exec, and USE_EXISTING_CLUSTER=true",
    );
  }
  const script = await realpath(program.script);
  const own = [program.node, ...program.nodeOptions, script];
  const scripts = {
    "kube-apiserver": started([...own, ...optionsOf(commandLine), "kube-apiserver"]),
    etcd: started([...own, "etcd"]),
    kubectl: kubectlScript,
  };
  const text = JSON.stringify(scripts);
  const folder = resolve(
    commandLine.folder ?? join(cacheFolder(variables), `${program.version}-${shortHash(text)}`),
  );
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(scripts)) {
      await writeFileAtomically(join(folder, name), content, { mode: 0o755 });
    }
  } catch (error) {
    throw new UsageError(`cannot write ${folder}: ${fileProblem(error)}`);
  }
  return folder;
}

function optionsOf({ controllers, faults, seed, randomSeed }: AssetsCommandLine): string[] {
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, value];
  return [
    // envtest runs nothing but the apiserver, and what that does by itself.
    ...option("--controllers", controllers ?? "clusterroles,flowschemas,apiservices"),
    ...option("--faults", faults === undefined ? undefined : resolve(faults)),
    ...seed.flatMap((path) => option("--seed", resolve(path))),
    ...option("--random-seed", randomSeed),
  ];
}

function started(words: readonly string[]): string {
  return `#!/bin/sh\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

/** The one of `PATH`: envtest asks for it by this folder alone. */
const kubectlScript = `#!/bin/sh
own=$(cd "$(dirname "$0")" && pwd)
IFS=:
for folder in $PATH; do
  if [ -x "$folder/kubectl" ] && [ "$(cd "$folder" && pwd)" != "$own" ]; then exec "$folder/kubectl" "$@"; fi
done
echo "there is no kubectl on PATH" >&2
exit 127
`;

function quoted(word: string): string {
  return /^[\w./:,@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function cacheFolder({ XDG_CACHE_HOME: cache, HOME: home = homedir() }: Machine["variables"]) {
  const base = cache === undefined || cache === "" ? join(home, ".cache") : cache;
  return join(base, "fake-apiserver", "envtest");
}
