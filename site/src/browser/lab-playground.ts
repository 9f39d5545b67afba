import "@informerlab/visualizer/define";
import "./lab-editor.ts";
import "./lab-level.ts";
import "./lab-network.ts";
import { readTraceFile, TraceLineWriter, traceFileHeader } from "@informerlab/core/trace";
import { inputNoteText, inputProblemText, textOf } from "@informerlab/visualizer";
import { type Language, toLanguage } from "../config/languages.ts";
import type { Judgement, RunResult, SimulatorRequest } from "../simulator/run-result.ts";
import { createRunner, linkTo, simulator } from "../simulator/runner.ts";
import { SimulatorError } from "../simulator/simulator.ts";
import type { PlayMessages } from "../text/message-types.ts";
import { brokenRuleItems, filled } from "./broken-rules.ts";
import { draftOf, keepDraft } from "./draft.ts";
import { bytesOf } from "./file-bytes.ts";
import type { LabEditor } from "./lab-editor.ts";
import type { LabLevel } from "./lab-level.ts";
import type { LabNetwork } from "./lab-network.ts";
import { bringIntoView } from "./seek.ts";

const fileMegabytesMax = 64;
const quietMs = 300;

/** The playground: text in, run out. Every way in (text, link, file) ends in {@link LabPlayground.#show}. */
class LabPlayground extends HTMLElement {
  #result: RunResult | undefined;
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#picture.trace = readTraceFile(this.#part("[data-trace]").textContent);
    this.#picture.runner = createRunner(this.dataset["page"] ?? "");
    this.#picture.addEventListener("informer-step", () => {
      this.#network.moveTo(this.#picture.position);
      this.#keepPlace();
    });
    this.#listen();
    this.#level.attach(this.#editor);
    if (this.#level.level !== undefined) this.#editor.value = this.#level.start;
    void this.#open();
    addEventListener("hashchange", () => void this.#openAddress(false));
  }

  get #text(): PlayMessages {
    return JSON.parse(this.dataset["text"] ?? "{}") as PlayMessages;
  }

  get #language(): Language {
    return toLanguage(document.documentElement.lang);
  }

  get #picture(): HTMLElementTagNameMap["informer-visualizer"] {
    return this.#part("informer-visualizer");
  }

  get #editor(): LabEditor {
    return this.#part<LabEditor>("lab-editor");
  }

  get #level(): LabLevel {
    return this.#part<LabLevel>("lab-level");
  }

  get #network(): LabNetwork {
    return this.#part<LabNetwork>("lab-network");
  }

  get #examples(): HTMLSelectElement {
    return this.#part("[data-examples]");
  }

  #part<T extends Element>(selector: string): T {
    const part = this.querySelector<T>(selector);
    if (part === null) throw new Error(`The playground's page has no ${selector}`);
    return part;
  }

  #listen(): void {
    const actions: Readonly<Record<string, () => unknown>> = {
      run: () => this.#runText(),
      share: () => this.#share(),
      open: () => this.#part<HTMLInputElement>("[data-file]").click(),
      save: () => this.#save(),
    };
    for (const button of this.querySelectorAll<HTMLElement>("[data-do]")) {
      button.addEventListener("click", () => void actions[button.dataset["do"] ?? ""]?.());
    }
    const examples = this.#examples;
    examples.addEventListener("change", () => {
      const texts = JSON.parse(this.#part("[data-example-texts]").textContent) as Record<
        string,
        string
      >;
      this.#editor.value = texts[examples.value] ?? "";
      void this.#runText();
    });
    this.#part<HTMLInputElement>("[data-file]").addEventListener("change", ({ target }) => {
      const input = target as HTMLInputElement;
      const file = input.files?.[0];
      if (file !== undefined) void this.#openFile(file);
      input.value = "";
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.#runText();
    });
    this.#editor.addEventListener("editor-change", () =>
      keepDraft(location.hash, this.#editor.value),
    );
    this.#acceptDrops();
  }

  /** A file may be dropped anywhere; the picture would take traces only, so it is asked first. */
  #acceptDrops(): void {
    const over = (event: DragEvent, isOver: boolean): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      event.stopPropagation();
      this.classList.toggle("dropping", isOver);
    };
    const options = { capture: true };
    document.addEventListener("dragover", (event) => over(event, true), options);
    document.addEventListener("dragleave", (event) => over(event, false), options);
    document.addEventListener(
      "drop",
      (event) => {
        over(event, false);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) void this.#openFile(file);
      },
      options,
    );
  }

  /** The picture comes first; the editor is loaded when its first run is seen. */
  async #open(): Promise<void> {
    await this.#openAddress(true);
    await this.#editor.upgrade();
  }

  async #openAddress(isFirst: boolean): Promise<void> {
    if (location.hash.startsWith("#s=")) {
      const draft = draftOf(location.hash);
      const isOpen = await this.#ask(
        { do: "open-link", fragment: location.hash, level: this.#level.level },
        this.#text.badLink,
      );
      // The address keeps what was run; what was written since is kept here.
      if (isOpen && draft !== undefined) this.#editor.value = draft;
    } else if (isFirst) await this.#runText();
  }

  async #runText(): Promise<void> {
    const { level } = this.#level;
    await this.#ask({ do: "run-yaml", yaml: this.#editor.value, source: "scenario", level });
  }

  /** A file is dropped on the picture; what is to be said of it stands above. */
  async #openFile(file: File): Promise<void> {
    await this.#readFile(file).catch((error: unknown) =>
      this.#say(`${file.name}: ${this.#messageOf(error)}`, true),
    );
    this.#part("[data-message]").scrollIntoView({ block: "nearest" });
  }

  async #readFile(file: File): Promise<void> {
    const { name } = file;
    this.#request += 1;
    const number = this.#request;
    const { bytes, isBroken, isTooLarge } = await bytesOf(file, fileMegabytesMax * 1_000_000);
    // What was asked for while it was read is newer.
    if (number !== this.#request) return;
    if (isTooLarge || (isBroken && bytes.length === 0)) {
      const problem = isTooLarge ? this.#text.tooLarge : this.#text.brokenFile;
      this.#say(filled(problem, { name, limit: fileMegabytesMax }), true);
      return;
    }
    const text = textOf(bytes, (part, encoding) => new TextDecoder(encoding).decode(part));
    if (!(await this.#ask({ do: "open-file", text, source: name }, name))) return;
    const count = this.#result?.trace.records.length ?? 0;
    const opened = filled(this.#text.opened, { name, count });
    const broken = isBroken ? [filled(this.#text.cutFile, { name })] : [];
    const notes = (this.#result?.notes ?? []).map((note) => inputNoteText(note, this.#language));
    const ending = this.#result?.scenario === undefined ? [this.#text.noScenario] : [];
    this.#say([opened, ...broken, ...notes, ...ending].join(" "));
  }

  /** True when the simulator answered and nobody asked for something else meanwhile. */
  async #ask(request: SimulatorRequest, context = ""): Promise<boolean> {
    this.#request += 1;
    const number = this.#request;
    this.#say(this.#result === undefined ? this.#text.loading : this.#text.running);
    try {
      const result = await simulator.ask(request);
      if (number !== this.#request) return false;
      this.#show(result, request);
      return true;
    } catch (error) {
      if (number !== this.#request) return false;
      const message = this.#messageOf(error);
      if (request.do === "run-yaml")
        this.#editor.markLine(lineOf(message), message.replace(/^[\w.-]+:\d+:\d+: /, ""));
      this.#say(context === "" ? message : `${context}: ${message}`, true);
      return false;
    }
  }

  #messageOf(error: unknown): string {
    if (error instanceof SimulatorError && error.input !== undefined) {
      return inputProblemText(error.input, this.#language);
    }
    return error instanceof Error ? error.message : String(error);
  }

  #show(result: RunResult, request: SimulatorRequest): void {
    const picture = this.#picture;
    const before = this.#result === undefined ? undefined : picture.position;
    picture.story = undefined;
    picture.trace = result.trace;
    this.#editor.markLine(undefined);
    if (request.do !== "run-yaml") {
      this.#editor.value = result.yaml ?? "";
      this.#examples.value = "";
    }
    this.#result = result;
    const [first] = result.judgement.broken;
    const seq = result.seq ?? first?.seq;
    // Whoever changes a scenario looks on at the same place; a first look is at what the run is about.
    if (seq !== undefined) this.#goTo(seq);
    else if (before !== undefined && request.do === "run-yaml")
      picture.position = Math.min(before, result.trace.records.length);
    else picture.position = tellingPlace(result.trace.records);
    const planted = result.scenario?.planted;
    if (planted !== undefined) this.#say(filled(this.#text.planted, { bug: planted }));
    else this.#say(result.isQuiet ? "" : this.#text.notQuiet);
    this.#network.moveTo(picture.position);
    this.#network.show(result.scenario);
    this.#showJudgement(result.judgement);
    this.#level.show(result.level);
    // At once: a reload right after a run must find what was run.
    if (request.do === "run-yaml") this.#writePlace();
  }

  #goTo(seq: number): void {
    const { records = [] } = this.#result?.trace ?? {};
    const index = records.findIndex((record) => record.seq >= seq);
    // A step after the end of a run, as a link from another version may have it, is its end.
    this.#picture.position = index < 0 ? records.length : index + 1;
  }

  #showJudgement({ holding, notReached, broken }: Judgement): void {
    const text = this.#text;
    const sentence = broken.length === 0 ? text.allHold : text.broken;
    this.#part("[data-summary]").textContent = filled(sentence, {
      holding,
      notReached,
      count: broken.length,
    });
    const items = brokenRuleItems(broken, this.#language, text.showStep, (seq) => {
      this.#goTo(seq);
      bringIntoView(this.#picture);
    });
    this.#part("[data-broken]").replaceChildren(...items);
  }

  #keepPlace(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#writePlace(), quietMs);
  }

  #writePlace(): void {
    const { scenario, textPart = "" } = this.#result ?? {};
    if (scenario === undefined) return;
    const link = linkTo(location.pathname + location.search, scenario, this.#picture.position);
    history.replaceState(history.state, "", link + textPart);
    keepDraft(location.hash, this.#editor.value);
  }

  async #share(): Promise<void> {
    const bare = this.#picture.permalink();
    const link = bare + (await this.#textPartOf(bare));
    try {
      await navigator.clipboard.writeText(link);
      this.#say(this.#text.shared);
    } catch {
      history.replaceState(history.state, "", link);
      this.#say(this.#text.shareFailed);
    }
  }

  /** The text as it stands in the editor goes along, where it is of the scenario that the link holds. */
  async #textPartOf(link: string): Promise<string> {
    const scenarioPart = new URLSearchParams(new URL(link).hash.slice(1)).get("s") ?? "";
    const yaml = this.#editor.value;
    const answer = await simulator.send({ do: "link-text", yaml, scenarioPart });
    return "textPart" in answer ? answer.textPart : "";
  }

  #save(): void {
    const { trace } = this.#result ?? {};
    if (trace === undefined) return;
    const writer = new TraceLineWriter();
    const lines = [
      traceFileHeader(trace.scenario),
      ...trace.records.flatMap((record) => writer.linesOf(record)),
    ];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([`${lines.join("\n")}\n`], { type: "application/x-ndjson" }),
    );
    link.download = `${this.#result?.scenario?.id ?? "trace"}.jsonl`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  #say(message: string, isBad = false): void {
    const element = this.#part<HTMLElement>("[data-message]");
    element.textContent = message;
    element.classList.toggle("bad", isBad);
  }
}

/** `scenario:3:5: …` names a line. */
function lineOf(message: string): number | undefined {
  const line = /^[\w.-]+:(\d+):/.exec(message)?.[1];
  return line === undefined ? undefined : Number(line);
}

/** Where a run begins to be interesting: at its first fault, else when the copy is complete, else at its end. */
function tellingPlace(records: RunResult["trace"]["records"]): number {
  for (const kind of ["fault.injected", "informer.synced"]) {
    const index = records.findIndex(({ fact }) => fact.kind === kind);
    if (index >= 0) return index + 1;
  }
  return records.length;
}

customElements.define("lab-playground", LabPlayground);
