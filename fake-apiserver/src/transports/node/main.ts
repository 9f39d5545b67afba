import { readFileSync } from "node:fs";
import type { CliOutput } from "./command/cli-output.ts";
import { parseCommandLine } from "./command/command-line.ts";
import { runCli } from "./command/run-cli.ts";
import { UsageError } from "./command/usage-error.ts";

/** The whole program: reads arguments, serves, and answers the exit code. Wrong input is told in one line. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const version = packageVersion();
    const parsed = parseCommandLine(args, version);
    if (parsed.kind === "shown") {
      process.stdout.write(parsed.text);
      return 0;
    }
    const { commandLine } = parsed;
    // `exec` hands signals to its command instead.
    const stopped = commandLine.command === undefined ? untilSignal() : new Promise<void>(() => {});
    const output: CliOutput = {
      say: (line) => process.stdout.write(`${line}\n`),
      warn: (line) => process.stderr.write(`fake-apiserver: ${line}\n`),
    };
    if (parsed.kind === "run") return await runCli(parsed.commandLine, version, output, stopped);
    if (parsed.kind === "replay") {
      const { runReplay } = await import("./record/run-replay.ts");
      return await runReplay(parsed.commandLine, version, output, stopped);
    }
    const { runProxy } = await import("./proxy/run-proxy.ts");
    return await runProxy(parsed.commandLine, version, output, stopped);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`fake-apiserver: ${error.message.replace(/\s*\n\s*/g, " ")}\n`);
    return 2;
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => resolve());
    }
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
