/** Whether the plugins are asked a second time, because a later one changed what an earlier one had seen. */
export class Reinvocation {
  isSecondRound = false;
  readonly #byPlugin = new Map<string, PluginReinvocation>();
  #isNeeded = false;

  /** What one plugin remembers of the first round. */
  of(plugin: string): PluginReinvocation {
    let memory = this.#byPlugin.get(plugin);
    if (memory === undefined) {
      memory = new PluginReinvocation();
      this.#byPlugin.set(plugin, memory);
    }
    return memory;
  }

  /** Asks for the second round. */
  need(): void {
    this.#isNeeded = true;
  }

  /** Begins the second round where there has to be one; there is no third. */
  beginSecondRound(): boolean {
    if (this.isSecondRound || !this.#isNeeded) return false;
    this.isSecondRound = true;
    return true;
  }
}

/**
 * Which webhooks, or policies, of a plugin are to be asked once more, because what they had seen was changed.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/reinvocationcontext.go
 */
export class PluginReinvocation {
  /** The object as the plugin left it. */
  lastOutput: unknown;
  readonly #invoked = new Set<string>();
  readonly #wanted = new Set<string>();

  /** All that were asked before and want to know are to be asked again. */
  wantPrevious(): void {
    for (const one of this.#invoked) this.#wanted.add(one);
    this.#invoked.clear();
  }

  /** One was asked that wants to hear of later changes. */
  invoked(one: string): void {
    this.#invoked.add(one);
  }

  wants(one: string): boolean {
    return this.#wanted.has(one);
  }
}
