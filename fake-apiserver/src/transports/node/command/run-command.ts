import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { programSpawner } from "./program-spawner.ts";
import { UsageError } from "./usage-error.ts";

/** How a command is run. */
export interface CommandOptions {
  /** Added to our own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Descriptor of a file that takes what the command says. @defaultValue our terminal is the command's, input included */
  readonly outputFile?: number;
  /** After so many milliseconds it is ended. @defaultValue never */
  readonly timeoutMs?: number;
  /** Told when a command has to be killed. */
  readonly warn?: (message: string) => void;
}

/** How a command has ended. */
export interface CommandEnd {
  /** As a shell gives it: 128 and the signal's number for a command that a signal ended. */
  readonly code: number;
  readonly isTimedOut: boolean;
  /** We were told to stop, and handed it on. */
  readonly isInterrupted: boolean;
}

/** For what a command needs to end by itself, before it is killed: when its time is up, after a signal from outside,
 * and after a second one. npm hands on what the terminal has sent us already, so two at once are one. */
const graceMs = { timeout: 5_000, signal: 30_000, again: 500 };

/**
 * Runs a command to its end, handing signals on. One that does not end by a signal is killed after half a minute, or by
 * the second one.
 *
 * @throws UsageError when it cannot be started.
 */
export async function runCommand(
  [command = "", ...args]: readonly string[],
  { environment, outputFile, timeoutMs, warn = () => {} }: CommandOptions,
): Promise<CommandEnd> {
  const spawnProgram = await programSpawner();
  const hasTerminal = outputFile === undefined && process.stdin.isTTY;
  // Without a terminal the command leads a group of its own, so that signals reach what it started, too: a shell that is
  // ended hands nothing on. With one it stays in ours, where it may read and where Ctrl-C finds it.
  const leadsGroup = process.platform !== "win32" && !hasTerminal;
  return await new Promise((resolve, reject) => {
    const end = { isTimedOut: false, isInterrupted: false };
    const timers = new Set<NodeJS.Timeout>();
    const kill = (why: string): void => {
      warn(`${command} ${why}, and was killed`);
      sendSignal(child, leadsGroup, "SIGKILL");
    };
    let isImpatient = false;
    const told = (signal: NodeJS.Signals): void => {
      if (isImpatient) {
        isImpatient = false;
        kill(`did not end by the signal before ${signal}`);
      }
      if (end.isInterrupted) return;
      end.isInterrupted = true;
      timers.add(setTimeout(() => (isImpatient = true), graceMs.again));
      const late = (): void => kill(`did not end within ${graceMs.signal / 1000} s of ${signal}`);
      timers.add(setTimeout(late, graceMs.signal));
    };
    const handOn = (signal: NodeJS.Signals): void => {
      if (!end.isInterrupted) sendSignal(child, leadsGroup, signal);
      told(signal);
    };
    // A terminal sends SIGINT to the command by itself; we only must not die of it first.
    const onInterrupt = leadsGroup ? handOn : told;
    // Before it starts: a signal that came first would end us and leave the command running.
    process.on("SIGTERM", handOn);
    process.on("SIGHUP", handOn);
    process.on("SIGINT", onInterrupt);
    const child = spawnProgram(command, args, {
      stdio: outputFile === undefined ? "inherit" : ["ignore", outputFile, outputFile],
      env: { ...process.env, ...environment },
      detached: leadsGroup,
    });
    if (timeoutMs !== undefined) {
      const giveUp = (): void => {
        end.isTimedOut = true;
        sendSignal(child, leadsGroup, "SIGTERM");
        timers.add(setTimeout(() => sendSignal(child, leadsGroup, "SIGKILL"), graceMs.timeout));
      };
      timers.add(setTimeout(giveUp, timeoutMs));
    }
    const detach = (): void => {
      process.off("SIGTERM", handOn);
      process.off("SIGHUP", handOn);
      process.off("SIGINT", onInterrupt);
      for (const timer of timers) clearTimeout(timer);
      // Who was told to stop clears up now: one more signal would end it in the middle of that.
      if (end.isInterrupted)
        for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.on(signal, ignore);
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
      // Whatever it has left running would meet the next run.
      if (outputFile !== undefined) sendSignal(child, leadsGroup, "SIGKILL");
      resolve({ ...end, code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

function ignore(): void {}

function sendSignal(child: ChildProcess, leadsGroup: boolean, signal: NodeJS.Signals): void {
  if (!leadsGroup || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // All of it has ended already; some hosts say EPERM of what has, and is not yet collected.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
