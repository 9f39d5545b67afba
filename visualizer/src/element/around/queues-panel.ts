import type { Runner } from "../../controls/runner.ts";
import { readerStates } from "../../model/readers/reader-states.ts";
import { comparesQueues } from "../../model/runs/queues-of-run.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { QueueFlavour } from "../../model/world/world.ts";
import { drawMarks } from "../../render/draw-marks.ts";
import { lanesHeight, type QueueLane, queueLaneMarks } from "../../strip/queue-lanes.ts";
import { momentText } from "../../text/amounts.ts";
import { stageText } from "../../text/catalogue.ts";
import { queuesWord, stateText } from "../../text/panels/queues-text.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import type { Moment } from "../moment/moment.ts";
import { make, makeSvg, setAttribute, setText } from "../parts/dom.ts";
import type { Send } from "../state/intent.ts";
import type { Panel } from "./panel.ts";
import { panelStripStyle } from "./panel-strip-style.ts";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

/** The same writes through the three queues, and every state that a reader sees in each. */
export function createQueuesPanel(document: Document, send: Send): Panel {
  return new QueuesPanel(document, send);
}

/** One queue's states; `informer` names whose copy it is, where the run that is shown has several. */
type Lanes = ReadonlyMap<
  QueueFlavour,
  { readonly states: QueueLane["states"]; readonly informer?: string }
>;

class QueuesPanel implements Panel {
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #layer: SVGGElement;
  readonly #strip: HTMLElement;
  readonly #words: HTMLElement;
  readonly #summary: HTMLElement;
  #runs:
    | {
        readonly of: unknown;
        readonly lanes: Lanes | string | undefined;
      }
    | undefined;
  #at: { lane: number; index: number } | undefined;
  #moment: Moment | undefined;
  readonly #send: Send;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.#svg = makeSvg(document, "iv-stage");
    this.#layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.#svg.append(this.#layer);
    this.#strip = make(document, "div", { class: "queue-lanes", role: "slider", tabindex: 0 }, [
      this.#svg,
    ]);
    this.#words = make(document, "p", { class: "explore-words", role: "status" });
    this.#summary = make(document, "p", { class: "note" });
    this.element = make(document, "section", { class: "explore", part: "queues" }, [
      panelStripStyle(document),
      this.#strip,
      this.#words,
      this.#summary,
    ]);
    const point = (event: Event): boolean => {
      const target = event.composedPath()[0] as Element;
      const [lane, index] = (target.closest("[data-state]")?.getAttribute("data-state") ?? "")
        .split(" ")
        .map(Number);
      if (lane === undefined || index === undefined) return false;
      this.#at = { lane, index };
      this.#redraw();
      return true;
    };
    this.#strip.addEventListener("pointerover", point);
    this.#strip.addEventListener("click", (event) => {
      if (point(event)) this.#show();
    });
    this.#strip.addEventListener("keydown", (event) => this.#key(event));
  }

  draw(moment: Moment): void {
    this.#moment = moment;
    const { timeline, state } = moment;
    const { scenario } = timeline.log;
    const source = comparesQueues(timeline) ? timeline : scenario;
    if (this.#runs?.of !== source && source === timeline) {
      this.#at = undefined;
      this.#runs = { of: timeline, lanes: lanesOf(timeline) };
    } else if (this.#runs?.of !== source && state.runner !== undefined && source !== undefined) {
      this.#runs = { of: source, lanes: undefined };
      this.#at = undefined;
      void this.#runAll(source, state.runner, state.informer);
    }
    this.#redraw();
  }

  /** Where the states are those of the run that is shown, the picture goes to the one that was pressed. */
  #show(): void {
    const { lanes } = this.#runs ?? {};
    if (lanes === undefined || typeof lanes === "string" || this.#at === undefined) return;
    const { informer, states } = [...lanes.values()][this.#at.lane] ?? {};
    const position = states?.[this.#at.index]?.position;
    if (informer === undefined || position === undefined) return;
    this.#send({ kind: "informer", informer });
    this.#send({ kind: "seek", position });
  }

  async #runAll(scenario: unknown, runner: Runner, informer: string | undefined): Promise<void> {
    try {
      const lanes = new Map<QueueFlavour, { readonly states: QueueLane["states"] }>();
      for (const flavour of flavours) {
        const changed = runner.withQueue?.(scenario, flavour);
        if (changed === undefined) continue;
        const log = new TraceLog(await runner.run(changed));
        const started = log.records.find(({ fact }) => fact.kind === "informer.started")?.fact;
        const first = started !== undefined && "informer" in started ? started.informer : "";
        lanes.set(flavour, { states: readerStates(log, informer ?? first) });
      }
      this.#keep(scenario, lanes);
    } catch (error) {
      this.#keep(scenario, error instanceof Error ? error.message : String(error));
    }
  }

  #keep(scenario: unknown, lanes: Lanes | string): void {
    if (this.#runs?.of !== scenario) return;
    this.#runs = { of: scenario, lanes };
    this.#redraw();
  }

  #lanes(): readonly QueueLane[] {
    const language = this.#moment?.state.language ?? "en";
    const runs = this.#runs?.lanes;
    if (runs === undefined || typeof runs === "string") return [];
    const names = stageText(language).flavours;
    return [...runs].map(([id, { states }]) => ({ id, name: names[id], states }));
  }

  #redraw(): void {
    const { language, width } = this.#moment?.state ?? { language: "en" as const, width: 0 };
    const lanes = this.#lanes();
    const runs = this.#runs?.lanes;
    setAttribute(this.#strip, "hidden", lanes.length === 0);
    if (lanes.length === 0) {
      const isBroken = typeof runs === "string";
      setText(
        this.#words,
        isBroken
          ? queuesWord("failed", language, { error: runs })
          : queuesWord("running", language),
      );
      return;
    }
    const at = this.#at ?? firstNever(lanes);
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${lanesHeight(lanes.length)}`);
    drawMarks(this.#layer, queueLaneMarks({ width, lanes, at }, momentText));
    const state = lanes[at.lane]?.states[at.index];
    const sentence =
      state === undefined ? "" : stateText(state, lanes[at.lane]?.name ?? "", language);
    setText(this.#words, sentence);
    const counts = lanes.map(({ name, states }) => {
      const never = states.filter(({ existedAt }) => existedAt === undefined).length;
      return queuesWord("count", language, { queue: name, never, all: states.length });
    });
    setText(this.#summary, [...counts, queuesWord("hint", language)].join(" "));
    setAttribute(this.#strip, "aria-label", queuesWord("strip", language));
    setAttribute(this.#strip, "aria-valuemin", 1);
    setAttribute(this.#strip, "aria-valuemax", lanes[at.lane]?.states.length ?? 1);
    setAttribute(this.#strip, "aria-valuenow", at.index + 1);
    setAttribute(this.#strip, "aria-valuetext", sentence);
  }

  #key(event: KeyboardEvent): void {
    const lanes = this.#lanes();
    const { lane, index } = this.#at ?? firstNever(lanes);
    const last = (lanes[lane]?.states.length ?? 1) - 1;
    const other = (to: number): { lane: number; index: number } => ({
      lane: to,
      index: Math.min(index, (lanes[to]?.states.length ?? 1) - 1),
    });
    const to: Readonly<Record<string, { lane: number; index: number }>> = {
      ArrowLeft: { lane, index: Math.max(0, index - 1) },
      ArrowRight: { lane, index: Math.min(last, index + 1) },
      ArrowUp: other(Math.max(0, lane - 1)),
      ArrowDown: other(Math.min(lanes.length - 1, lane + 1)),
      Home: { lane, index: 0 },
      End: { lane, index: last },
    };
    const next = to[event.key];
    if (event.key === "Enter") this.#show();
    if (next === undefined && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) this.#at = next;
    this.#redraw();
  }
}

/** The states that each informer's reader sees in one run. */
function lanesOf(timeline: Timeline): Lanes {
  return new Map(
    [...timeline.end.informers.values()].map(({ name, flavour }) => [
      flavour,
      { informer: name, states: readerStates(timeline.log, name) },
    ]),
  );
}

/** What is worth a look first: a state that never existed, after the sync if there is one. */
function firstNever(lanes: readonly QueueLane[]): { lane: number; index: number } {
  for (const wantsSynced of [true, false]) {
    for (const [lane, { states }] of lanes.entries()) {
      const index = states.findIndex(
        (state) => state.existedAt === undefined && (state.isSynced || !wantsSynced),
      );
      if (index >= 0) return { lane, index };
    }
  }
  return { lane: 0, index: 0 };
}
