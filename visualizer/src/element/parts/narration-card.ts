import type { Language } from "../../model/timeline/story.ts";
import type { Term } from "../../text/glossary.ts";
import type { InterfaceText } from "../../text/interface-text.ts";
import type { Segment } from "../../text/segment.ts";
import type { Moment } from "../moment/moment.ts";
import { narrationOf } from "../moment/told.ts";
import type { NarrationState } from "../state/narration-at.ts";
import { make, setAttribute } from "./dom.ts";
import type { Part } from "./slots.ts";

/** One sentence for the step, and what the author says at this point of the story. */
export class NarrationCard implements Part {
  readonly element: HTMLElement;
  #drawn = "";

  constructor(document: Document) {
    this.element = make(document, "div", { class: "narration", part: "narration" });
    this.element.addEventListener("pointerover", (event) => void explainTerm(event.target));
  }

  draw(moment: Moment): void {
    setAttribute(this.element, "hidden", !moment.state.hasNarration);
    this.frame(moment);
  }

  /** On the way the sentence of what moves now; at a story point, once it is reached, the author's words. */
  frame({ state: view, timeline, isMoving, active, text }: Moment): void {
    if (view.opening !== undefined) {
      this.#show(`opening ${view.language}`, () => [
        make(this.element.ownerDocument, "p", { class: "said" }, [text.opening]),
        make(this.element.ownerDocument, "p", { class: "aside" }, [text.openingMore]),
      ]);
      return;
    }
    const place = active.towards;
    const isTold = !isMoving;
    this.#show(`${place} ${isTold} ${timeline.length} ${view.language} ${view.edition}`, () =>
      this.#nodes(narrationOf(timeline, place, view), isTold, text),
    );
  }

  #show(drawn: string, nodes: () => readonly Node[]): void {
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.replaceChildren(...nodes());
  }

  #nodes(state: NarrationState, isTold: boolean, text: InterfaceText): readonly Node[] {
    const document = this.element.ownerDocument;
    const { beat, what, where, language } = state;
    const isBeat = isTold && state.isOnBeat && beat !== undefined;
    const authored = isBeat
      ? segmentNodes(document, beat.text, language)
      : isTold && state.isOver
        ? [text.storyEnds]
        : undefined;
    const step = segmentNodes(document, what, language);
    const [place, moment] = where;
    return [
      make(document, "div", { class: "where" }, [
        ...(beat === undefined ? [] : beatTitle(document, beat, language)),
        make(document, "span", { class: "moment" }, [`${place} · ${moment}`]),
      ]),
      ...(authored === undefined
        ? [make(document, "p", { class: "said what" }, step)]
        : [
            make(document, "p", { class: "said beat-text" }, authored),
            make(document, "p", { class: "aside what" }, step),
          ]),
    ];
  }
}

function beatTitle(
  document: Document,
  { beat, number, count }: NonNullable<NarrationState["beat"]>,
  language: Language,
): readonly Node[] {
  return [
    make(document, "span", { class: "beat-title" }, [
      make(document, "span", { class: "beat-number" }, [`${number}/${count}`]),
      ...(beat.title === undefined ? [] : [make(document, "b", {}, [beat.title[language]])]),
    ]),
    ...(beat.rules ?? []).map((rule) => make(document, "span", { class: "rule" }, [rule])),
  ];
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
    const { term, other } = segment;
    return make(
      document,
      "span",
      { class: "term", title: other, "data-term": term, lang: language },
      [segment.text],
    );
  });
}

/** What a word means, once a reader points at it: the other language's word, and a sentence of the glossary. */
async function explainTerm(target: EventTarget | null): Promise<void> {
  const element = target as HTMLElement | null;
  const term = element?.dataset?.["term"] as Term | undefined;
  if (element === null || term === undefined) return;
  const { glossaryNotes } = await import("../../text/glossary-notes.ts");
  const note = glossaryNotes[term][element.lang === "zh-CN" ? "zh-CN" : "en"];
  const { other, text } = { other: element.title, text: element.textContent };
  if (other.includes(note)) return;
  element.title = other === text ? note : `${other}: ${note}`;
}
