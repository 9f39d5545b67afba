import type { Box, Mark } from "../../layout/marks/mark.ts";
import type { Scene } from "../../layout/marks/scene.ts";
import { fleetAt, positionAt } from "../../model/runs/fleet.ts";
import { type FleetWords, fleetMarks } from "../../strip/fleet-overlay.ts";
import { fleetWord } from "../../text/panels/fleet-text.ts";
import type { Moment } from "../moment/moment.ts";
import { make, setAttribute, setText } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";
import type { Send } from "../state/intent.ts";

/** All informers in the place of the one whose road the stage shows, and the button that changes between the two. */
export class FleetDrawing implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #button: HTMLButtonElement;
  #showsOne = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.#button = make(document, "button", {
      type: "button",
      class: "button outlined",
      onclick: () => this.#show(!this.#showsOne),
    });
    this.element = make(document, "div", {}, [this.#button]);
  }

  draw({ state }: Moment): void {
    setAttribute(this.#button, "hidden", !state.hasControls);
    setText(this.#button, fleetWord(this.#showsOne ? "all" : "one", state.language));
  }

  marks(moment: Moment): readonly Mark[] {
    if (this.#showsOne) return [];
    const { position, at } = placeOf(moment);
    const fleet = fleetAt(moment.timeline, position, at);
    return fleetMarks(fleet, belowRuler(moment.active.scene), wordsIn(moment));
  }

  picked(overlay: string): boolean {
    const [kind, informer] = overlay.split(":");
    if (kind !== "fleet" || informer === undefined) return false;
    this.#send({ kind: "informer", informer });
    this.#show(true);
    return true;
  }

  #show(one: boolean): void {
    this.#showsOne = one;
    this.#send({ kind: "loaded" });
  }
}

function wordsIn({ state }: Moment): FleetWords {
  const word = (name: keyof FleetWords): string => fleetWord(name, state.language);
  return {
    title: word("title"),
    load: word("load"),
    made: word("made"),
    watching: word("watching"),
    opening: word("opening"),
    listing: word("listing"),
    waiting: word("waiting"),
    stopped: word("stopped"),
    watches: word("watches"),
    lists: word("lists"),
    refused: word("refused"),
  };
}

/** While a story point is played, time runs evenly from its start to its end. */
function placeOf({ timeline, position, state, isStill }: Moment): {
  readonly position: number;
  readonly at: number;
} {
  const { motion, isWaiting } = state.playhead;
  const timeAt = (place: number): number =>
    timeline.log.recordAt(place)?.at ?? timeline.log.startAt;
  if (motion === undefined || isWaiting || isStill) return { position, at: timeAt(position) };
  const from = timeAt(motion.from);
  const at = from + (timeAt(motion.to) - from) * motion.phase;
  return { position: positionAt(timeline, at, motion.from, motion.to), at };
}

/** Where the lanes stand, and the way back below them. */
function belowRuler({ lanes, width, height }: Scene): Box {
  const ruler = lanes.find(({ id }) => id === "log")?.box;
  const top = (ruler === undefined ? 0 : ruler.y + ruler.height) + 4;
  return { x: 0, y: top, width, height: height - top };
}
