import "@informerlab/visualizer/define";
import { readTraceFile } from "@informerlab/core/trace";
import { prepareEverything, type StepDetail, type Story } from "@informerlab/visualizer";
import type { Stories } from "../lessons/story.ts";
import { createRunner, simulator, tellWithQueue } from "../simulator/runner.ts";
import { type FigurePlace, formatPlace, type MadeFork, readPlace } from "./figure-place.ts";
import { keepAnswers, readAnswers } from "./kept-answers.ts";
import { beatOfLink, bringIntoView, seekToBeat } from "./seek.ts";

type Picture = HTMLElementTagNameMap["informer-visualizer"];

const quietMs = 300;

/** What the picture tells of a fork that was made. */
interface ForkDetail {
  readonly fork: string;
  readonly position: number;
  readonly branch: string;
  /** The future in which it was made. */
  readonly from: string;
}

/**
 * Makes the poster of a page live: gives the picture its trace, story and runner, keeps the place in the address, and
 * lets the page's links and buttons move it.
 */
class LabFigure extends HTMLElement {
  readonly #forks: (MadeFork & { readonly branch: string })[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stories: Stories | undefined;

  connectedCallback(): void {
    const picture = this.querySelector("informer-visualizer");
    const trace = this.querySelector("[data-trace]")?.textContent;
    if (picture === null || trace === null || trace === undefined) return;
    this.#stories = JSON.parse(
      this.querySelector("[data-story]")?.textContent ?? '{"flavour":"","stories":{}}',
    ) as Stories;
    const { withQueue, ...runner } = createRunner(this.dataset["play"] ?? "");
    // A run that compares queues has none to switch.
    const canSwitch = withQueue !== undefined && Object.keys(this.#stories.stories).length > 1;
    picture.runner = canSwitch ? { ...runner, withQueue } : runner;
    picture.story = this.#stories.stories[this.#stories.flavour];
    picture.trace = readTraceFile(trace);
    picture.answers = readAnswers();
    this.#listen(picture);
    void this.#restore(picture);
    whenIdle(() => {
      simulator.warm(this.dataset["simulator"] === "whole");
      void prepareEverything();
    });
  }

  #listen(picture: Picture): void {
    picture.addEventListener("informer-step", (event) => {
      const { seq } = (event as CustomEvent<StepDetail>).detail;
      this.#markBeat(picture, seq);
      this.#keepPlace(picture);
    });
    picture.addEventListener("informer-fork", (event) => {
      const { fork, position, branch, from } = (event as CustomEvent<ForkDetail>).detail;
      // Two futures need the whole screen.
      picture.scrollIntoView({ block: "start", behavior: "instant" });
      const origin = this.#forks.findIndex((one) => one.branch === from) + 1;
      this.#forks.push({ id: fork, position, branch, from: origin });
      this.#keepPlace(picture);
    });
    picture.addEventListener("informer-answer", () => keepAnswers(picture.answers));
    picture.addEventListener("informer-queue", (event) => {
      this.#forks.length = 0;
      tellWithQueue(picture, this.#stories?.stories ?? {}, event);
    });
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const beat = beatOfLink(target);
      const fork = target?.closest<HTMLElement>("[data-fork]");
      if (beat !== undefined) {
        event.preventDefault();
        seekToBeat(beat);
      } else if (fork !== null && fork !== undefined) void this.#fork(picture, fork);
    });
  }

  /** Forks at the playhead; at a beat when the button names one (`at`), or not before it (`from`). */
  async #fork(picture: Picture, { dataset }: HTMLElement): Promise<void> {
    const { fork = "", at, from } = dataset;
    const [original] = picture.branches;
    const isOriginal = picture.branches.length === 1;
    const earliest = original?.timeline.log.positionOf(seqOf(picture.story, from) ?? 0) ?? 0;
    if (at !== undefined) {
      if (!isOriginal) this.#startOver(picture);
      picture.seek({ beat: at });
    } else if (isOriginal && picture.position < earliest) picture.position = earliest;
    bringIntoView(picture);
    // The next arrow key is meant for the picture.
    picture.shadowRoot?.querySelector<HTMLElement>("[part=stage]")?.focus({ preventScroll: true });
    // The picture itself says why when a fork cannot be run.
    await picture.fork(fork).catch(() => undefined);
  }

  #startOver(picture: Picture): void {
    this.#forks.length = 0;
    const trace = this.querySelector("[data-trace]")?.textContent ?? "";
    picture.trace = readTraceFile(trace);
  }

  /** Marks the current story point wherever the page names it. */
  #markBeat(picture: Picture, seq: number | undefined): void {
    const beats = picture.story?.beats ?? [];
    const current = beats.findLast((beat) => seq !== undefined && beat.seq <= seq);
    for (const link of document.querySelectorAll<HTMLElement>('a[href^="#beat-"]')) {
      if (beatOfLink(link) === current?.id) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }

  /** Browsers limit how often an address may change; while playing it is written at rests only. */
  #keepPlace(picture: Picture): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const active = this.#forks.findIndex(({ branch }) => branch === picture.branch) + 1;
      const place = formatPlace({ position: picture.position, forks: this.#forks, active });
      history.replaceState(history.state, "", `#${place}`);
    }, quietMs);
  }

  async #restore(picture: Picture): Promise<void> {
    const place: FigurePlace | undefined = readPlace(location.hash);
    if (place === undefined) return;
    const made: string[] = ["original"];
    for (const { id, position, from = 0 } of place.forks) {
      picture.branch = made[from] ?? "original";
      picture.position = position;
      const branch = await picture.fork(id).catch(() => undefined);
      if (branch === undefined) break;
      made.push(branch.id);
    }
    if (place.active !== undefined) picture.branch = made[place.active] ?? "original";
    picture.position = place.position;
  }
}

/** Safari has no idle callback; a moment after the load will do there. */
function whenIdle(work: () => void): void {
  const start = (): void => {
    if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 5000 });
    else setTimeout(work, 1500);
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

function seqOf(story: Story | undefined, beat: string | undefined): number | undefined {
  return story?.beats.find(({ id }) => id === beat)?.seq;
}

customElements.define("lab-figure", LabFigure);
