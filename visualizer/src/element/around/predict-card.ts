import type { Mark } from "../../layout/mark.ts";
import { laneIds } from "../../model/lanes.ts";
import {
  answerLabel,
  type Prediction,
  type Predictions,
  predictionsAt,
} from "../../model/prediction.ts";
import type { AskChoice } from "../../model/story.ts";
import { judged } from "../../model/verdict.ts";
import { ghostMarks, offeredLanes } from "../../strip/predict-overlay.ts";
import { stageText } from "../../text/catalogue.ts";
import { predictWord } from "../../text/predict-text.ts";
import { iconButton, make, setAttribute } from "../dom.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";

/** The question about the beat that comes next, and the answer to the one that has just been played. */
export class PredictCard {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawn = "";
  #order: readonly string[] = [];
  #pending: Prediction | undefined;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "section", { class: "predict", part: "predict", hidden: true });
  }

  draw(moment: Moment): void {
    const { state, branches } = moment;
    const { asked, told, next } = shownAt(moment);
    this.#pending = asked;
    setAttribute(this.element, "hidden", asked === undefined && told === undefined);
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
    this.element.replaceChildren(
      ...(told === undefined ? [] : this.#told(moment, told, next !== undefined)),
      ...(asked === undefined ? [] : this.#question(moment, asked)),
    );
  }

  /** Nothing is asked while something moves: what the answer hangs on must be seen. */
  hide(): void {
    this.#drawn = "";
    setAttribute(this.element, "hidden", true);
  }

  marks(moment: Moment): readonly Mark[] {
    const { timeline, active, isMoving } = moment;
    if (isMoving) return [];
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

  #answer({ beat }: Prediction, answer: string): void {
    this.#order = [];
    this.#send({ kind: "predict", beat: beat.id, answer });
  }

  #question(moment: Moment, prediction: Prediction): readonly Node[] {
    const document = this.element.ownerDocument;
    const { language } = moment.state;
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
          ...this.#choices(moment, prediction),
          skip,
        ],
      ),
    ];
  }

  #choices(moment: Moment, prediction: Prediction): readonly Node[] {
    const document = this.element.ownerDocument;
    const { language } = moment.state;
    const { ask } = prediction;
    const choices = ask.choices ?? (ask.kind === "where" ? everyLane(language) : undefined);
    if (choices === undefined) return [this.#field(prediction, language)];
    const isOrder = ask.kind === "order";
    const left = isOrder ? choices.filter(({ value }) => !this.#order.includes(value)) : choices;
    const chosen =
      isOrder && this.#order.length > 0
        ? [
            make(document, "span", { class: "predict-ghost" }, [
              answerLabel(ask, this.#order.join(","), language),
            ]),
          ]
        : [];
    const buttons = left.map(({ value, label }) =>
      make(
        document,
        "button",
        {
          type: "button",
          class: "button outlined",
          "data-answer": value,
          onclick: () => this.#choose(moment, prediction, value),
        },
        [label[language]],
      ),
    );
    return [...chosen, ...buttons];
  }

  #choose(moment: Moment, prediction: Prediction, value: string): void {
    if (prediction.ask.kind !== "order") {
      this.#answer(prediction, value);
      return;
    }
    this.#order = [...this.#order, value];
    if (this.#order.length === prediction.ask.choices?.length)
      this.#answer(prediction, this.#order.join(","));
    else this.draw(moment);
  }

  #field(prediction: Prediction, language: "en" | "zh-CN"): HTMLElement {
    const document = this.element.ownerDocument;
    const input = make(document, "input", {
      class: "filter",
      "aria-label": predictWord("number", language),
      inputmode: "text",
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
  #ghost(language: "en" | "zh-CN"): HTMLElement {
    const document = this.element.ownerDocument;
    const ghost = make(
      document,
      "span",
      { class: "predict-ghost predict-drag", "aria-hidden": "true" },
      [predictWord("drag", language)],
    );
    let start: { readonly x: number; readonly y: number } | undefined;
    ghost.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      ghost.setPointerCapture(event.pointerId);
      start = { x: event.clientX, y: event.clientY };
    });
    ghost.addEventListener("pointermove", (event) => {
      if (start === undefined) return;
      ghost.style.transform = `translate(${event.clientX - start.x}px, ${event.clientY - start.y}px)`;
    });
    const end = (event: PointerEvent): void => {
      if (start === undefined) return;
      start = undefined;
      ghost.style.transform = "";
      const root = this.element.getRootNode() as ShadowRoot | Document;
      const under = root.elementsFromPoint(event.clientX, event.clientY);
      const overlay = under
        .map((one) => one.getAttribute("data-overlay"))
        .find((name) => name !== null);
      if (overlay !== undefined && overlay !== null) this.picked(overlay);
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

function everyLane(language: "en" | "zh-CN"): readonly AskChoice[] {
  const { lanes } = stageText(language);
  return laneIds.map((value) => ({ value, label: { en: lanes[value], "zh-CN": lanes[value] } }));
}
