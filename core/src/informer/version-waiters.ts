import { compareResourceVersions } from "../api/resource-version.ts";
import { Latch } from "../environment/latch.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";

/** Those who wait until a cache is complete up to a version. */
export class VersionWaiters {
  readonly #completeVersion: () => string | undefined;
  readonly #waiting = new Map<Latch, string>();

  /** `completeVersion` answers up to where the cache is complete; undefined while that cannot be said. */
  constructor(completeVersion: () => string | undefined) {
    this.#completeVersion = completeVersion;
  }

  /** Resolves to true once the cache has reached `version`, to false when the signal comes first. @throws RangeError. */
  wait(version: string, signal?: StopSignal): Promise<boolean> {
    compareResourceVersions(version, version);
    const reached = new Latch();
    this.#waiting.set(reached, version);
    this.tell();
    const forgetStop = onStop(signal, () => this.#waiting.delete(reached));
    reached.onSet(forgetStop);
    return reached.wait(signal);
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
