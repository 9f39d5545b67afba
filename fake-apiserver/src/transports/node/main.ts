import { readFileSync } from "node:fs";
import type { CliOutput } from "./command/cli-output.ts";
import type { ParsedCommandLine } from "./command/command-line.ts";
import { UsageError } from "./command/usage-error.ts";
import { endWithNpx } from "./end-with-npx.ts";
import type { OwnProgram } from "./envtest/assets/write-assets.ts";
import { standIn } from "./envtest/stand-in.ts";

const output: CliOutput = {
  say: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`fake-apiserver: ${line}\n`),
};

/** The whole program: reads arguments, serves, and answers the exit code. Wrong input is told in one line. */
export async function main(args: readonly string[]): Promise<number> {
  endWithNpx();
  try {
    const asked = await standIn(args, output, untilSignal);
    if (asked.kind === "ended") return asked.code;
    const version = packageVersion();
    const { parseCommandLine } = await import("./command/command-line.ts");
    if (asked.kind === "none") return await run(parseCommandLine(args, version), version);
    const own = parseCommandLine(asked.ownArgs, version);
    if (own.kind !== "run") return await run(own, version);
    const { runKubeApiserver } = await import("./envtest/run-kube-apiserver.ts");
    return await runKubeApiserver(own.commandLine, asked.flags, output, untilSignal());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`fake-apiserver: ${error.message.replace(/(?<!\s)\s*\n\s*/g, " ")}\n`);
    return 2;
  }
}

/** What a command needs is loaded when it is asked for. */
async function run(parsed: ParsedCommandLine, version: string): Promise<number> {
  switch (parsed.kind) {
    case "shown":
      process.stdout.write(parsed.text);
      return 0;
    case "envtest-assets": {
      const { writeAssets } = await import("./envtest/assets/write-assets.ts");
      output.say(await writeAssets(parsed.commandLine, ownProgram(version)));
      return 0;
    }
    case "run": {
      const { runCli } = await import("./command/run-cli.ts");
      return runCli(parsed.commandLine, version, output, stoppedFor(parsed.commandLine));
    }
    case "replay": {
      const { runReplay } = await import("./record/run-replay.ts");
      return runReplay(parsed.commandLine, version, output, stoppedFor(parsed.commandLine));
    }
    case "proxy": {
      const { runProxy } = await import("./proxy/run-proxy.ts");
      return runProxy(parsed.commandLine, version, output, stoppedFor(parsed.commandLine));
    }
  }
}

/** `exec` hands signals to its command instead. */
function stoppedFor(commandLine: { readonly command: readonly string[] | undefined }) {
  return commandLine.command === undefined ? untilSignal() : new Promise<void>(() => {});
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => resolve());
    }
  });
}

/** How this program was started, without what only helped to look into it. */
function ownProgram(version: string): OwnProgram {
  const nodeOptions = process.execArgv.filter((word) => /^(--conditions|-C)=/.test(word));
  return { node: process.execPath, nodeOptions, script: process.argv[1] ?? "", version };
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
