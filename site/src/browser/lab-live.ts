import "@informerlab/visualizer/define";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { traceStream } from "./trace-stream.ts";

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
    if (picture !== null) picture.source = this.#records();
  }

  /** Where the site is only files, one of them says that nothing runs. */
  async #info(): Promise<LiveInfo> {
    const response = await fetch(this.#address("info.json")).catch(() => undefined);
    return response?.ok === true
      ? ((await response.json()) as LiveInfo)
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

  #say(name: "absent" | "present" | "followed", what?: string): void {
    const line = this.querySelector<HTMLElement>(`[data-live=${name}]`);
    const code = line?.querySelector("code");
    if (what !== undefined && code instanceof HTMLElement) code.textContent = what;
    if (line !== null) line.hidden = false;
  }
}

customElements.define("lab-live", LabLive);
