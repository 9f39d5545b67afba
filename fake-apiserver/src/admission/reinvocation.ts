/**
 * Which webhooks are to be asked once more, because later ones changed what they had seen.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/reinvocationcontext.go
 */
export class Reinvocation {
  isSecondRound = false;
  /** The object as the webhooks left it. */
  lastOutput: unknown;
  readonly #invoked = new Set<string>();
  readonly #wanted = new Set<string>();
  #isNeeded = false;

  /** Something was changed: all that were asked before and want to know are to be asked again. */
  changed(): void {
    for (const hook of this.#invoked) this.#wanted.add(hook);
    this.#invoked.clear();
    this.#isNeeded = true;
  }

  /** A webhook was asked that wants to hear of later changes. */
  invoked(hook: string): void {
    this.#invoked.add(hook);
  }

  wants(hook: string): boolean {
    return this.#wanted.has(hook);
  }

  /** Begins the second round where there has to be one; there is no third. */
  beginSecondRound(): boolean {
    if (this.isSecondRound || !this.#isNeeded) return false;
    this.isSecondRound = true;
    return true;
  }
}
