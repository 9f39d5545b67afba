import { group, type Mark } from "../../layout/marks/mark.ts";
import type { ItemLane, LaneScene, Scene, SceneItem } from "../../layout/marks/scene.ts";
import { sceneMarks } from "../../layout/marks/scene-marks.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { drawMarks } from "../../render/draw-marks.ts";
import { stageDefinitions } from "../../render/stage-style.ts";
import type { Moment } from "../moment/moment.ts";
import { playKit } from "../moment/play-kit.ts";
import type { Send } from "../state/intent.ts";
import { make, makeSvg, setAttribute, setText } from "./dom.ts";

/** One drawing of the pipeline, with its twin for people who do not see it. */
export class StageView {
  readonly element: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #layer: SVGGElement;
  readonly #twin: HTMLElement;
  readonly #send: Send;
  readonly #picked: (overlay: string) => boolean;
  #scene: Scene | undefined;

  /** `picked` is asked first when the reader presses something that a part has drawn. */
  constructor(document: Document, send: Send, picked: (overlay: string) => boolean) {
    this.#send = send;
    this.#picked = picked;
    this.#svg = makeSvg(document, "iv-stage");
    this.#svg.innerHTML = stageDefinitions;
    this.#layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.#svg.append(this.#layer);
    this.#svg.addEventListener("click", (event) => this.#click(event));
    this.#twin = make(document, "div", {
      class: "hidden twin",
      onfocusout: (event) => {
        const next = (event as FocusEvent).relatedTarget;
        if (!this.#twin.contains(next as Node | null)) this.#focused(undefined, undefined);
      },
    });
    this.element = make(
      document,
      "div",
      { class: "stage", part: "stage", tabindex: 0, role: "group" },
      [this.#svg, this.#twin],
    );
  }

  /** `overlay` is drawn above the items. */
  drawMoment(moment: Moment, overlay: readonly Mark[]): void {
    const { state, isStill, isMoving, active, text } = moment;
    const { scene, transition, phase } = active;
    const hasChain = !isMoving && state.panel === "inspector";
    setAttribute(this.element, "aria-label", text.picture);
    setAttribute(this.element, "data-waiting", state.playhead.isWaiting);
    setAttribute(this.#svg, "viewBox", `0 0 ${scene.width} ${scene.height}`);
    const options = {
      phase,
      isStill,
      hops: active.hops,
      selectedItem: state.selectedItem,
      focusedItem: state.focusedItem,
      focusedLane: state.focusedLane,
      chain: hasChain ? chainOf(scene, moment.timeline, state.selectedItem) : undefined,
    };
    const marks = playKit()?.frameMarks(scene, transition, options) ?? sceneMarks(scene, options);
    drawMarks(this.#layer, [...marks, group("overlay", { class: "iv-overlay" }, overlay)]);
    if (phase >= 1 && this.#scene !== scene) this.#describe(scene);
    this.#scene = scene;
  }

  /** Puts the keyboard's focus on a lane. */
  focusLane(lane: ItemLane): void {
    this.#twin.querySelector<HTMLElement>(`[data-lane="${lane}"]`)?.focus({ preventScroll: true });
  }

  /** Moves the focus by rows inside the lane that has it, or to the first lane's. */
  focusRow(direction: 1 | -1, current: string | undefined, lane: ItemLane | undefined): void {
    const items = this.#scene?.items ?? [];
    const currentItem = items.find(({ id }) => id === current);
    const wanted = currentItem?.lane ?? lane;
    const rows = wanted === undefined ? items : items.filter((item) => item.lane === wanted);
    const index =
      currentItem === undefined ? (direction === 1 ? -1 : rows.length) : rows.indexOf(currentItem);
    const next = rows[Math.min(Math.max(0, index + direction), rows.length - 1)];
    if (next === undefined) return;
    this.#row(next.id)?.focus({ preventScroll: true });
  }

  itemOf(id: string | undefined): SceneItem | undefined {
    return id === undefined ? undefined : this.#scene?.items.find((item) => item.id === id);
  }

  #row(id: string): HTMLElement | undefined {
    for (const row of this.#twin.querySelectorAll<HTMLElement>("[data-row]")) {
      if (row.dataset["row"] === id) return row;
    }
    return undefined;
  }

  #click(event: Event): void {
    const target = event.target as Element | null;
    const overlay = target?.closest("[data-overlay]")?.getAttribute("data-overlay");
    if (typeof overlay === "string" && this.#picked(overlay)) return;
    const item = target?.closest("[data-item]")?.getAttribute("data-item");
    if (item !== null && item !== undefined) {
      this.#send({ kind: "pick", item: this.itemOf(item) });
      return;
    }
    const lane = target?.closest("[data-lane]")?.getAttribute("data-lane");
    if (lane !== null && lane !== undefined)
      this.#send({ kind: "open-lane", lane: lane as ItemLane });
  }

  /** The keyboard's focus is on a row, on a lane as a whole, or on neither. */
  #focused(item: string | undefined, lane: ItemLane | undefined): void {
    this.#send({ kind: "focused", item, lane });
  }

  /** The same as lists: a group a lane, an entry a row. */
  #describe(scene: Scene): void {
    for (const lane of scene.lanes) {
      const items = scene.items.filter((item) => item.lane === lane.id);
      this.#describeLane(lane, items);
    }
  }

  #describeLane(lane: LaneScene, items: readonly SceneItem[]): void {
    const document = this.element.ownerDocument;
    let section = this.#twin.querySelector<HTMLElement>(`[data-lane="${lane.id}"]`);
    if (section === null) {
      section = make(
        document,
        "section",
        {
          tabindex: -1,
          "data-lane": lane.id,
          role: "group",
          onfocus: () => this.#focused(undefined, lane.id),
        },
        [make(document, "ul", { role: "listbox" })],
      );
      this.#twin.append(section);
    }
    setAttribute(
      section,
      "aria-label",
      [lane.title, lane.count, lane.state].filter((part) => part !== "").join(", "),
    );
    const list = section.firstElementChild;
    if (list === null) return;
    setAttribute(list, "aria-label", lane.title);
    this.#describeItems(list as HTMLElement, items);
  }

  /** A row goes on as long as its item is there; of others, what is not focused becomes what is new. */
  #describeItems(list: HTMLElement, items: readonly SceneItem[]): void {
    const document = this.element.ownerDocument;
    const rows = new Map<string, HTMLElement>();
    const spare: HTMLElement[] = [];
    const wanted = new Set(items.map(({ id }) => id));
    for (const row of list.children as HTMLCollectionOf<HTMLElement>) {
      const id = row.dataset["row"] ?? "";
      if (wanted.has(id)) rows.set(id, row);
      else if (!row.matches(":focus")) spare.push(row);
    }
    spare.reverse();
    let place = list.firstElementChild;
    for (const item of items) {
      const row = rows.get(item.id) ?? spare.pop() ?? this.#makeRow(document, item.lane);
      setAttribute(row, "data-row", item.id);
      setText(row, item.label);
      if (row === place) place = place.nextElementSibling;
      else list.insertBefore(row, place);
    }
    while (place !== null) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
  }

  #makeRow(document: Document, lane: ItemLane): HTMLElement {
    return make(document, "li", {
      role: "option",
      tabindex: -1,
      onfocus: ({ target }) => this.#focused((target as HTMLElement).dataset["row"], lane),
    });
  }
}

/** The items of the picture that the selected one came by, oldest first. */
function chainOf(
  scene: Scene,
  timeline: Timeline,
  selected: string | undefined,
): readonly SceneItem[] {
  const item = scene.items.find(({ id }) => id === selected);
  if (item === undefined) return [];
  const drawn = timeline.log
    .chainOf(item.seq)
    .flatMap(
      ({ seq }) =>
        scene.items.find(
          (other) => other.seq === seq && (other.key === item.key || other.key === undefined),
        ) ?? [],
    );
  return [...new Set([item, ...drawn])].reverse();
}
