import { spawn } from "node:child_process";
import { constants } from "node:os";
import { UsageError } from "./usage-error.ts";

/**
 * Runs a command to its end with our terminal and more environment, handing signals on. Answers the exit code a shell
 * would give: 128 and the signal's number for a command that a signal ended.
 *
 * @throws UsageError when it cannot be started.
 */
export function runCommand(
  [command = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: "inherit",
      env: { ...process.env, ...environment },
    });
    const handOn = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    // A terminal sends SIGINT to the command by itself; we only must not die of it first.
    const ignore = (): void => {};
    process.on("SIGTERM", handOn);
    process.on("SIGHUP", handOn);
    process.on("SIGINT", ignore);
    const detach = (): void => {
      process.off("SIGTERM", handOn);
      process.off("SIGHUP", handOn);
      process.off("SIGINT", ignore);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      detach();
      const reasons: Readonly<Record<string, string>> = {
        ENOENT: "there is no such command",
        EACCES: "it is no program that may be run",
      };
      const reason = reasons[error.code ?? ""] ?? error.message;
      reject(new UsageError(`cannot run ${command}: ${reason}`));
    });
    child.once("exit", (code, signal) => {
      detach();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
