import {
  pannedBy,
  type TimelineAxis,
  type TimelineScale,
  timelineAxis,
  wholeTimeline,
  type Zoom,
  zoomedAt,
} from "../controls/timeline-scale.ts";
import { circle, line, type Mark, rect } from "../layout/mark.ts";
import { type TimelineFlags, timelineHeight, timelineMarks } from "../layout/timeline-layout.ts";
import type { Timeline } from "../model/timeline.ts";
import { drawMarks } from "../render/draw-marks.ts";
import { make, makeSvg, setAttribute } from "./dom.ts";

/** What a timeline shows. */
export interface TimelineState {
  readonly timeline: Timeline;
  readonly position: number;
  readonly width: number;
  readonly kind: TimelineScale;
  readonly flags: TimelineFlags;
  readonly label: string;
  readonly valueText: string;
}

/** What a reader does on it. */
export interface TimelineHooks {
  readonly seek: (position: number) => void;
  readonly branch: (id: string) => void;
  readonly zoomed: () => void;
}

/** The slider under the stage: a drag scrubs, a wheel with Ctrl or Shift and two fingers zoom. */
export class TimelineView {
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #ground: SVGGElement;
  readonly #head: SVGGElement;
  readonly #hooks: TimelineHooks;
  #zoom: Zoom = wholeTimeline;
  #axis: TimelineAxis | undefined;
  #drawn = "";

  constructor(document: Document, hooks: TimelineHooks) {
    this.#hooks = hooks;
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

  draw(state: TimelineState): void {
    const { timeline, position, width, kind, flags } = state;
    const axis = timelineAxis(timeline, kind, width, this.#zoom);
    this.#axis = axis;
    const height = timelineHeight(flags.forks.length);
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${height}`);
    const drawn = JSON.stringify([
      width,
      kind,
      timeline.length,
      timeline.beats.length,
      this.#zoom,
      flags,
    ]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const places = { width, kind, xOf: axis.xOf, ticks: axis.ticks };
      drawMarks(this.#ground, timelineMarks(timeline, places, flags));
    }
    drawMarks(this.#head, playhead(axis.xOf(position), width));
    setAttribute(this.element, "aria-label", state.label);
    setAttribute(this.element, "aria-valuemin", 0);
    setAttribute(this.element, "aria-valuemax", timeline.length);
    setAttribute(this.element, "aria-valuenow", position);
    setAttribute(this.element, "aria-valuetext", state.valueText);
  }

  /** Another timeline is shown: what was drawn says nothing about it. */
  forget(): void {
    this.#drawn = "";
  }

  zoomBy(factor: number): void {
    this.#set(zoomedAt(this.#zoom, factor, this.#width / 2, this.#width));
  }

  zoomAll(): void {
    this.#set(wholeTimeline);
  }

  panBy(direction: 1 | -1): void {
    this.#set(pannedBy(this.#zoom, -direction * 120, this.#width));
  }

  get #width(): number {
    return Number(this.#svg.getAttribute("viewBox")?.split(" ")[2] ?? 0);
  }

  #set(zoom: Zoom): void {
    this.#zoom = zoom;
    this.#hooks.zoomed();
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
        if (event.shiftKey)
          this.#set(pannedBy(this.#zoom, -(event.deltaX || event.deltaY), this.#width));
        else this.#set(zoomedAt(this.#zoom, 2 ** (-event.deltaY / 200), x, this.#width));
      },
      { passive: false },
    );
  }

  #scrubbing(): void {
    const fingers = new Map<number, number>();
    const seek = (clientX: number): void => {
      const x = this.#unitsAt(clientX);
      if (x !== undefined && this.#axis !== undefined) this.#hooks.seek(this.#axis.positionAt(x));
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
    this.#set(zoomedAt(this.#zoom, Math.abs(now - still) / spread, x, this.#width));
  }

  /** A press on a branch or a beat's flag. Inside a shadow root, targets are found by the path. */
  #hasHit(event: PointerEvent): boolean {
    const target = event.composedPath()[0] as Element;
    const branch = target.closest("[data-branch]")?.getAttribute("data-branch");
    const flag = target.closest("[data-position]")?.getAttribute("data-position");
    if (typeof branch === "string") this.#hooks.branch(branch);
    else if (typeof flag === "string") this.#hooks.seek(Number(flag));
    return typeof branch === "string" || typeof flag === "string";
  }
}

function playhead(x: number, width: number): readonly Mark[] {
  if (x < -8 || x > width + 8) return [];
  return [
    rect(
      "played",
      { x: 0, y: 1, width: Math.max(0, x), height: timelineHeight(1) - 2 },
      "iv-played",
    ),
    line("line", x, 2, x, timelineHeight(1) - 2, "iv-playhead"),
    circle("knob", x, timelineHeight(1) - 8, 6, "iv-playhead-knob"),
  ];
}
