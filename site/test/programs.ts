import { spawn } from "node:child_process";
import { join } from "node:path";

/** The command `fake-apiserver`, for Node with the condition `@informerlab/source`. */
export const serverProgram: string = join(
  import.meta.dirname,
  "../../fake-apiserver/src/transports/node/cli.ts",
);

/** A program that a test has started. */
export interface Program {
  /** What it has written so far, to both of its outputs. */
  readonly output: () => string;
  readonly stop: () => void;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a program; Node programs behind it take the workspace's sources. */
export function spawnProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Program {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: "--conditions=@informerlab/source", ...env },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  }
  return {
    output: () => text,
    stop: () => child.kill("SIGTERM"),
    ended: new Promise((resolve) => child.on("exit", resolve)),
  };
}
