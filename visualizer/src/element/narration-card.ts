import type { Language } from "../model/story.ts";
import type { Segment } from "../text/message.ts";
import { make, setAttribute } from "./dom.ts";
import type { Moment } from "./moment.ts";
import { type NarrationState, narrationAt } from "./narration-at.ts";
import type { Part } from "./slots.ts";

/** One sentence for the step, and what the author says at this point of the story. */
export class NarrationCard implements Part {
  readonly element: HTMLElement;
  #drawn = "";

  constructor(document: Document) {
    this.element = make(document, "div", { class: "narration", part: "narration" });
  }

  draw({ state: view, timeline, position }: Moment): void {
    setAttribute(this.element, "hidden", !view.hasNarration);
    const state = narrationAt(timeline, position, view);
    const drawn = JSON.stringify(state);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const document = this.element.ownerDocument;
    const { beat, what, where, language } = state;
    setAttribute(this.element, "class", beat === undefined ? "narration" : "narration has-beat");
    const [place, moment] = where;
    const step = make(document, "div", {}, [
      make(document, "div", { class: "where" }, [
        make(document, "b", {}, [place]),
        make(document, "span", {}, [moment]),
      ]),
      make(document, "p", { class: "what" }, segmentNodes(document, what, language)),
    ]);
    this.element.replaceChildren(
      step,
      ...(beat === undefined ? [] : [beatNode(document, beat, language)]),
    );
  }
}

function beatNode(
  document: Document,
  { beat, number, count, text }: NonNullable<NarrationState["beat"]>,
  language: Language,
): HTMLElement {
  return make(document, "div", { class: "beat" }, [
    make(document, "div", { class: "beat-title" }, [
      make(document, "span", {}, [`${number}/${count}`]),
      ...(beat.title === undefined ? [] : [make(document, "b", {}, [beat.title[language]])]),
      ...(beat.rules ?? []).map((rule) => make(document, "span", { class: "rule" }, [rule])),
    ]),
    make(document, "p", { class: "beat-text" }, segmentNodes(document, text, language)),
  ]);
}

/** Sentence pieces as nodes: values set as data, terms with their word in the other language. */
export function segmentNodes(
  document: Document,
  segments: readonly Segment[],
  language: Language,
): readonly (Node | string)[] {
  return segments.map((segment) => {
    if (segment.kind === "text") return segment.text;
    if (segment.kind === "value")
      return make(document, "span", { class: "value", translate: "no" }, [segment.text]);
    const other = language === "en" ? "zh-CN" : "en";
    return segment.other === segment.text
      ? segment.text
      : make(document, "span", { class: "term", title: segment.other, "data-other": other }, [
          segment.text,
        ]);
  });
}
