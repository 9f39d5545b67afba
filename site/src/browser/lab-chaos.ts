import "@informerlab/visualizer/define";
import { type Language, toLanguage } from "../config/languages.ts";
import { firstHunt } from "../simulator/first-hunt.ts";
import type { HuntMessage, HuntRequest } from "../simulator/hunt-messages.ts";
import { createRunner, linkTo } from "../simulator/runner.ts";
import type { ChaosMessages } from "../text/message-types.ts";
import { brokenRuleItems, filled, listItem } from "./broken-rules.ts";
import { bringIntoView } from "./seek.ts";

type Found = Extract<HuntMessage, { kind: "found" }>;

/** Runs of a hunt without a planted bug; nothing is ever found, so it needs an end. */
const runsWithoutBug = 5000;

/** The chaos lab: a hunt runs in a worker, and what it finds opens in the picture. */
class LabChaos extends HTMLElement {
  #worker: Worker | undefined;
  #runs = 0;
  /** The first search draws the same scenarios for everybody. */
  #seed: number | undefined = firstHunt.seed;
  /** The one that is looked for. */
  #bug: HTMLInputElement | undefined;
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
    this.#bug = this.querySelector<HTMLInputElement>("input[name=bug]:checked") ?? undefined;
    const bug = this.#bug?.value ?? "";
    const budgets = JSON.parse(this.dataset["budgets"] ?? "{}") as Record<string, number>;
    const worker = new Worker(new URL("../simulator/hunt-worker.ts", import.meta.url), {
      type: "module",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<HuntMessage>) => this.#hear(data));
    worker.addEventListener("error", ({ message }) => this.#hear({ kind: "failed", message }));
    const seed = this.#seed ?? crypto.getRandomValues(new Int32Array(1))[0] ?? 1;
    this.#seed = undefined;
    const runsMax = budgets[bug] ?? runsWithoutBug;
    const language = toLanguage(document.documentElement.lang);
    const request: HuntRequest = { bug, seed, runsMax, language };
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

  #show(found: Found): void {
    const { runs, shrinks, elapsedMs, operations, result, story, testFile } = found;
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
    const { broken } = result.judgement;
    const goTo = (seq: number): void => {
      picture.position = result.trace.records.findIndex((record) => record.seq >= seq) + 1;
    };
    const show = (seq: number): void => {
      goTo(seq);
      bringIntoView(picture);
    };
    const language = toLanguage(document.documentElement.lang);
    this.#nameBug();
    this.#part("[data-points]").replaceChildren(...this.#pointItems(found, language, show));
    const items = brokenRuleItems(broken, language, text.showStep, show);
    this.#part("[data-broken]").replaceChildren(...items);
    const [first] = broken;
    if (first !== undefined) goTo(first.seq);
    this.#part("[data-yaml]").textContent = result.yaml ?? "";
    const { scenario } = result;
    if (scenario === undefined) return;
    this.#part<HTMLAnchorElement>("[data-open]").href = linkTo(play, scenario, first?.seq);
  }

  #pointItems(
    { points, result }: Found,
    language: Language,
    show: (seq: number) => void,
  ): readonly HTMLElement[] {
    const text = this.#text;
    const { records } = result.trace;
    const startAt = records[0]?.at ?? 0;
    return points.map(({ kind, seq, text: told, tried = 0 }) => {
      const at = records.find((record) => record.seq === seq)?.at ?? startAt;
      const small = `${kind === "cause" ? text.cause : text.noReturn} · ${((at - startAt) / 1000).toFixed(1)} s`;
      const hint = kind === "cause" ? text.causeHint : filled(text.noReturnHint, { tried });
      return listItem([small, told[language], hint], text.showStep, () => show(seq));
    });
  }

  /** Says which bug it was, and which lesson tells how it should have been. */
  #nameBug(): void {
    const { title = "", lesson, lessonTitle = "" } = this.#bug?.dataset ?? {};
    this.#part("[data-bug]").textContent = title === "" ? "" : filled(this.#text.bug, { title });
    const link = this.#part<HTMLAnchorElement>("[data-lesson-link]");
    link.hidden = lesson === undefined;
    if (lesson === undefined) return;
    link.href = lesson;
    link.textContent = lessonTitle;
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
