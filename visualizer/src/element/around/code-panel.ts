import { type CodePlace, codePlaceOf } from "../../model/reasons/code-place.ts";
import type { Language } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { type CodeLine, clientGoAddress, clientGoTag } from "../../text/code/code-program.ts";
import { codePrograms } from "../../text/code/code-programs.ts";
import { codeWord } from "../../text/code/code-text.ts";
import { hasGoldenVector } from "../../text/code/code-vectors.ts";
import { fillWord } from "../../text/interface-text.ts";
import type { Moment } from "../moment/moment.ts";
import { icon, make, setAttribute, setText } from "../parts/dom.ts";
import type { Send } from "../state/intent.ts";
import { codeStyle } from "./code-style.ts";

/** What is lit at a moment. */
interface Lit {
  readonly place: CodePlace;
  /** Something runs at this step; else the last that ran is shown. */
  readonly isRunning: boolean;
  /** The story point's rules where it stands on one, else the line's. */
  readonly rules: readonly string[];
}

/** The component at work as six lines, the one that runs lit; where it stands in client-go and here, and what holds it. */
export class CodePanel {
  readonly element: HTMLElement;
  readonly #name: HTMLElement;
  readonly #badge: HTMLElement;
  readonly #lines: readonly HTMLElement[];
  readonly #where: HTMLElement;
  readonly #close: HTMLButtonElement;
  #drawn = "";

  constructor(document: Document, send: Send) {
    this.#name = make(document, "p", { class: "code-name" });
    this.#badge = make(document, "span", { class: "code-badge" });
    this.#close = make(
      document,
      "button",
      { type: "button", class: "button code-close", onclick: () => send({ kind: "code" }) },
      [icon(document, "close")],
    );
    this.#lines = [1, 2, 3, 4, 5, 6].map((number) =>
      make(document, "li", { value: number, "data-line": number }),
    );
    this.#where = make(document, "p", { class: "code-where" });
    this.element = make(document, "section", { class: "code-panel", part: "code" }, [
      codeStyle(document),
      make(document, "header", {}, [this.#name, this.#badge, this.#close]),
      make(document, "ol", { class: "mono" }, [...this.#lines]),
      this.#where,
    ]);
  }

  draw({ state, timeline, active, isMoving }: Moment): void {
    const { language } = state;
    const lit = litAt(timeline, active.towards, !isMoving);
    const sources = sourcesOf(this.element);
    const drawn = JSON.stringify([lit, language, sources]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    setAttribute(this.element, "aria-label", codeWord("code", language));
    setAttribute(this.#close, "aria-label", codeWord("close", language));
    setAttribute(this.#close, "title", codeWord("close", language));
    const program = codePrograms[lit.place.program];
    setText(this.#name, program.name[language]);
    for (const [index, element] of this.#lines.entries()) {
      const isLit = index + 1 === lit.place.line;
      setText(element, program.lines[index]?.says[language] ?? "");
      setAttribute(element, "aria-current", isLit && lit.isRunning ? "step" : undefined);
      setAttribute(element, "data-near", Math.abs(index + 1 - lit.place.line) <= 1);
    }
    const line = program.lines[lit.place.line - 1];
    if (line === undefined) return;
    this.#badge.replaceChildren(...this.#badgeNodes(lit.rules, line, language, sources));
    this.#where.replaceChildren(...this.#whereNodes(line, language, sources));
  }

  #badgeNodes(
    rules: readonly string[],
    line: CodeLine,
    language: Language,
    sources: string | undefined,
  ): readonly Node[] {
    const document = this.element.ownerDocument;
    if (line.clientGo === undefined && rules.length === 0) return [];
    const tag = fillWord(codeWord("asIn", language), { tag: clientGoTag });
    return [
      make(document, "span", { class: "code-tag" }, [`✓ ${tag}`]),
      ...rules.map((rule) => {
        const isRecorded = hasGoldenVector(rule);
        const held = codeWord(isRecorded ? "vectors" : "tests", language);
        const address =
          sources === undefined ? undefined : `${sources}core/SPEC-COVERAGE.md/#${rule}`;
        const node = link(document, `${rule}${isRecorded ? " ●" : ""}`, address);
        node.className = "rule";
        node.title = held;
        return node;
      }),
    ];
  }

  #whereNodes(
    { clientGo, own: [file, symbol] }: CodeLine,
    language: Language,
    sources: string | undefined,
  ): readonly Node[] {
    const document = this.element.ownerDocument;
    const label = (text: string): Node => make(document, "span", { class: "code-label" }, [text]);
    const ours = sources === undefined ? undefined : `${sources}${file}/#${symbol}`;
    return [
      label(codeWord("clientGo", language)),
      clientGo === undefined
        ? document.createTextNode(codeWord("serverSide", language))
        : link(document, `${clientGo[1]}`, clientGoAddress(clientGo)),
      label(codeWord("own", language)),
      link(document, `${symbol} · ${file.slice(file.lastIndexOf("/") + 1)}`, ours),
    ];
  }
}

/** A link; only its text where there is no address. */
function link(document: Document, text: string, address: string | undefined): HTMLElement {
  return address === undefined
    ? make(document, "code", {}, [text])
    : make(document, "a", { href: address, target: "_blank", rel: "noreferrer" }, [text]);
}

/** Where the page says that our sources can be read: the element's attribute `sources`. */
function sourcesOf(element: HTMLElement): string | undefined {
  const address = (element.getRootNode() as Partial<ShadowRoot>).host?.getAttribute("sources");
  return address ?? undefined;
}

/** What runs at a position; between two facts of the pipeline the last one stays. */
function litAt(timeline: Timeline, position: number, isResting: boolean): Lit {
  for (let index = position; index > 0; index -= 1) {
    const place = placeAt(timeline, index);
    if (place === undefined) continue;
    const rules = isResting ? beatRules(timeline, position) : [];
    const own = codePrograms[place.program].lines[place.line - 1]?.rules ?? [];
    return { place, isRunning: index === position, rules: rules.length > 0 ? rules : own };
  }
  return { place: { program: "informer", line: 1 }, isRunning: false, rules: [] };
}

function placeAt(timeline: Timeline, position: number): CodePlace | undefined {
  const fact = timeline.log.recordAt(position)?.fact;
  if (fact === undefined) return undefined;
  const informer = "informer" in fact ? timeline.end.informers.get(fact.informer) : undefined;
  return codePlaceOf(fact, informer?.flavour ?? "delta");
}

function beatRules(timeline: Timeline, position: number): readonly string[] {
  const record = timeline.beats.includes(position) ? timeline.log.recordAt(position) : undefined;
  return timeline.story?.beats.find(({ seq }) => seq === record?.seq)?.rules ?? [];
}
