import "@informerlab/visualizer/define";
import { toLanguage } from "../config/languages.ts";
import type { HuntMessage, HuntRequest } from "../simulator/hunt-messages.ts";
import { createRunner, linkTo } from "../simulator/runner.ts";
import type { ChaosMessages } from "../text/message-types.ts";
import { brokenRuleItems, filled } from "./broken-rules.ts";
import { bringIntoView } from "./seek.ts";

type Found = Extract<HuntMessage, { kind: "found" }>;

/** Runs of a hunt without a planted bug; nothing is ever found, so it needs an end. */
const runsWithoutBug = 5000;

/** The chaos lab: a hunt runs in a worker, and what it finds opens in the picture. */
class LabChaos extends HTMLElement {
  #worker: Worker | undefined;
  #runs = 0;
  #testFile = "";

  connectedCallback(): void {
    this.#part("[data-do=search]").addEventListener("click", () => this.#search());
    this.#part("[data-do=stop]").addEventListener("click", () => {
      this.#end();
      this.#say(filled(this.#text.stopped, { runs: this.#number(this.#runs) }));
    });
    this.#part("[data-do=copy-test]").addEventListener("click", () => void this.#copyTest());
  }

  async #copyTest(): Promise<void> {
    const text = this.#text;
    const copied = navigator.clipboard.writeText(this.#testFile);
    this.#say(await copied.then(() => text.copied).catch(() => text.copyFailed));
  }

  disconnectedCallback(): void {
    this.#end();
  }

  get #text(): ChaosMessages {
    return JSON.parse(this.dataset["text"] ?? "{}") as ChaosMessages;
  }

  #part<T extends HTMLElement = HTMLElement>(selector: string): T {
    const part = this.querySelector<T>(selector);
    if (part === null) throw new Error(`The chaos lab's page has no ${selector}`);
    return part;
  }

  #search(): void {
    this.#end();
    this.#runs = 0;
    this.#part("[data-result]").hidden = true;
    this.#part<HTMLButtonElement>("[data-do=stop]").disabled = false;
    this.#say(this.#text.loading);
    const bug = this.querySelector<HTMLInputElement>("input[name=bug]:checked")?.value ?? "";
    const budgets = JSON.parse(this.dataset["budgets"] ?? "{}") as Record<string, number>;
    const worker = new Worker(new URL("../simulator/hunt-worker.ts", import.meta.url), {
      type: "module",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<HuntMessage>) => this.#hear(data));
    worker.addEventListener("error", ({ message }) => this.#hear({ kind: "failed", message }));
    const seed = crypto.getRandomValues(new Int32Array(1))[0] ?? 1;
    const request: HuntRequest = { bug, seed, runsMax: budgets[bug] ?? runsWithoutBug };
    worker.postMessage(request);
    this.#worker = worker;
  }

  #hear(message: HuntMessage): void {
    const text = this.#text;
    switch (message.kind) {
      case "progress": {
        const { runs, elapsedMs } = message;
        this.#runs = runs;
        const rate = this.#number(Math.round((runs / elapsedMs) * 1000));
        this.#say(filled(text.searching, { runs: this.#number(runs), rate }));
        return;
      }
      case "nothing": {
        const seconds = (message.elapsedMs / 1000).toFixed(1);
        this.#say(filled(text.nothing, { runs: this.#number(message.runs), seconds }));
        break;
      }
      case "found":
        this.#show(message);
        break;
      case "failed":
        this.#say(filled(text.failed, { message: message.message }));
        break;
    }
    this.#end();
  }

  #show({ runs, shrinks, elapsedMs, operations, result, story, testFile }: Found): void {
    this.#testFile = testFile;
    const text = this.#text;
    const seconds = (elapsedMs / 1000).toFixed(1);
    const values = { runs: this.#number(runs), seconds, shrinks, ...operations };
    this.#say(filled(text.found, values));
    this.#part("[data-result]").hidden = false;

    const picture = this.#part<HTMLElementTagNameMap["informer-visualizer"]>("informer-visualizer");
    const play = this.dataset["play"] ?? "";
    picture.runner = createRunner(play);
    picture.trace = result.trace;
    picture.story = story;
    const goTo = (seq: number): void => {
      picture.position = result.trace.records.findIndex((record) => record.seq >= seq) + 1;
    };
    const { broken } = result.judgement;
    const language = toLanguage(document.documentElement.lang);
    const items = brokenRuleItems(broken, language, text.showStep, (seq) => {
      goTo(seq);
      bringIntoView(picture);
    });
    this.#part("[data-broken]").replaceChildren(...items);
    const [first] = broken;
    if (first !== undefined) goTo(first.seq);
    this.#part("[data-yaml]").textContent = result.yaml ?? "";
    const { scenario } = result;
    if (scenario === undefined) return;
    this.#part<HTMLAnchorElement>("[data-open]").href = linkTo(play, scenario, first?.seq);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#part<HTMLButtonElement>("[data-do=stop]").disabled = true;
  }

  #number(value: number): string {
    return value.toLocaleString(document.documentElement.lang);
  }

  #say(message: string): void {
    this.#part("[data-status]").textContent = message;
  }
}

customElements.define("lab-chaos", LabChaos);
