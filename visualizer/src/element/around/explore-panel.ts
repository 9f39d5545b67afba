import { timelineAxis } from "../../controls/timeline-scale.ts";
import { type Outcome, outcomeOf } from "../../model/readers/outcome.ts";
import { drawMarks } from "../../render/draw-marks.ts";
import { nearestSample, type PainSample, painHeight, painMarks } from "../../strip/pain-strip.ts";
import { momentText } from "../../text/amounts.ts";
import {
  exploreWord,
  type Measure,
  measureName,
  measures,
  measureText,
  outcomeText,
} from "../../text/panels/explore-text.ts";
import type { Moment } from "../moment/moment.ts";
import { make, makeSvg, setAttribute, setText } from "../parts/dom.ts";
import type { Send } from "../state/intent.ts";
import { ExplorationRun, type Explored, type Probe } from "./exploration.ts";
import type { Panel } from "./panel.ts";
import { panelStripStyle } from "./panel-strip-style.ts";

/** Pick up a fault and see, for every moment, what it would cause there; drop it where it hurts. */
export function createExplorePanel(document: Document, send: Send): Panel {
  return new ExplorePanel(document, send);
}

class ExplorePanel implements Panel {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #choices: HTMLElement;
  readonly #strip: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #layer: SVGGElement;
  readonly #words: HTMLElement;
  readonly #progress: HTMLElement;
  #run: ExplorationRun | undefined;
  #measure: Measure = "wrongMs";
  #at: number | undefined;
  #moment: Moment | undefined;
  #frame = false;
  #offered = "";
  #base: { readonly of: unknown; readonly outcome: Outcome } | undefined;
  #leaveTimeline = (): void => {};

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.#choices = make(document, "div", { class: "explore-choices" });
    this.#svg = makeSvg(document, "iv-stage");
    this.#layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.#svg.append(this.#layer);
    this.#strip = make(document, "div", { class: "pain", role: "slider", tabindex: 0 }, [
      this.#svg,
    ]);
    this.#words = make(document, "p", { class: "explore-words", role: "status" });
    this.#progress = make(document, "p", { class: "note" });
    this.element = make(document, "section", { class: "explore", part: "explore" }, [
      panelStripStyle(document),
      this.#strip,
      this.#words,
      this.#progress,
      this.#choices,
    ]);
    this.#listen();
  }

  draw(moment: Moment): void {
    if (this.#moment !== undefined && this.#moment.timeline !== moment.timeline) this.close();
    this.#moment = moment;
    this.#offer(moment);
    this.#redraw();
  }

  close(): void {
    this.#run?.cancel();
    this.#run = undefined;
    this.#at = undefined;
    this.#leaveTimeline();
  }

  /** Faults, ladders and measures as buttons. */
  #offer({ state }: Moment): void {
    const { language, runner } = state;
    const own = this.#run?.explored.choice.id ?? "";
    const offered = JSON.stringify([language, own, this.#measure, runner?.forks.length]);
    if (offered === this.#offered || runner === undefined) return;
    this.#offered = offered;
    const document = this.element.ownerDocument;
    const group = (
      word: "pick" | "turn" | "measure",
      buttons: readonly HTMLElement[],
    ): HTMLElement =>
      make(
        document,
        "div",
        { class: "explore-group", role: "group", "aria-label": exploreWord(word, language) },
        [make(document, "span", { class: "note" }, [exploreWord(word, language)]), ...buttons],
      );
    const button = (
      text: string,
      isPressed: boolean,
      id: string,
      onclick: () => void,
    ): HTMLElement =>
      make(
        document,
        "button",
        {
          type: "button",
          class: "button outlined",
          "aria-pressed": String(isPressed),
          "data-explore": id,
          onclick,
        },
        [text],
      );
    const pick = (explored: Explored): HTMLElement =>
      button(explored.choice.label[language], own === explored.choice.id, explored.choice.id, () =>
        this.#pick(explored),
      );
    this.#choices.replaceChildren(
      group(
        "measure",
        measures.map((one) =>
          button(measureName(one, language), one === this.#measure, one, () => this.#judgeBy(one)),
        ),
      ),
      group(
        "pick",
        runner.forks
          .filter(({ isUnsound }) => isUnsound !== true)
          .map((choice) => pick({ kind: "fault", choice })),
      ),
      group(
        "turn",
        (runner.ladders ?? []).map((choice) => pick({ kind: "ladder", choice })),
      ),
    );
  }

  #judgeBy(measure: Measure): void {
    this.#measure = measure;
    this.#refresh();
  }

  #pick(explored: Explored): void {
    const moment = this.#moment;
    const { runner, informer } = moment?.state ?? {};
    if (moment === undefined || runner === undefined) return;
    const isSame = this.#run?.explored.choice.id === explored.choice.id;
    this.close();
    if (!isSame) {
      this.#run = new ExplorationRun(explored, moment.timeline.log, runner, informer, () =>
        this.#soon(),
      );
      this.#at = 0;
      if (explored.kind === "fault") this.#hoverTimeline();
      this.#strip.focus({ preventScroll: true });
    }
    this.#refresh();
  }

  #refresh(): void {
    if (this.#moment !== undefined) this.draw(this.#moment);
  }

  /** Many answers come within one frame. */
  #soon(): void {
    if (this.#frame) return;
    this.#frame = true;
    this.element.ownerDocument.defaultView?.requestAnimationFrame(() => {
      this.#frame = false;
      this.#redraw();
    });
  }

  #samples(): readonly PainSample[] {
    const { state, timeline } = this.#moment ?? {};
    if (this.#run === undefined || state === undefined || timeline === undefined) return [];
    const { probes } = this.#run;
    const axis = timelineAxis(timeline, state.scale, state.width, state.zoom);
    return probes.map((probe, index): PainSample => {
      const value = typeof probe.outcome === "object" ? probe.outcome[this.#measure] : undefined;
      const rung = ((index + 0.5) / probes.length) * state.width;
      const x = probe.point === undefined ? rung : axis.xOf(probe.point.position);
      return probe.name === undefined ? { x, value } : { x, value, name: probe.name };
    });
  }

  #redraw(): void {
    const moment = this.#moment;
    const run = this.#run;
    setAttribute(this.#strip, "hidden", run === undefined || run.probes.length === 0);
    setAttribute(this.#progress, "hidden", run === undefined);
    if (moment === undefined) return;
    const { language, width } = moment.state;
    if (run === undefined) {
      setText(this.#words, exploreWord("hint", language));
      return;
    }
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${painHeight}`);
    const textOf = (value: number): string => measureText(this.#measure, value, language);
    const usual = this.#usual(moment)[this.#measure];
    drawMarks(
      this.#layer,
      painMarks({ width, samples: this.#samples(), at: this.#at, usual, textOf }),
    );
    this.#say(moment, run);
  }

  #say({ state, timeline }: Moment, run: ExplorationRun): void {
    const { language } = state;
    const all = run.probes.length;
    const worst = this.#worst(run);
    const isDone = run.done === all;
    const summary =
      all === 0
        ? exploreWord("notHere", language)
        : !isDone
          ? exploreWord("working", language, { done: run.done, all })
          : worst === undefined
            ? exploreWord("noneRun", language, { all })
            : exploreWord("done", language, {
                all,
                worst: measureText(this.#measure, worst.value, language),
                place: this.#placeOf(worst.probe),
              });
    setText(
      this.#progress,
      `${summary} ${exploreWord(run.explored.kind === "fault" ? "hint" : "ladderHint", language)}`,
    );
    const probe = run.probes[this.#at ?? 0];
    const { outcome } = probe ?? {};
    const caused =
      outcome === undefined
        ? exploreWord("waiting", language)
        : outcome === "failed"
          ? exploreWord("notRun", language)
          : outcomeText(outcome, language);
    const label = run.explored.choice.label[language];
    const sentence = probe === undefined ? "" : `${label}, ${this.#placeOf(probe)}: ${caused}`;
    setText(this.#words, sentence);
    setAttribute(this.#strip, "aria-label", exploreWord("strip", language));
    setAttribute(this.#strip, "aria-valuemin", 0);
    setAttribute(this.#strip, "aria-valuemax", Math.max(0, all - 1));
    setAttribute(this.#strip, "aria-valuenow", this.#at ?? 0);
    setAttribute(this.#strip, "aria-valuetext", sentence);
    setAttribute(this.#strip, "data-length", timeline.length);
  }

  #placeOf(probe: Probe): string {
    const { language } = this.#moment?.state ?? { language: "en" as const };
    const { point, name = "" } = probe;
    return point === undefined
      ? name
      : exploreWord("place", language, { step: point.position, at: momentText(point.atMs) });
  }

  #worst(run: ExplorationRun): { readonly probe: Probe; readonly value: number } | undefined {
    let worst: { readonly probe: Probe; readonly value: number } | undefined;
    for (const probe of run.probes) {
      if (typeof probe.outcome !== "object") continue;
      const value = probe.outcome[this.#measure];
      if (worst === undefined || value > worst.value) worst = { probe, value };
    }
    return worst;
  }

  /** What the run costs as it is. */
  #usual({ timeline, state }: Moment): Outcome {
    if (this.#base?.of !== timeline) {
      this.#base = { of: timeline, outcome: outcomeOf(timeline.log.toFile(), state.informer) };
    }
    return this.#base.outcome;
  }

  #listen(): void {
    const move = (event: PointerEvent): void => this.#moveTo(this.#unitsAt(this.#svg, event));
    this.#strip.addEventListener("pointermove", move);
    this.#strip.addEventListener("click", () => this.#drop());
    this.#strip.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#run?.probes.length ?? 1) - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(0, (this.#at ?? 0) - 1),
      ArrowRight: Math.min(last, (this.#at ?? -1) + 1),
      PageUp: Math.max(0, (this.#at ?? 0) - 10),
      PageDown: Math.min(last, (this.#at ?? 0) + 10),
      Home: 0,
      End: last,
    };
    const index = to[event.key];
    if (index !== undefined) this.#at = index;
    else if (event.key === "Enter" || event.key === " ") this.#drop();
    else if (event.key === "Escape" && this.#run !== undefined) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.#refresh();
  }

  #unitsAt(element: Element, event: PointerEvent | MouseEvent): number {
    const { left, width } = element.getBoundingClientRect();
    return width === 0
      ? 0
      : ((event.clientX - left) / width) * (this.#moment?.state.width ?? width);
  }

  #moveTo(x: number): void {
    const at = nearestSample(this.#samples(), x);
    if (at === undefined || at === this.#at) return;
    this.#at = at;
    this.#redraw();
  }

  /** While a fault is held, the timeline shows where it would go, and a press on it drops it. */
  #hoverTimeline(): void {
    const root = this.element.getRootNode() as ParentNode;
    const timeline = root.querySelector<HTMLElement>(".timeline");
    if (timeline === null) return;
    const move = (event: PointerEvent): void => this.#moveTo(this.#unitsAt(timeline, event));
    const press = (event: PointerEvent): void => {
      event.stopPropagation();
      event.preventDefault();
      move(event);
      this.#drop();
    };
    const options = { capture: true };
    timeline.addEventListener("pointermove", move, options);
    timeline.addEventListener("pointerdown", press, options);
    this.#leaveTimeline = () => {
      timeline.removeEventListener("pointermove", move, options);
      timeline.removeEventListener("pointerdown", press, options);
      this.#leaveTimeline = () => {};
    };
  }

  /** Dropped: the run forks there, and both futures are shown. */
  #drop(): void {
    const run = this.#run;
    const probe = run?.probes[this.#at ?? -1];
    if (run === undefined || probe === undefined) return;
    const { explored } = run;
    this.close();
    this.#refresh();
    this.#send({ kind: "seek", position: probe.point?.position ?? 0 });
    if (explored.kind === "fault") {
      this.#send({ kind: "choose-fork", choice: explored.choice });
      return;
    }
    const { id, label } = explored.choice;
    const named = { en: `${label.en}: ${probe.name}`, "zh-CN": `${label["zh-CN"]}：${probe.name}` };
    this.#send({ kind: "choose-fork", choice: { id, label: named, apply: () => probe.scenario } });
  }
}
