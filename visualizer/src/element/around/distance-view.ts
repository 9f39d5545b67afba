import type { Branch } from "../../controls/branch.ts";
import { type TimelineAxis, timelineAxis } from "../../controls/timeline-scale.ts";
import { line } from "../../layout/marks/mark.ts";
import { DistanceToTruth } from "../../model/readers/distance.ts";
import { counterpart } from "../../model/runs/counterpart.ts";
import { drawMarks } from "../../render/draw-marks.ts";
import { type DistanceLine, distanceHeight, distanceMarks } from "../../strip/distance-chart.ts";
import { distanceText, distanceWord } from "../../text/panels/distance-text.ts";
import type { Moment } from "../moment/moment.ts";
import { make, makeSvg, setAttribute, setText } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";
import type { Send } from "../state/intent.ts";
import { distanceStyle } from "./distance-style.ts";

const dashes = ["", "6 3", "2 3", "8 3 2 3"];

/** How wrong the shown informer's copy is over time, one line for each future; a press goes there. */
export class DistanceView implements Part {
  readonly isSlow = true;
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #ground: SVGGElement;
  readonly #head: SVGGElement;
  readonly #readout: HTMLElement;
  readonly #title: HTMLElement;
  readonly #curves = new WeakMap<Branch, Map<string, DistanceToTruth>>();
  #drawn = "";
  /** Not a function made while drawing: it would keep the moment, and the whole drawing with it. */
  #axis: TimelineAxis | undefined;
  #width = 0;
  #own: DistanceToTruth | undefined;

  constructor(document: Document, send: Send) {
    const namespace = "http://www.w3.org/2000/svg";
    this.#svg = makeSvg(document, "iv-stage");
    this.#ground = document.createElementNS(namespace, "g");
    this.#head = document.createElementNS(namespace, "g");
    this.#svg.append(this.#ground, this.#head);
    this.#title = make(document, "span", { class: "distance-title" });
    this.#readout = make(document, "span", { class: "note" });
    this.element = make(document, "div", { class: "distance", part: "distance" }, [
      make(document, "p", { class: "distance-words" }, [this.#title, " ", this.#readout]),
      this.#svg,
      distanceStyle(document),
    ]);
    const press = (event: PointerEvent): void => {
      const { left, width } = this.#svg.getBoundingClientRect();
      if (width === 0 || this.#axis === undefined || (event.buttons & 1) === 0) return;
      const x = ((event.clientX - left) / width) * this.#width;
      send({ kind: "seek", position: this.#axis.positionAt(x) });
    };
    this.#svg.addEventListener("pointerdown", press);
    this.#svg.addEventListener("pointermove", press);
  }

  draw(moment: Moment): void {
    const { state, timeline, branches } = moment;
    const { width, scale, zoom, language, edition } = state;
    const informer = state.informer ?? [...timeline.end.informers.keys()][0];
    const own = informer === undefined ? undefined : this.#curve(branches.active, informer);
    const isShown = state.hasTimeline && own?.isKnown === true;
    setAttribute(this.element, "hidden", !isShown);
    if (own === undefined || informer === undefined || !isShown) return;
    const axis = timelineAxis(timeline, scale, width, zoom);
    this.#axis = axis;
    this.#width = width;
    this.#own = own;
    setText(this.#title, distanceWord("title", language));
    setAttribute(this.#title, "title", distanceWord("hint", language));
    setAttribute(this.#svg, "viewBox", `0 0 ${width} ${distanceHeight}`);
    const ids = branches.all.map(({ id }) => id);
    const drawn = JSON.stringify([
      width,
      scale,
      zoom,
      edition,
      timeline.length,
      informer,
      language,
      ids,
      branches.active.id,
    ]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const lines = branches.all.map(
        (branch, index): DistanceLine => ({
          id: branch.id,
          distance: this.#curve(branch, informer),
          isActive: branch === branches.active,
          xOf: (at) => axis.xOf(placeOn(moment, branch, at)),
          endX: axis.xOf(placeOn(moment, branch, branch.timeline.length)),
          dashes: dashes[index] ?? "",
        }),
      );
      const words = { unsynced: distanceWord("unsynced", language) };
      drawMarks(this.#ground, distanceMarks({ width, lines, words }));
    }
    this.frame(moment);
  }

  /** On the way it says how wrong the copy is that the stage shows, not the one at the end. */
  frame({ state, timeline, active }: Moment): void {
    if (this.element.hidden || this.#own === undefined) return;
    setText(this.#readout, distanceText(this.#own.at(active.towards), state.language));
    const x = timelineAxis(timeline, state.scale, state.width, state.zoom).xOf(active.towards);
    const isSeen = x >= 0 && x <= state.width;
    drawMarks(this.#head, isSeen ? [line("line", x, 1, x, distanceHeight - 1, "iv-playhead")] : []);
  }

  #curve(branch: Branch, informer: string): DistanceToTruth {
    const curves = this.#curves.get(branch) ?? new Map<string, DistanceToTruth>();
    this.#curves.set(branch, curves);
    const known = curves.get(informer) ?? new DistanceToTruth(branch.timeline.log, informer);
    curves.set(informer, known);
    known.extend();
    return known;
  }
}

/** Where a position of any future is on the timeline of the one that steps. */
function placeOn({ branches }: Moment, branch: Branch, position: number): number {
  const { active } = branches;
  if (branch === active) return position;
  const common = branch.forked?.position ?? active.forked?.position ?? 0;
  return counterpart(branch.timeline, active.timeline, position, common);
}
