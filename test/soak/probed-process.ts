import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { MemoryInUse, MemoryQuestion } from "./memory-probe.ts";

const probe = fileURLToPath(new URL("memory-probe.ts", import.meta.url));

/** A program in a process of its own, whose memory can be asked for. */
export class ProbedProcess {
  readonly child: ChildProcess;

  constructor(program: string, flags: readonly string[]) {
    const node = ["--conditions=@informerlab/source", "--expose-gc", "--import", probe];
    this.child = spawn(process.execPath, [...node, program, ...flags], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
  }

  /** It runs still; an uncaught error would have ended it. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async memory(question: MemoryQuestion = {}): Promise<MemoryInUse> {
    const answered = once(this.child, "message");
    this.child.send(question);
    const [answer] = await answered;
    return answer as MemoryInUse;
  }

  /** @returns its exit code, or null when the signal ended it. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (this.isRunning) {
      const ended = once(this.child, "exit");
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}
