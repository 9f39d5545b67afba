import type { Mark } from "../layout/mark.ts";
import type { ItemLane, Scene, SceneItem } from "../layout/scene.ts";
import { interfaceText } from "../text/catalogue.ts";
import { momentText, plainText } from "../text/message.ts";
import { narrate } from "../text/narrate.ts";
import { make, setAttribute } from "./dom.ts";
import type { Send } from "./intent.ts";
import type { Moment, ShownBranch } from "./moment.ts";
import { StageView } from "./stage-view.ts";

interface Shown {
  readonly box: HTMLElement;
  readonly heading: HTMLButtonElement;
  readonly stage: StageView;
}

/** One stage, or two futures of a run one above the other. */
export class Stages {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #picked: (overlay: string) => boolean;
  readonly #shown = new Map<string, Shown>();
  #active: StageView | undefined;

  constructor(document: Document, send: Send, picked: (overlay: string) => boolean) {
    this.#send = send;
    this.#picked = picked;
    this.element = make(document, "div", { class: "stages" });
  }

  focus(): void {
    this.#active?.element.focus({ preventScroll: true });
  }

  leave(): void {
    this.#active?.element.blur();
  }

  focusLane(lane: ItemLane): void {
    this.#active?.focusLane(lane);
  }

  focusRow(direction: 1 | -1, item: string | undefined, lane: ItemLane | undefined): void {
    this.#active?.focusRow(direction, item, lane);
  }

  itemOf(id: string | undefined): SceneItem | undefined {
    return this.#active?.itemOf(id);
  }

  /** `overlay` is drawn above the items of the stage that steps. */
  drawMoment(moment: Moment, overlay: readonly Mark[]): void {
    this.#keep(moment.shown);
    this.#active = this.#shown.get(moment.active.branch.id)?.stage;
    for (const one of moment.shown) this.#drawOne(moment, one, overlay);
  }

  #keep(shown: readonly ShownBranch[]): void {
    for (const [id, { box }] of this.#shown) {
      if (shown.some(({ branch }) => branch.id === id)) continue;
      box.remove();
      this.#shown.delete(id);
    }
    const boxes = shown.map(
      ({ branch }) => (this.#shown.get(branch.id) ?? this.#make(branch.id)).box,
    );
    if (boxes.some((box, index) => this.element.children[index] !== box)) {
      this.element.replaceChildren(...boxes);
    }
  }

  #make(id: string): Shown {
    const document = this.element.ownerDocument;
    const send: Send = (intent) => {
      if (intent.kind === "pick") this.#send({ kind: "activate", branch: id });
      this.#send(intent);
    };
    const stage = new StageView(document, send, this.#picked);
    const heading = make(document, "button", {
      type: "button",
      class: "stage-heading",
      onclick: () => this.#send({ kind: "activate", branch: id }),
    });
    const box = make(document, "div", { class: "stage-box" }, [heading, stage.element]);
    const made = { box, heading, stage };
    this.#shown.set(id, made);
    return made;
  }

  #drawOne(moment: Moment, one: ShownBranch, overlay: readonly Mark[]): void {
    const shown = this.#shown.get(one.branch.id);
    if (shown === undefined) return;
    const { state, isMoving, isStill } = moment;
    const isActive = one === moment.active;
    const other = isMoving ? undefined : moment.shown.find((candidate) => candidate !== one);
    const { scene, transition, phase } = one;
    shown.stage.draw({
      scene,
      transition,
      phase,
      isStill,
      selectedItem: isActive ? state.selectedItem : undefined,
      focusedItem: isActive ? state.focusedItem : undefined,
      focusedLane: isActive ? state.focusedLane : undefined,
      different: other === undefined ? undefined : differentItems(scene, other.scene),
      overlay: isActive ? overlay : [],
    });
    this.#drawHeading(moment, one, shown);
  }

  #drawHeading(moment: Moment, one: ShownBranch, { heading, stage }: Shown): void {
    const { state } = moment;
    const isCompared = moment.shown.length > 1;
    const { language } = state;
    const name = one.branch.label[language];
    const { picture } = interfaceText(language);
    stage.setLabel(isCompared ? `${picture}: ${name}` : picture);
    setAttribute(heading, "hidden", !isCompared);
    if (!isCompared) return;
    const { log, length } = one.branch.timeline;
    const record = log.recordAt(one.position);
    const at = momentText((record?.at ?? log.startAt) - log.startAt);
    const words = `${one.position} / ${length} · ${at}`;
    const document = this.element.ownerDocument;
    setAttribute(heading, "aria-pressed", String(one === moment.active));
    heading.replaceChildren(
      make(document, "strong", {}, [name]),
      make(document, "span", { class: "note" }, [words]),
      make(document, "span", { class: "note" }, [plainText(narrate(record?.fact, language))]),
    );
  }
}

/** What one of two stages shows and the other does not. */
function differentItems(scene: Scene, other: Scene): ReadonlySet<string> {
  const nameOf = ({ lane, label }: SceneItem): string => `${lane} ${label}`;
  const there = new Set(other.items.map(nameOf));
  const different = scene.items.filter((item) => item.lane !== "log" && !there.has(nameOf(item)));
  return new Set(different.map(({ id }) => id));
}
