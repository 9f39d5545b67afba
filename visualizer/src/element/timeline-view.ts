import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity } from "d3-zoom";
import {
  type TimelineAxis,
  type TimelineScale,
  timelineAxis,
  type Zoom,
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

/** The slider under the stage. Zooming is d3-zoom's; scrubbing is ours. */
export class TimelineView {
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #ground: SVGGElement;
  readonly #head: SVGGElement;
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  readonly #hooks: TimelineHooks;
  #transform: Zoom = { k: 1, x: 0 };
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
    this.#zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1, 400])
      // A plain wheel scrolls the page, a plain drag moves the playhead.
      .filter((event: Event) => {
        if (event.type === "wheel")
          return (
            (event as WheelEvent).ctrlKey ||
            (event as WheelEvent).metaKey ||
            (event as WheelEvent).shiftKey
          );
        return event.type.startsWith("touch") && (event as TouchEvent).touches.length > 1;
      })
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        this.#transform = { k: event.transform.k, x: event.transform.x };
        this.#hooks.zoomed();
      });
    select(this.#svg).call(this.#zoom).on("dblclick.zoom", null);
    this.#scrubbing();
  }

  draw(state: TimelineState): void {
    const { timeline, position, width, kind, flags } = state;
    const axis = timelineAxis(timeline, kind, width, this.#transform);
    this.#axis = axis;
    const height = timelineHeight(flags.forks.length);
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${height}`);
    this.#zoom
      .extent([
        [0, 0],
        [width, height],
      ])
      .translateExtent([
        [0, 0],
        [width, height],
      ]);
    const drawn = JSON.stringify([
      width,
      kind,
      timeline.length,
      timeline.beats.length,
      this.#transform,
      flags,
    ]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const ticks = axis.scale
        .ticks(Math.max(2, Math.floor(width / 90)))
        .filter((value) => Number.isInteger(value) && value >= 0);
      const places = {
        width,
        kind,
        xOf: axis.xOf,
        ticks: ticks.map((value) => ({ value, x: axis.scale(value) })),
      };
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
    select(this.#svg).call(this.#zoom.scaleBy, factor);
  }

  zoomAll(): void {
    select(this.#svg).call(this.#zoom.transform, zoomIdentity);
  }

  panBy(direction: 1 | -1): void {
    select(this.#svg).call(this.#zoom.translateBy, (-direction * 120) / this.#transform.k, 0);
  }

  #scrubbing(): void {
    let isDown = false;
    const seek = (event: PointerEvent): void => {
      const { left, width } = this.#svg.getBoundingClientRect();
      const axis = this.#axis;
      if (axis === undefined || width === 0) return;
      const units = Number(this.#svg.getAttribute("viewBox")?.split(" ")[2] ?? width);
      this.#hooks.seek(axis.positionAt(((event.clientX - left) / width) * units));
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const target = event.composedPath()[0] as Element;
      const branch = target.closest?.("[data-branch]")?.getAttribute("data-branch");
      if (branch !== null && branch !== undefined) {
        this.#hooks.branch(branch);
        return;
      }
      const flag = target.closest?.("[data-position]")?.getAttribute("data-position");
      if (flag !== null && flag !== undefined) {
        this.#hooks.seek(Number(flag));
        return;
      }
      isDown = true;
      this.element.setPointerCapture(event.pointerId);
      seek(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (isDown) seek(event);
    });
    for (const type of ["pointerup", "pointercancel"] as const) {
      this.element.addEventListener(type, () => {
        isDown = false;
      });
    }
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
