import type { Mark } from "../../layout/marks/mark.ts";
import type { Moment } from "../moment/moment.ts";
import type { Send } from "../state/intent.ts";
import { make, setAttribute } from "./dom.ts";
import type { MakePart, Part } from "./slots.ts";

/** A part that most readers do not need from the first moment on. */
export interface Late {
  /** Asked at every moment and frame, so it must be quick. The part stands there as long as the answer is yes. */
  readonly isWanted: (moment: Moment) => boolean;
  readonly load: () => Promise<MakePart>;
  /** The class of what keeps its place free until it is there, so that nothing moves then. */
  readonly place?: string;
}

/** Stands where a part will be; brings it in with the first moment that wants it. */
export class LatePart implements Part {
  readonly element: HTMLElement;
  readonly #late: Late;
  readonly #send: Send;
  #part: Part | undefined;
  #latest: Moment | undefined;
  #isAsked = false;
  #isShown = false;

  constructor(late: Late, document: Document, send: Send) {
    this.#late = late;
    this.#send = send;
    this.element = make(document, "div", { class: late.place, hidden: true });
  }

  draw(moment: Moment): void {
    this.#latest = moment;
    const isWanted = this.#late.isWanted(moment);
    const part = this.#part;
    if (part === undefined) {
      setAttribute(this.element, "hidden", !isWanted || this.#late.place === undefined);
      if (isWanted) void this.#load();
      return;
    }
    if (part.element !== undefined && isWanted !== this.#isShown)
      setAttribute(part.element, "hidden", !isWanted);
    if (isWanted) part.draw?.(moment);
    else if (this.#isShown) part.closed?.();
    this.#isShown = isWanted;
  }

  frame(moment: Moment): void {
    this.#latest = moment;
    if (this.#late.isWanted(moment)) this.#part?.frame?.(moment);
  }

  marks(moment: Moment): readonly Mark[] {
    return this.#late.isWanted(moment) ? (this.#part?.marks?.(moment) ?? []) : [];
  }

  picked(overlay: string): boolean {
    return this.#part?.picked?.(overlay) ?? false;
  }

  pressed(key: string): boolean {
    return this.#isShown && this.#part?.pressed?.(key) === true;
  }

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    try {
      const makePart = await this.#late.load();
      this.#part = makePart(this.element.ownerDocument, this.#send);
    } catch (error) {
      // Without a network now, perhaps with one at the next wish.
      this.#isAsked = false;
      throw error;
    }
    const { element, marks } = this.#part;
    if (element !== undefined) {
      setAttribute(element, "hidden", true);
      this.element.replaceWith(element);
    }
    // What draws on the stage needs the stage drawn again.
    if (marks !== undefined) this.#send({ kind: "loaded" });
    else if (this.#latest !== undefined) this.draw(this.#latest);
  }
}
