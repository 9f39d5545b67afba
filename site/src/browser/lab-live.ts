import "@informerlab/visualizer/define";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { traceStream } from "./trace-stream.ts";

const againMs = 1000;

/** Follows the trace that `npm start` serves beside the site; says how to start it where nobody does. */
class LabLive extends HTMLElement {
  connectedCallback(): void {
    void this.#begin();
  }

  async #begin(): Promise<void> {
    const { command, follows } = await this.#info();
    const shown = follows ?? command;
    this.#part("absent").hidden = shown !== null;
    this.#part("present").hidden = shown === null;
    if (shown === null) return;
    this.#part("command").textContent = shown;
    const picture = this.querySelector("informer-visualizer");
    if (picture !== null) picture.source = this.#records();
  }

  /** Where the site is only files, one of them says that nothing runs. */
  async #info(): Promise<{ readonly command: string | null; readonly follows: string | null }> {
    const response = await fetch(this.#address("info.json")).catch(() => undefined);
    return response?.ok === true
      ? ((await response.json()) as { command: string | null; follows: string | null })
      : { command: null, follows: null };
  }

  /** The server begins anew when it has kept enough; the picture then goes on with what is new. */
  async *#records(): AsyncGenerator<TraceRecord<TraceFact>> {
    let offset = 0;
    let last = 0;
    for (;;) {
      const response = await fetch(this.#address("trace")).catch(() => undefined);
      if (response?.ok === true && response.body !== null) {
        for await (const record of traceStream(response.body)) {
          last = record.seq + offset;
          yield {
            ...record,
            seq: last,
            ...(record.cause === undefined ? {} : { cause: record.cause + offset }),
          };
        }
      }
      offset = last;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  #address(name: string): string {
    return `${this.dataset["base"] ?? "/"}live/${name}`;
  }

  #part(name: string): HTMLElement {
    const part = this.querySelector<HTMLElement>(`[data-live=${name}]`);
    if (part === null) throw new Error(`The live page has no ${name}`);
    return part;
  }
}

customElements.define("lab-live", LabLive);
