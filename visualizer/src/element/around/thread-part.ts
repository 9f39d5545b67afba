import type { Mark } from "../../layout/mark.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";
import type { Part } from "../slots.ts";
import type { ThreadDrawing } from "./thread-drawing.ts";

/** The place of the thread on the stage. It is loaded with the panel that asks. */
export class ThreadPart implements Part {
  readonly #send: Send;
  #drawing: ThreadDrawing | undefined;
  #isAsked = false;

  constructor(send: Send) {
    this.#send = send;
  }

  marks(moment: Moment): readonly Mark[] {
    if (moment.isMoving || moment.state.panel !== "inspector") return [];
    void this.#load();
    return this.#drawing?.marks(moment) ?? [];
  }

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { ThreadDrawing } = await import("./thread-drawing.ts");
    this.#drawing = new ThreadDrawing();
    this.#send({ kind: "loaded" });
  }
}
