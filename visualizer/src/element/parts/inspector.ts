import { printJson } from "@informerlab/core/trace";
import type { SceneItem } from "../../layout/marks/scene.ts";
import { objectAt, previousObject, whyHere } from "../../model/reasons/why.ts";
import type { Language } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { momentText } from "../../text/amounts.ts";
import { interfaceText } from "../../text/catalogue.ts";
import { fillWord } from "../../text/interface-text.ts";
import { narrateAt } from "../../text/narrate.ts";
import { panelText } from "../../text/panels/panel-words.ts";
import { plainText } from "../../text/segment.ts";
import type { TraceObject } from "../../trace/trace-log.ts";
import { iconButton, make } from "./dom.ts";

/** What the inspector looks at. */
export interface InspectorState {
  readonly timeline: Timeline;
  readonly position: number;
  readonly language: Language;
  readonly item: SceneItem | undefined;
  /** The record whose causes are told: the one that put the item there, or the step itself. */
  readonly seq: number | undefined;
}

/** Why something is where it is, and what it is. */
export class Inspector {
  readonly element: HTMLElement;
  readonly #jump: (position: number) => void;
  readonly #close: () => void;
  #drawn = "";

  constructor(
    document: Document,
    hooks: { readonly jump: (position: number) => void; readonly close: () => void },
  ) {
    this.#jump = hooks.jump;
    this.#close = hooks.close;
    this.element = make(document, "section", { class: "panel", part: "inspector", hidden: true });
  }

  draw(state: InspectorState): void {
    const { timeline, position, language, item, seq } = state;
    const drawn = JSON.stringify([timeline.length, position, language, item?.id, item?.seq, seq]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const document = this.element.ownerDocument;
    const text = panelText(language);
    const close = iconButton(document, "close", "", this.#close);
    close.setAttribute("aria-label", interfaceText(language).close);
    const head = make(document, "div", { class: "panel-head" }, [
      make(document, "h3", {}, [text.whyHere]),
      close,
    ]);
    if (seq === undefined) {
      this.element.replaceChildren(
        head,
        make(document, "p", { class: "note" }, [text.nothingSelected]),
      );
      return;
    }
    const body = make(document, "div", { class: "inspector" }, [
      this.#chain(state, seq),
      this.#object(state),
    ]);
    this.element.replaceChildren(head, body);
  }

  #chain({ timeline, language, position }: InspectorState, seq: number): HTMLElement {
    const document = this.element.ownerDocument;
    const { log } = timeline;
    const steps = whyHere(log, seq).map((record) => {
      const place = log.positionOf(record.seq) ?? 0;
      return make(document, "li", { class: place === position ? "here" : undefined }, [
        make(document, "button", { type: "button", onclick: () => this.#jump(place) }, [
          make(document, "time", {}, [`${place} · ${momentText(record.at - log.startAt)}`]),
          make(document, "span", {}, [plainText(narrateAt(timeline, place, language))]),
        ]),
      ]);
    });
    return make(document, "ol", { class: "chain" }, steps);
  }

  #object({ timeline, position, language, item, seq }: InspectorState): HTMLElement {
    const document = this.element.ownerDocument;
    const text = panelText(language);
    const fact = seq === undefined ? undefined : timeline.log.recordOf(seq)?.fact;
    const ref = item?.ref ?? (fact !== undefined && "ref" in fact ? fact.ref : undefined);
    const key = ref?.key ?? item?.key;
    if (key === undefined || key === "") return make(document, "div", {});
    const version = ref?.resourceVersion;
    const object = item?.object ?? objectAt(timeline.log, position, key, version);
    const shown = version ?? object?.metadata?.resourceVersion;
    const previous =
      object === undefined ? undefined : previousObject(timeline.log, position, key, shown);
    const before = previous?.metadata?.resourceVersion;
    const facts: [string, string | undefined][] = [
      [text.key, key],
      [text.version, shown],
      [text.uid, ref?.uid ?? object?.metadata?.uid],
    ];
    return make(document, "div", {}, [
      make(
        document,
        "dl",
        { class: "facts" },
        facts
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) =>
            make(document, "div", {}, [
              make(document, "dt", {}, [name]),
              make(document, "dd", { class: "mono" }, [value ?? ""]),
            ]),
          ),
      ),
      ...(object === undefined
        ? []
        : [
            ...(before === undefined
              ? []
              : [
                  make(document, "p", { class: "note" }, [
                    fillWord(text.changedSince, { version: before }),
                  ]),
                ]),
            make(
              document,
              "pre",
              { class: "json", tabindex: 0 },
              jsonNodes(document, object, previous),
            ),
          ]),
    ]);
  }
}

/** The object's JSON; lines that an earlier version did not have are marked. */
function jsonNodes(
  document: Document,
  object: TraceObject,
  previous: TraceObject | undefined,
): readonly (Node | string)[] {
  const before = previous === undefined ? undefined : new Set(jsonLines(previous));
  return jsonLines(object).flatMap((row, index, rows) => {
    const isLast = index === rows.length - 1;
    const end = isLast ? "" : "\n";
    const bare = row.replace(/,$/, "");
    const isOld =
      before === undefined || before.has(row) || before.has(bare) || before.has(`${bare},`);
    return isOld
      ? [row + end]
      : [make(document, "span", { class: "changed" }, [row]), ...(isLast ? [] : ["\n"])];
  });
}

function jsonLines(object: TraceObject): readonly string[] {
  const replace = (name: string, value: unknown): unknown =>
    name === "managedFields" ? "…" : value;
  const text = printJson(object, { indent: 2, replace });
  return (text ?? "").split("\n");
}
