import "@informerlab/visualizer/define";
import { readTraceFile } from "@informerlab/core/trace";
import type { StepDetail, Story } from "@informerlab/visualizer";
import type { EmbeddedLesson } from "../pages/embed/[lesson].json.ts";
import { createRunner, simulator, tellWithQueue } from "../simulator/runner.ts";
import { type EmbedOptions, embedOptions } from "./embed-options.ts";
import { type EmbedCommand, hearParent, sayToParent } from "./embed-parent.ts";

/** The picture alone, as its address asks for it; tells the page around how large it is. */
class LabEmbed extends HTMLElement {
  connectedCallback(): void {
    const lessons = (this.dataset["lessons"] ?? "").split(" ");
    const options = embedOptions(location.search, lessons[0] ?? "");
    document.documentElement.lang = options.language;
    const picture = this.#picture;
    picture.setAttribute("lang", options.language);
    for (const [name, value] of Object.entries(options.attributes))
      picture.setAttribute(name, value);
    picture.addEventListener("informer-step", (event) => {
      const { position, sentence } = (event as CustomEvent<StepDetail>).detail;
      sayToParent({ informerlab: "step", position, sentence });
    });
    new ResizeObserver(() => this.#tellSize()).observe(this);
    hearParent((command) => this.#obey(command));
    void this.#show(options, lessons).then(
      async () => {
        sayToParent({ informerlab: "ready" });
        await whenDrawn(picture);
        this.querySelector("[data-home]")?.removeAttribute("hidden");
      },
      (error: unknown) => this.#say(error instanceof Error ? error.message : String(error)),
    );
  }

  get #picture(): HTMLElementTagNameMap["informer-visualizer"] {
    const picture = this.querySelector("informer-visualizer");
    if (picture === null) throw new Error("The embedded page has no picture");
    return picture;
  }

  async #show(options: EmbedOptions, lessons: readonly string[]): Promise<void> {
    const picture = this.#picture;
    const runner = createRunner(this.dataset["play"] ?? "");
    if (location.hash.startsWith("#s=")) {
      const { trace, seq } = await simulator.ask({ do: "open-link", fragment: location.hash });
      picture.runner = runner;
      picture.trace = trace;
      const position = trace.records.findIndex((record) => record.seq === seq);
      if (position >= 0) picture.position = position + 1;
      return;
    }
    if (!lessons.includes(options.lesson))
      throw new RangeError(
        `There is no lesson "${options.lesson}"; known: ${lessons.filter(Boolean).join(", ")}`,
      );
    const response = await fetch(`${this.dataset["base"] ?? "/"}embed/${options.lesson}.json`);
    const lesson = (await response.json()) as EmbeddedLesson;
    await this.#tell(lesson, runner, options);
  }

  /** With another queue than the lesson's own it is run here. */
  async #tell(
    { flavour, stories, trace }: EmbeddedLesson,
    runner: ReturnType<typeof createRunner>,
    { queue, place }: EmbedOptions,
  ): Promise<void> {
    const picture = this.#picture;
    const wanted = queue ?? flavour;
    const story: Story | undefined = stories[wanted];
    if (story === undefined)
      throw new RangeError(
        `The lesson has no queue "${wanted}"; it has ${Object.keys(stories).join(", ")}`,
      );
    const own = readTraceFile(trace);
    const { withQueue, ...others } = runner;
    picture.runner =
      Object.keys(stories).length > 1 && withQueue ? { ...others, withQueue } : others;
    picture.addEventListener("informer-queue", (event) => tellWithQueue(picture, stories, event));
    picture.story = story;
    picture.trace =
      wanted === flavour || withQueue === undefined
        ? own
        : await runner.run(withQueue(own.scenario, wanted as Parameters<typeof withQueue>[1]));
    if (place !== undefined) picture.seek(place);
  }

  #obey(command: EmbedCommand): void {
    const picture = this.#picture;
    try {
      if (command.informerlab === "trace") {
        const trace = readTraceFile(command.text);
        picture.story = undefined;
        picture.trace = trace;
      } else if (command.beat !== undefined) picture.seek({ beat: command.beat });
      else if (command.step !== undefined) picture.seek({ event: command.step });
      this.#say("");
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #tellSize(): void {
    const { width, height } = this.getBoundingClientRect();
    sayToParent({ informerlab: "size", width: Math.ceil(width), height: Math.ceil(height) });
  }

  #say(message: string): void {
    const problem = this.querySelector<HTMLElement>("[data-problem]");
    if (problem !== null) problem.textContent = message;
  }
}

customElements.define("lab-embed", LabEmbed);

/** Resolves with the first drawing, which may wait for what moves: what stands below must not be pushed down by it. */
function whenDrawn(picture: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!picture.shadowRoot?.querySelector(".stage svg text")) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(picture);
  });
}
