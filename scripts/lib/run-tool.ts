import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { root, toolEnvironment } from "./paths.ts";

export interface RunOptions {
  /** Where to run; the checkout by default. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Output goes to this file instead of the terminal. */
  readonly log?: string;
  /** Ends the program, with all that it has started. */
  readonly stop?: AbortSignal;
  /** Told of each line, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs one program to its end and answers its exit code; 127 when it could not be started. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  const { stop } = options;
  if (stop?.aborted) return 1;
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? toolEnvironment(),
    stdio: options.log === undefined ? "inherit" : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    // A group of its own, so that what it has started ends with it.
    detached: stop !== undefined && hasGroups,
  });
  const end = (): void => endGroup(child);
  stop?.addEventListener("abort", end);
  const log =
    options.log === undefined ? undefined : createWriteStream(options.log, { flags: "a" });
  log?.write(`$ ${command} ${args.join(" ")}\n`);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log?.write(`${line}\n`);
      options.onLine?.(line);
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.on("error", (error) => {
      log?.write(`${error.message}\n`);
      resolve(127);
    });
    child.on("close", (exitCode) => resolve(exitCode ?? 1));
  });
  stop?.removeEventListener("abort", end);
  if (log !== undefined) await new Promise<void>((resolve) => log.end(() => resolve()));
  return code;
}

const hasGroups = process.platform !== "win32";

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (hasGroups) process.kill(-child.pid, "SIGTERM");
  else child.kill("SIGTERM");
}
