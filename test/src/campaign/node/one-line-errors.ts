import type { Command } from "commander";

/** Makes a command tell a mistake in its arguments in one line, and end with 2. */
export function tellInOneLine(command: Command): Command {
  return command
    .configureOutput({
      outputError: (text, write) => {
        const line = text.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
        write(`${command.name()}: ${line.trim().replace(/\.$/, "")}; see --help\n`);
      },
    })
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
}
