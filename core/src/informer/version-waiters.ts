import { compareResourceVersions } from "../api/resource-version.ts";
import { Latch } from "../environment/latch.ts";
import type { Cancel } from "../environment/scheduler.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";

/** Those who wait until a cache is complete up to a version. */
export class VersionWaiters {
  readonly #completeVersion: () => string | undefined;
  readonly #end: Latch;
  readonly #waiting = new Map<Latch, string>();

  /**
   * @param completeVersion answers up to where the cache is complete; undefined while that cannot be said.
   * @param end after it the cache reaches nothing more.
   */
  constructor(completeVersion: () => string | undefined, end: Latch) {
    this.#completeVersion = completeVersion;
    this.#end = end;
  }

  /** Resolves to true once the cache has reached `version`, to false when signal or end come first. @throws RangeError. */
  wait(version: string, signal?: StopSignal): Promise<boolean> {
    const reached = this.#latchFor(version);
    const cancels: Cancel[] = [];
    const forget = (): void => {
      this.#waiting.delete(reached);
      for (const cancel of cancels) cancel();
    };
    cancels.push(onStop(signal, forget), this.#end.onSet(forget));
    reached.onSet(forget);
    return reached.wait(signal, this.#end);
  }

  /** Calls back once the cache has reached `version`; at once when it has already. @throws RangeError. */
  onReached(version: string, told: () => void): Cancel {
    const reached = this.#latchFor(version);
    reached.onSet(told);
    return () => this.#waiting.delete(reached);
  }

  #latchFor(version: string): Latch {
    compareResourceVersions(version, version);
    const reached = new Latch();
    this.#waiting.set(reached, version);
    this.tell();
    return reached;
  }

  /** Tells whoever has waited long enough. */
  tell(): void {
    if (this.#waiting.size === 0) return;
    const version = this.#completeVersion();
    if (version === undefined) return;
    for (const [reached, wanted] of this.#waiting) {
      if (compareResourceVersions(version, wanted) < 0) continue;
      this.#waiting.delete(reached);
      reached.set();
    }
  }
}
