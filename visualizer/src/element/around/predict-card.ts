import type { Mark } from "../../layout/marks/mark.ts";
import {
  answerLabel,
  type Prediction,
  type Predictions,
  predictionsAt,
} from "../../model/claims/prediction.ts";
import { judged } from "../../model/claims/verdict.ts";
import { laneIds } from "../../model/timeline/lanes.ts";
import type { Ask, AskChoice, Language } from "../../model/timeline/story.ts";
import { ghostMarks, offeredLanes } from "../../strip/predict-overlay.ts";
import { stageText } from "../../text/catalogue.ts";
import { predictWord } from "../../text/panels/predict-text.ts";
import type { Moment } from "../moment/moment.ts";
import { iconButton, make, setAttribute } from "../parts/dom.ts";
import type { Send } from "../state/intent.ts";

const focusable = "[data-answer], input, .predict-told button";

/** The question about the beat that comes next, and the answer to the one that has just been played. */
export class PredictCard {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawn = "";
  #order: readonly string[] = [];
  #pending: Prediction | undefined;
  #moment: Moment | undefined;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "section", { class: "predict", part: "predict", hidden: true });
  }

  draw(moment: Moment): void {
    const { state, branches } = moment;
    const { asked, told, next } = shownAt(moment);
    this.#pending = asked;
    this.#moment = moment;
    const drawn = JSON.stringify([
      branches.active.id,
      asked?.beat.id,
      next?.beat.id,
      told?.beat.id,
      told?.given,
      state.language,
      this.#order,
    ]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#keepingFocus(() => {
      setAttribute(this.element, "hidden", asked === undefined && told === undefined);
      this.element.replaceChildren(
        ...(told === undefined ? [] : this.#told(moment, told, next !== undefined)),
        ...(asked === undefined ? [] : this.#question(asked)),
      );
    });
  }

  /** Nothing is asked while something moves: what the answer hangs on must be seen. */
  hide(): void {
    this.#drawn = "";
    this.#pending = undefined;
    this.#keepingFocus(() => setAttribute(this.element, "hidden", true));
  }

  /** A reader at the keyboard goes on with what has come instead, or with the picture. */
  #keepingFocus(change: () => void): void {
    const root = this.element.getRootNode() as ShadowRoot | Document;
    const hadFocus = this.element.contains(root.activeElement);
    change();
    if (!hadFocus) return;
    const next = this.element.hidden ? null : this.element.querySelector<HTMLElement>(focusable);
    (next ?? root.querySelector<HTMLElement>(".stage"))?.focus({ preventScroll: true });
  }

  marks(moment: Moment): readonly Mark[] {
    const { timeline, active, isMoving, state } = moment;
    if (isMoving) {
      const to = state.playhead.motion?.to ?? 0;
      const { told: said } = predictionsAt(timeline, to, state);
      return said?.ask.kind === "where" ? ghostMarks(active.scene, said.given ?? "") : [];
    }
    const { asked, told } = shownAt(moment);
    if (asked !== undefined) return offeredLanes(active.scene, asked.ask);
    if (told?.given === undefined || told.ask.kind !== "where") return [];
    const verdict = judged(timeline, told);
    return verdict === undefined ? [] : ghostMarks(active.scene, told.given, verdict.answer);
  }

  picked(overlay: string): boolean {
    const lane = /^predict:(.+)$/.exec(overlay)?.[1];
    if (lane === undefined || this.#pending === undefined) return false;
    this.#answer(this.#pending, lane);
    return true;
  }

  /** A digit is the choice that shows it, or begins the number that is asked for; Backspace begins an order anew. */
  pressed(key: string): boolean {
    const asked = this.#pending;
    if (asked === undefined) return false;
    if (key === "Backspace" && this.#order.length > 0) {
      this.#beginAnew();
      return true;
    }
    if (!/^\d$/.test(key)) return false;
    const choices = choicesOf(asked.ask, this.#language);
    const value = choices?.find((_, index) => keyOfChoice(choices, index) === key)?.value;
    if (value !== undefined && !this.#order.includes(value)) this.#choose(asked, value);
    if (choices !== undefined) return value !== undefined;
    const field = this.element.querySelector("input");
    if (field !== null) field.value = key;
    field?.focus();
    return true;
  }

  #beginAnew(): void {
    this.#order = [];
    if (this.#moment !== undefined) this.draw(this.#moment);
  }

  #answer({ beat }: Prediction, answer: string): void {
    this.#order = [];
    this.#send({ kind: "predict", beat: beat.id, answer });
  }

  get #language(): Language {
    return this.#moment?.state.language ?? "en";
  }

  #question(prediction: Prediction): readonly Node[] {
    const document = this.element.ownerDocument;
    const language = this.#language;
    const { ask } = prediction;
    const skip = make(
      document,
      "button",
      {
        type: "button",
        class: "button",
        onclick: () => this.#send({ kind: "pass-question" }),
      },
      [predictWord("showMe", language)],
    );
    return [
      make(document, "p", { class: "predict-head" }, [predictWord("ask", language)]),
      make(document, "p", { class: "predict-question" }, [ask.question[language]]),
      ...(ask.kind === "where"
        ? [make(document, "p", { class: "note" }, [predictWord("dragHint", language)])]
        : []),
      make(
        document,
        "div",
        { class: "around-bar", role: "group", "aria-label": ask.question[language] },
        [
          ...(ask.kind === "where" ? [this.#ghost(language)] : []),
          ...this.#choices(prediction),
          skip,
        ],
      ),
    ];
  }

  #choices(prediction: Prediction): readonly Node[] {
    const document = this.element.ownerDocument;
    const language = this.#language;
    const { ask } = prediction;
    const choices = choicesOf(ask, language);
    if (choices === undefined) return [this.#field(prediction, language)];
    const buttons = choices.flatMap(({ value, label }, index) => {
      if (this.#order.includes(value)) return [];
      const key = keyOfChoice(choices, index);
      const text = label[language];
      const hint = text === key ? [] : [make(document, "kbd", { "aria-hidden": "true" }, [key])];
      return make(
        document,
        "button",
        {
          type: "button",
          class: "button outlined",
          "data-answer": value,
          "aria-keyshortcuts": key,
          onclick: () => this.#choose(prediction, value),
        },
        [...hint, text],
      );
    });
    return this.#order.length === 0 ? buttons : [this.#ordered(prediction, language), ...buttons];
  }

  /** What has been put into order so far; pressed, it begins anew. */
  #ordered({ ask }: Prediction, language: Language): HTMLElement {
    const said = answerLabel(ask, this.#order.join(","), language);
    const anew = predictWord("undo", language);
    return make(
      this.element.ownerDocument,
      "button",
      {
        type: "button",
        class: "predict-ghost predict-ordered",
        title: anew,
        "aria-label": `${said}. ${anew}`,
        onclick: () => this.#beginAnew(),
      },
      [`${said} ↺`],
    );
  }

  #choose(prediction: Prediction, value: string): void {
    if (prediction.ask.kind !== "order") {
      this.#answer(prediction, value);
      return;
    }
    this.#order = [...this.#order, value];
    if (this.#order.length === prediction.ask.choices?.length)
      this.#answer(prediction, this.#order.join(","));
    else if (this.#moment !== undefined) this.draw(this.#moment);
  }

  #field(prediction: Prediction, language: Language): HTMLElement {
    const document = this.element.ownerDocument;
    const input = make(document, "input", {
      class: "filter",
      "aria-label": predictWord("number", language),
      placeholder: predictWord("number", language),
      inputmode: "numeric",
    });
    const say = make(document, "button", { type: "submit", class: "button outlined" }, [
      predictWord("say", language),
    ]);
    const onsubmit = (event: Event): void => {
      event.preventDefault();
      if (input.value.trim() !== "") this.#answer(prediction, input.value.trim());
    };
    return make(document, "form", { class: "around-bar", onsubmit }, [input, say]);
  }

  /** A token that can be dragged onto a lane. */
  #ghost(language: Language): HTMLElement {
    const document = this.element.ownerDocument;
    const ghost = make(
      document,
      "span",
      { class: "predict-ghost predict-drag", "aria-hidden": "true" },
      [predictWord("drag", language)],
    );
    let start: { readonly x: number; readonly y: number } | undefined;
    let over: Element | undefined;
    /** Lights the lane under the pointer, and no other. */
    const light = (next: Element | undefined): void => {
      if (over !== next) over?.removeAttribute("data-over");
      next?.setAttribute("data-over", "");
      over = next;
    };
    const offerAt = ({ clientX, clientY }: PointerEvent): Element | undefined => {
      const root = this.element.getRootNode() as ShadowRoot | Document;
      const under = root.elementsFromPoint(clientX, clientY);
      return under.find((one) => one.hasAttribute("data-overlay"));
    };
    ghost.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      ghost.setPointerCapture(event.pointerId);
      start = { x: event.clientX, y: event.clientY };
    });
    ghost.addEventListener("pointermove", (event) => {
      if (start === undefined) return;
      ghost.style.transform = `translate(${event.clientX - start.x}px, ${event.clientY - start.y}px)`;
      light(offerAt(event));
    });
    const end = (event: PointerEvent): void => {
      if (start === undefined) return;
      start = undefined;
      ghost.style.transform = "";
      light(undefined);
      const overlay = offerAt(event)?.getAttribute("data-overlay");
      if (event.type === "pointerup" && typeof overlay === "string") this.picked(overlay);
    };
    ghost.addEventListener("pointerup", end);
    ghost.addEventListener("pointercancel", end);
    return ghost;
  }

  #told(moment: Moment, prediction: Prediction, hasNext: boolean): readonly Node[] {
    const { timeline, state, text } = moment;
    const document = this.element.ownerDocument;
    const { language } = state;
    const { ask, given = "" } = prediction;
    const verdict = judged(timeline, prediction);
    if (verdict === undefined) return [];
    const { isRight, answer } = verdict;
    const said = make(document, "span", { class: "predict-ghost" }, [
      `${predictWord("youSaid", language)}: ${answerLabel(ask, given, language)}`,
    ]);
    const truth = make(document, "span", { class: "predict-truth" }, [
      `${predictWord("itIs", language)}: ${answerLabel(ask, answer, language)}`,
    ]);
    const putAway = (): void => this.#send({ kind: "put-away", beat: prediction.beat.id });
    const close = iconButton(document, "close", "outlined predict-close", putAway);
    close.setAttribute("aria-label", text.close);
    return [
      make(
        document,
        "div",
        { class: "predict-told", role: "status", "data-right": String(isRight) },
        [
          make(document, "p", {}, [
            make(document, "b", {}, [
              `${isRight ? "✓" : "✗"} ${predictWord(isRight ? "right" : "wrong", language)}`,
            ]),
            " ",
            said,
            " ",
            ...(isRight ? [] : [truth]),
          ]),
          make(document, "p", {}, [ask.because[language]]),
          ...(hasNext
            ? [
                make(
                  document,
                  "button",
                  { type: "button", class: "button outlined", onclick: putAway },
                  [predictWord("next", language)],
                ),
              ]
            : []),
          close,
        ],
      ),
    ];
  }
}

/** The card is for one thing: what was answered stands there until it is put away, or until playing waits for the next answer. */
function shownAt({ timeline, position, state }: Moment): Predictions & {
  readonly next: Prediction | undefined;
} {
  const { asked, told } = predictionsAt(timeline, position, state);
  return told === undefined || state.playhead.isWaiting
    ? { asked, told: undefined, next: undefined }
    : { asked: undefined, told, next: asked };
}

/** What can be chosen; undefined where a number is to be typed. */
function choicesOf({ kind, choices }: Ask, language: Language): readonly AskChoice[] | undefined {
  if (choices !== undefined || kind !== "where") return choices;
  const { lanes } = stageText(language);
  return laneIds.map((value) => ({ value, label: { en: lanes[value], "zh-CN": lanes[value] } }));
}

/** Where each choice is a digit, that one; else its number in the row. */
function keyOfChoice(choices: readonly AskChoice[], index: number): string {
  const isByValue = choices.every(({ value }) => /^\d$/.test(value));
  return isByValue ? (choices[index]?.value ?? "") : String(index + 1);
}
