import type { Mark } from "../../layout/mark.ts";
import type { Timeline } from "../../model/timeline.ts";
import { make, setAttribute } from "../dom.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";
import type { Part } from "../slots.ts";
import type { FleetDrawing } from "./fleet-drawing.ts";

/** From so many informers on, a run is about all of them rather than about the road of one. */
const fleetMin = 8;

/** Of a run with many informers, all of them on the stage; what draws them is loaded with the first such run. */
export class FleetPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawing: FleetDrawing | undefined;
  #isAsked = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { hidden: "" });
  }

  draw(moment: Moment): void {
    const isShown = isFleet(moment.timeline) && moment.state.hasControls;
    setAttribute(this.element, "hidden", !isShown);
    if (isShown) this.#drawing?.draw(moment);
  }

  marks(moment: Moment): readonly Mark[] {
    if (!isFleet(moment.timeline)) return [];
    void this.#load();
    return this.#drawing?.marks(moment) ?? [];
  }

  picked(overlay: string): boolean {
    return this.#drawing?.picked(overlay) === true;
  }

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { FleetDrawing } = await import("./fleet-drawing.ts");
    this.#drawing = new FleetDrawing(this.element, this.#send);
    this.#send({ kind: "loaded" });
  }
}

function isFleet({ end }: Timeline): boolean {
  return end.informers.size >= fleetMin;
}
