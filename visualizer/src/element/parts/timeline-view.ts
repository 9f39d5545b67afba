import { forkKit } from "../../controls/fork-kit.ts";
import { type TimelineAxis, timelineAxis } from "../../controls/timeline-scale.ts";
import { circle, line, type Mark, rect } from "../../layout/marks/mark.ts";
import type { Futures } from "../../layout/timeline/braid.ts";
import { timelineHeight, timelineMarks } from "../../layout/timeline/timeline-layout.ts";
import { drawMarks } from "../../render/draw-marks.ts";
import { momentText } from "../../text/amounts.ts";
import { plainText } from "../../text/segment.ts";
import type { Moment } from "../moment/moment.ts";
import { told } from "../moment/told.ts";
import type { Send } from "../state/intent.ts";
import { make, makeSvg, setAttribute } from "./dom.ts";
import type { Part } from "./slots.ts";

/** The slider under the stage: a drag scrubs, a wheel with Ctrl or Shift and two fingers zoom. */
export class TimelineView implements Part {
  readonly isSlow = true;
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #ground: SVGGElement;
  readonly #head: SVGGElement;
  readonly #send: Send;
  #axis: TimelineAxis | undefined;
  #drawn = "";

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.#svg = makeSvg(document, "iv-stage");
    const namespace = "http://www.w3.org/2000/svg";
    this.#ground = document.createElementNS(namespace, "g");
    this.#head = document.createElementNS(namespace, "g");
    this.#svg.append(this.#ground, this.#head);
    this.element = make(
      document,
      "div",
      { class: "timeline", part: "timeline", role: "slider", tabindex: 0 },
      [this.#svg],
    );
    this.#wheel();
    this.#scrubbing();
  }

  draw(moment: Moment): void {
    const { state, timeline, text } = moment;
    setAttribute(this.element, "hidden", !state.hasTimeline);
    if (!state.hasTimeline) return;
    const { width, scale: kind, zoom } = state;
    const futures = futuresOf(moment);
    const { bookmarks } = state;
    const axis = timelineAxis(timeline, kind, width, zoom);
    this.#axis = axis;
    const height = timelineHeight(futures !== undefined);
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${height}`);
    const { length, beats } = timeline;
    const shape = [width, kind, length, beats.length, zoom, bookmarks, futures, state.edition];
    const drawn = JSON.stringify(shape);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const places = { width, kind, xOf: axis.xOf, ticks: axis.ticks };
      drawMarks(this.#ground, [
        ...timelineMarks(timeline, places, bookmarks),
        ...(futures === undefined ? [] : forkKit().futureMarks(places, futures)),
      ]);
    }
    this.frame(moment);
    setAttribute(this.element, "aria-label", text.timeline);
    setAttribute(this.element, "aria-valuemin", 0);
    setAttribute(this.element, "aria-valuemax", timeline.length);
    setAttribute(this.element, "aria-valuetext", valueText(moment));
  }

  /** On the way the knob is where the picture is; whoever does not see it hears of the end. */
  frame({ state, position, active }: Moment): void {
    if (this.#axis === undefined || !state.hasTimeline) return;
    drawMarks(this.#head, playhead(this.#axis.xOf(active.towards), state.width));
    setAttribute(this.element, "aria-valuenow", position);
  }

  get #width(): number {
    return Number(this.#svg.getAttribute("viewBox")?.split(" ")[2] ?? 0);
  }

  /** A place on the screen in units of the drawing. */
  #unitsAt(clientX: number): number | undefined {
    const { left, width } = this.#svg.getBoundingClientRect();
    return width === 0 ? undefined : ((clientX - left) / width) * this.#width;
  }

  /** A plain wheel scrolls the page. */
  #wheel(): void {
    this.element.addEventListener(
      "wheel",
      (event) => {
        const x = this.#unitsAt(event.clientX);
        if (x === undefined || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        if (event.shiftKey) this.#send({ kind: "pan-by", pixels: -(event.deltaX || event.deltaY) });
        else this.#send({ kind: "zoom-at", factor: 2 ** (-event.deltaY / 200), x });
      },
      { passive: false },
    );
  }

  #scrubbing(): void {
    const fingers = new Map<number, number>();
    const seek = (clientX: number): void => {
      const x = this.#unitsAt(clientX);
      if (x !== undefined && this.#axis !== undefined)
        this.#send({ kind: "seek", position: this.#axis.positionAt(x) });
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#hasHit(event)) return;
      fingers.set(event.pointerId, event.clientX);
      this.element.setPointerCapture(event.pointerId);
      if (fingers.size === 1) seek(event.clientX);
    });
    this.element.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, event.clientX);
      if (other === undefined) seek(event.clientX);
      else this.#pinch(other, before, event.clientX);
    });
    for (const type of ["pointerup", "pointercancel"] as const) {
      this.element.addEventListener(type, (event) => fingers.delete(event.pointerId));
    }
  }

  /** One finger rests at `still`, the other one moved. */
  #pinch(still: number, before: number, now: number): void {
    const x = this.#unitsAt(still);
    const spread = Math.abs(before - still);
    if (x === undefined || spread < 1) return;
    this.#send({ kind: "zoom-at", factor: Math.abs(now - still) / spread, x });
  }

  /** A press on a branch or a beat's flag. Inside a shadow root, targets are found by the path. */
  #hasHit(event: PointerEvent): boolean {
    const target = event.composedPath()[0] as Element;
    const branch = target.closest("[data-branch]")?.getAttribute("data-branch");
    const flag = target.closest("[data-position]")?.getAttribute("data-position");
    if (typeof branch === "string") this.#send({ kind: "activate", branch });
    else if (typeof flag === "string") this.#send({ kind: "seek", position: Number(flag) });
    return typeof branch === "string" || typeof flag === "string";
  }
}

function playhead(x: number, width: number): readonly Mark[] {
  if (x < -8 || x > width + 8) return [];
  return [
    rect(
      "played",
      { x: 0, y: 1, width: Math.max(0, x), height: timelineHeight(false) - 2 },
      "iv-played",
    ),
    line("line", x, 2, x, timelineHeight(false) - 2, "iv-playhead"),
    circle("knob", x, timelineHeight(false) - 8, 6, "iv-playhead-knob"),
  ];
}

/** For people who do not see the knob. */
function valueText({ timeline, position, state }: Moment): string {
  const record = timeline.log.recordAt(position);
  const at = momentText((record?.at ?? timeline.log.startAt) - timeline.log.startAt);
  const sentence = plainText(told(timeline, position, state.language));
  return state.language === "en"
    ? `step ${position} of ${timeline.length}, ${at}, ${sentence}`
    : `第 ${position} 步，共 ${timeline.length} 步，${at}，${sentence}`;
}

function futuresOf({ branches, state }: Moment): Futures | undefined {
  const [asItWas, whatIf] = branches.shown;
  if (asItWas === undefined || whatIf === undefined) return undefined;
  const { first, converged } = forkKit().meetingPoints(branches);
  return {
    firstDifference: first,
    converged,
    braid: {
      from: whatIf.forked?.position ?? 0,
      names: [asItWas.label[state.language], whatIf.label[state.language]],
      ids: [asItWas.id, whatIf.id],
      isWhatIfActive: branches.active === whatIf,
    },
  };
}
