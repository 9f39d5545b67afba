import "@informerlab/visualizer/define";
import { liveRecords } from "./live-records.ts";

const againMs = 1000;

/** What `npm start` says of itself: the command to type, and whose trace it follows instead. */
interface LiveInfo {
  readonly command: string | null;
  readonly follows: string | null;
}

/** Follows the trace that `npm start` serves beside the site; says how to start it where nobody does. */
class LabLive extends HTMLElement {
  connectedCallback(): void {
    void this.#begin();
  }

  async #begin(): Promise<void> {
    const { command, follows } = await this.#info();
    if (follows !== null) this.#say("followed", follows);
    else if (command !== null) this.#say("present", command);
    else {
      this.#say("absent");
      return;
    }
    const picture = this.querySelector("informer-visualizer");
    if (picture !== null) {
      const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, againMs));
      picture.source = liveRecords(() => this.#open(), pause);
    }
  }

  /** Where the site is only files, one of them says that nothing runs. */
  async #info(): Promise<LiveInfo> {
    const response = await fetch(this.#address("info.json")).catch(() => undefined);
    return response?.ok === true
      ? ((await response.json()) as LiveInfo)
      : { command: null, follows: null };
  }

  async #open(): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    const { ok, body } = await fetch(this.#address("trace"));
    return ok && body !== null ? body : undefined;
  }

  #address(name: string): string {
    return `${this.dataset["base"] ?? "/"}live/${name}`;
  }

  #say(name: "absent" | "present" | "followed", what?: string): void {
    const line = this.querySelector<HTMLElement>(`[data-live=${name}]`);
    const code = line?.querySelector("code");
    if (what !== undefined && code instanceof HTMLElement) code.textContent = what;
    if (line !== null) line.hidden = false;
  }
}

customElements.define("lab-live", LabLive);
