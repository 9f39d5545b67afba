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
  // Without a terminal the command leads a group of its own, so that signals reach what it started, too: a shell that is
  // ended hands nothing on. With one it stays in ours, where it may read and where Ctrl-C finds it.
  const leadsGroup = process.platform !== "win32" && !process.stdin.isTTY;
  return new Promise((resolve, reject) => {
    const handOn = (signal: NodeJS.Signals): void => {
      if (!leadsGroup || child.pid === undefined) {
        child.kill(signal);
        return;
      }
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        // All of it has ended already.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    };
    // A terminal sends SIGINT to the command by itself; we only must not die of it first.
    const onInterrupt = leadsGroup ? handOn : (): void => {};
    // Before it starts: a signal that came first would end us and leave the command running.
    process.on("SIGTERM", handOn);
    process.on("SIGHUP", handOn);
    process.on("SIGINT", onInterrupt);
    const child = spawn(command, args, {
      stdio: "inherit",
      env: { ...process.env, ...environment },
      detached: leadsGroup,
    });
    const detach = (): void => {
      process.off("SIGTERM", handOn);
      process.off("SIGHUP", handOn);
      process.off("SIGINT", onInterrupt);
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
