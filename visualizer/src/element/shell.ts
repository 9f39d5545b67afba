import type { Timeline } from "../model/timeline/timeline.ts";
import { hasCatalogue, interfaceText } from "../text/catalogue.ts";
import type { Conductor } from "./conductor.ts";
import { isBeforeAll, type Moment, Moments } from "./moment/moment.ts";
import { playKit } from "./moment/play-kit.ts";
import { make, setAttribute } from "./parts/dom.ts";
import { parts } from "./parts/parts.ts";
import type { Part, Slot } from "./parts/slots.ts";
import { slots } from "./parts/slots.ts";
import { StageView } from "./parts/stage-view.ts";
import type { ViewState } from "./state/view-state.ts";

/** What is drawn although there is nothing to show. */
const always: ReadonlySet<Slot> = new Set(["top"]);

const longTrace = 10_000;

/** The component's inside: an element a slot, the parts in them, drawn after every change of the state. */
export class Shell {
  readonly root: HTMLElement;
  readonly stage: StageView;
  readonly #conductor: Conductor;
  readonly #isStill: () => boolean;
  readonly #hasPoster: () => boolean;
  readonly #moments = new Moments();
  readonly #slots: ReadonlyMap<Slot, HTMLElement>;
  readonly #parts: readonly Part[];
  /** Parts whose turn comes in a task of their own. */
  readonly #waiting = new Set<Part>();
  #drawn: Timeline | undefined;
  /** It is drawn once what moves and tells is there. */
  #isAwaited = false;

  /** `hasPoster`: whether the page has put a picture of its own into the element. */
  constructor(
    document: Document,
    conductor: Conductor,
    isStill: () => boolean,
    hasPoster: () => boolean,
  ) {
    this.#conductor = conductor;
    this.#isStill = isStill;
    this.#hasPoster = hasPoster;
    const send = conductor.send.bind(conductor);
    const mounted = parts.map(({ slot, make: makePart }) => ({
      slot,
      part: makePart(document, send),
    }));
    this.stage = new StageView(document, send, (overlay) =>
      mounted.some(({ part }) => part.picked?.(overlay) === true),
    );
    this.#parts = mounted.map(({ part }) => part);
    this.#slots = new Map(
      slots.map((slot) => {
        const inside = mounted.flatMap((one) =>
          one.slot === slot && one.part.element !== undefined ? [one.part.element] : [],
        );
        if (slot === "stage") inside.unshift(this.stage.element);
        return [slot, make(document, "div", { class: `slot slot-${slot}` }, inside)];
      }),
    );
    this.root = make(document, "section", { class: "root", part: "root" }, [
      ...this.#slots.values(),
    ]);
    conductor.focusedItem = () => this.stage.itemOf(conductor.state.focusedItem);
    conductor.focus = {
      lane: (lane) => this.stage.focusLane(lane),
      row: (direction) => {
        const { focusedItem, focusedLane } = conductor.state;
        this.stage.focusRow(direction, focusedItem, focusedLane);
      },
      stage: () => this.stage.element.focus({ preventScroll: true }),
      leave: () => this.stage.element.blur(),
    };
    conductor.crosses = (motion) => this.#crosses(motion);
    conductor.store.subscribe((state, before) => this.#changed(state, before));
  }

  /** Whether a part took the key. */
  pressed(key: string): boolean {
    return this.#parts.some((part) => part.pressed?.(key) === true);
  }

  /** The moment that is drawn now. */
  get moment(): Moment | undefined {
    return this.#isReady
      ? this.#moments.momentOf(this.#conductor.state, this.#isStill())
      : undefined;
  }

  /** Whether everything is there that has to be drawn: the reader's language, and, once something has happened, what moves and tells. */
  get #isReady(): boolean {
    const { state } = this.#conductor;
    if (!hasCatalogue(state.language)) return false;
    if (state.branches === undefined) return !this.#isPosterBetter(state);
    return playKit() !== undefined || isBeforeAll(state);
  }

  /** Before the first trace the page's own picture says more than that there is none. */
  #isPosterBetter({ status }: ViewState): boolean {
    return this.#drawn === undefined && status.kind !== "broken" && this.#hasPoster();
  }

  /** Draws everything as it is now; until what it needs is there, what stands there stays: another drawing, or the page's own picture. */
  draw(): void {
    const { state } = this.#conductor;
    const isReady = this.#isReady;
    setAttribute(this.root, "hidden", !isReady && this.#drawn === undefined);
    if (!isReady) {
      this.#drawWhenReady();
      return;
    }
    const text = interfaceText(state.language);
    setAttribute(this.root, "lang", state.language);
    setAttribute(this.root, "aria-label", text.picture);
    setAttribute(this.root, "data-drop", text.dropHere);
    const moment = this.moment;
    setAttribute(this.root, "data-torn", moment?.branches.other !== undefined);
    setAttribute(this.root, "data-opening", state.opening !== undefined);
    for (const [slot, element] of this.#slots)
      setAttribute(element, "hidden", moment === undefined && !always.has(slot));
    for (const part of this.#parts) part.drawAlways?.(state);
    if (moment === undefined) return;
    this.#drawStage(moment);
    const isNew = moment.timeline !== this.#drawn;
    this.#drawn = moment.timeline;
    const isLong = moment.timeline.length > longTrace;
    for (const part of this.#parts) {
      if (isNew && isLong && part.isSlow === true) this.#drawLater(part);
      else if (!this.#waiting.has(part)) part.draw?.(moment);
    }
  }

  #drawWhenReady(): void {
    if (playKit() !== undefined || this.#isAwaited) return;
    this.#isAwaited = true;
    const { store } = this.#conductor;
    this.#conductor.whenReady(
      () => this.draw(),
      (error) =>
        store.set({ branches: undefined, status: { kind: "broken", message: String(error) } }),
    );
  }

  /** In a task of its own, as things then are; whatever changes until then is drawn with it. */
  #drawLater(part: Part): void {
    const { defaultView } = this.root.ownerDocument;
    if (defaultView === null || this.#waiting.has(part)) return;
    this.#waiting.add(part);
    defaultView.setTimeout(() => {
      this.#waiting.delete(part);
      const { moment } = this;
      if (moment !== undefined) part.draw?.(moment);
    }, 0);
  }

  #changed(state: ViewState, before: ViewState): void {
    const isFrame = onlyMoved(state, before);
    if (!isFrame || !this.#isReady) {
      this.draw();
      return;
    }
    const moment = this.moment;
    if (moment === undefined) return;
    this.#drawStage(moment);
    for (const part of this.#parts) if (!this.#waiting.has(part)) part.frame?.(moment);
  }

  /** The object that is followed leaves its lane, or it is another part of the road already. */
  #crosses(motion: NonNullable<ViewState["playhead"]["motion"]>): boolean {
    const { state } = this.#conductor;
    const playhead = { ...state.playhead, motion };
    const moment = this.#moments.momentOf({ ...state, playhead }, this.#isStill());
    const { transition, phase } = moment?.active ?? {};
    if (transition === undefined || phase === undefined) return true;
    const hasLeft = playKit()?.hasLeftItsLane(transition, phase) ?? true;
    return transition.from.position > motion.from || hasLeft;
  }

  #drawStage(moment: Moment): void {
    this.stage.drawMoment(
      moment,
      this.#parts.flatMap((part) => part.marks?.(moment) ?? []),
    );
  }
}

/** Nothing but how far a motion has come is another: the frame of a running motion. */
function onlyMoved(state: ViewState, before: ViewState): boolean {
  for (const name of Object.keys(state) as (keyof ViewState)[]) {
    if (name !== "playhead" && name !== "opening" && state[name] !== before[name]) return false;
  }
  if (state.opening !== before.opening)
    return state.opening !== undefined && before.opening !== undefined;
  const { playhead } = state;
  return (
    before.playhead.motion !== undefined &&
    playhead.motion?.to === before.playhead.motion.to &&
    playhead.isPlaying === before.playhead.isPlaying &&
    playhead.isWaiting === before.playhead.isWaiting
  );
}
