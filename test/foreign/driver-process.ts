import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a driver says of one of its informers. */
export interface DriverLine {
  readonly event?: "add" | "update" | "delete" | "synced" | "error" | "stopped";
  readonly key?: string;
  readonly text?: string;
  readonly cache?: Readonly<Record<string, string>>;
}

/** How a driver is started. */
export interface DriverCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running driver: one informer for each address it was given. */
export class DriverProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #listeners = new Map<number, (line: DriverLine) => void>();
  #end: string | undefined;
  #lastWords = "";

  constructor({ command, args, cwd, env }: DriverCommand, urls: readonly string[]) {
    this.#child = spawn(command, [...args, ...urls], {
      stdio: ["pipe", "pipe", "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
    });
    this.#child.on("error", (error) => {
      this.#end = error.message;
    });
    this.#child.on("exit", (code, signal) => {
      this.#end ??= `it ended with ${signal ?? code}: ${this.#lastWords.trim().split("\n").slice(-3).join(" | ")}`;
    });
    this.#child.stderr?.on("data", (data: Buffer) => {
      this.#lastWords = (this.#lastWords + data.toString()).slice(-2000);
    });
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on("line", (line) => this.#take(line));
    }
  }

  /** Why it is gone; undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  listen(index: number, listener: (line: DriverLine) => void): void {
    this.#listeners.set(index, listener);
  }

  tell(line: string): void {
    if (this.#end === undefined) this.#child.stdin?.write(`${line}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#end !== undefined) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
  }

  #take(line: string): void {
    const [, index, json] = /^(\d+) (\{.*\})$/.exec(line) ?? [];
    if (index === undefined || json === undefined) return;
    this.#listeners.get(Number(index))?.(JSON.parse(json) as DriverLine);
  }
}
