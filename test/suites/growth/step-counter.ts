import { type Profiler, Session } from "node:inspector";
import { countNatives } from "./counted-natives.ts";

/**
 * Counts the work that something does: how often each block of the program was run, as the engine counts for coverage, and
 * what native functions looked at. The same work is the same number on every machine.
 */
export class StepCounter implements Disposable {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  count(run: () => void): number {
    // Not looked at: to add it up would itself be counted, as much as ran before, whatever that was.
    this.#session.post("Profiler.takePreciseCoverage");
    const looked = countNatives(run);
    return looked + this.#blocksRun();
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
  }

  /** Since it was asked last. */
  #blocksRun(): number {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) throw error;
      scripts = result;
    });
    const ranges = scripts
      .filter(({ url }) => !url.startsWith("node:"))
      .flatMap(({ functions }) => functions)
      .flatMap((part) => part.ranges);
    return ranges.reduce((sum, { count }) => sum + count, 0);
  }
}
