import type { Scenario } from "@informerlab/test";
import type { NetworkPanel } from "../network/network-panel.ts";
import { type PlayedCounts, requestsPerMoveMax } from "../network/played-requests.ts";
import { simulator } from "../simulator/runner.ts";
import type { NetworkMessages } from "../text/message-types.ts";
import { filled } from "./broken-rules.ts";

/** A switch: while it is on, the requests of the run that is shown go through the browser's own network panel. */
export class LabNetwork extends HTMLElement {
  #panel: NetworkPanel | undefined;
  #scenario: Scenario | undefined;
  #moment = 0;
  /** Counts what was asked for; an answer to an older wish is dropped. */
  #wish = 0;
  /** Settles when the last wish is carried out: what is being opened can be closed only then. */
  #carriedOut: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    this.#switch.addEventListener("change", () => this.#turn());
    // Whoever comes back finds the switch off, and no worker in the way of the page.
    addEventListener("pagehide", () => void this.#close());
  }

  /** Another run is shown; undefined is a trace that no scenario can run again. */
  show(scenario: Scenario | undefined): void {
    this.#scenario = scenario;
    this.#switch.disabled = scenario === undefined;
    if (this.#switch.checked) this.#turn();
  }

  /** The picture is at another place. */
  moveTo(moment: number): void {
    this.#moment = moment;
    this.#panel?.moveTo(moment);
  }

  get #text(): NetworkMessages {
    return JSON.parse(this.dataset["text"] ?? "{}") as NetworkMessages;
  }

  get #switch(): HTMLInputElement {
    const input = this.querySelector("input");
    if (input === null) throw new Error("The network part has no switch");
    return input;
  }

  #turn(): void {
    this.#wish += 1;
    const wish = this.#wish;
    const carryOut = (): Promise<void> | undefined =>
      wish === this.#wish ? this.#carryOut(wish) : undefined;
    this.#carriedOut = this.#carriedOut.then(carryOut).catch(() => undefined);
  }

  async #carryOut(wish: number): Promise<void> {
    const scenario = this.#scenario;
    if (!this.#switch.checked || scenario === undefined) {
      this.#switch.checked = false;
      await this.#close();
      this.#say("");
      return;
    }
    this.#say(this.#text.starting);
    try {
      const exchanges = await simulator.exchanges(scenario);
      const panel = this.#panel ?? (await this.#open());
      if (wish !== this.#wish) return;
      panel.play(exchanges);
      panel.moveTo(this.#moment);
    } catch (error) {
      if (wish !== this.#wish) return;
      this.#switch.checked = false;
      await this.#close();
      const message = error instanceof Error ? error.message : String(error);
      this.#say(filled(this.#text.failed, { message }));
    }
  }

  async #open(): Promise<NetworkPanel> {
    const { NetworkPanel } = await import("../network/network-panel.ts");
    const page = this.dataset["page"] ?? "/";
    const panel = await NetworkPanel.open({
      script: `${page}network-worker.js`,
      scope: page,
      basePath: `${page}k8s`,
      changed: (counts) => this.#count(counts),
    });
    this.#panel = panel;
    return panel;
  }

  async #close(): Promise<void> {
    const panel = this.#panel;
    this.#panel = undefined;
    await panel?.close();
  }

  #count({ sent, underWay, skipped }: PlayedCounts): void {
    if (this.#panel === undefined) return;
    const { counts, skipped: told } = this.#text;
    const more = skipped === 0 ? "" : filled(told, { skipped, most: requestsPerMoveMax });
    this.#say(`${filled(counts, { sent, underWay })}${more}`);
  }

  #say(message: string): void {
    const element = this.querySelector("[role=status]");
    if (element !== null) element.textContent = message;
  }
}

customElements.define("lab-network", LabNetwork);
