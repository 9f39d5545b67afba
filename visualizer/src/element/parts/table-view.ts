import type { View } from "../../layout/marks/scene.ts";
import { chosenInformer, chosenQueue } from "../../layout/stage/stage.ts";
import { laneOf } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { QueuedDelta, World } from "../../model/world/world.ts";
import { durationText, momentText } from "../../text/amounts.ts";
import { interfaceText, stageText } from "../../text/catalogue.ts";
import { fillWord } from "../../text/interface-text.ts";
import { narrateAt } from "../../text/narrate.ts";
import { panelText } from "../../text/panels/panel-words.ts";
import { plainText } from "../../text/segment.ts";
import { keyOf } from "../../trace/trace-log.ts";
import { iconButton, make, setAttribute, setText } from "./dom.ts";

/** What the tables show. */
export interface TableState {
  readonly timeline: Timeline;
  readonly position: number;
  readonly view: View;
}

const rowsMax = 200;

/** Everything as tables: the state at this step, and the trace, which can be filtered. */
export class TableView {
  readonly element: HTMLElement;
  readonly #jump: (position: number) => void;
  readonly #title: HTMLElement;
  readonly #close: HTMLButtonElement;
  readonly #tables: HTMLElement;
  readonly #filter: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #records: HTMLElement;
  #state: TableState | undefined;

  constructor(
    document: Document,
    hooks: { readonly jump: (position: number) => void; readonly close: () => void },
  ) {
    this.#jump = hooks.jump;
    this.#title = make(document, "h3");
    this.#close = iconButton(document, "close", "", hooks.close);
    this.#tables = make(document, "div", { class: "tables" });
    this.#filter = make(document, "input", {
      type: "search",
      class: "filter",
      oninput: () => this.#drawRecords(),
    });
    this.#count = make(document, "span", { class: "note" });
    this.#records = make(document, "div", { class: "scroll", tabindex: 0 });
    this.element = make(document, "section", { class: "panel", part: "table", hidden: true }, [
      make(document, "div", { class: "panel-head" }, [this.#title, this.#close]),
      this.#tables,
      make(document, "div", { class: "panel-head" }, [this.#filter, this.#count]),
      this.#records,
    ]);
  }

  draw(state: TableState): void {
    this.#state = state;
    const text = panelText(state.view.language);
    setText(this.#title, text.state);
    setAttribute(this.#close, "aria-label", interfaceText(state.view.language).close);
    setAttribute(this.#filter, "aria-label", text.filter);
    setAttribute(this.#filter, "placeholder", text.filter);
    setAttribute(this.#records, "aria-label", text.records);
    const world = state.timeline.worldAt(state.position);
    const document = this.element.ownerDocument;
    this.#tables.replaceChildren(
      ...stateTables(world, state.view).map((table) => tableNode(document, table)),
    );
    this.#drawRecords();
  }

  #drawRecords(): void {
    if (this.#state === undefined) return;
    const { timeline, position, view } = this.#state;
    const { language } = view;
    const words = panelText(language);
    const lanes = stageText(language).lanes;
    const wanted = this.#filter.value
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const rows = timeline.log.records.map((record, index) => ({ record, at: index + 1 }));
    const lineOf = (at: number): string => plainText(narrateAt(timeline, at, language));
    const found =
      wanted.length === 0
        ? rows
        : rows.filter(({ record, at }) => {
            const line =
              `${record.fact.kind} ${lanes[laneOf(record.fact)]} ${keyOf(record.fact) ?? ""} ${lineOf(at)}`.toLowerCase();
            return wanted.every((word) => line.includes(word));
          });
    const middle = found.findIndex(({ at }) => at >= position);
    const first = Math.max(
      0,
      Math.min((middle < 0 ? found.length : middle) - rowsMax / 2, found.length - rowsMax),
    );
    const shown = found.slice(first, first + rowsMax);
    const document = this.element.ownerDocument;
    setText(this.#count, fillWord(words.shown, { shown: shown.length, all: rows.length }));
    const body = shown.map(({ record, at }) =>
      make(
        document,
        "tr",
        {
          class: at === position ? "current" : undefined,
          "aria-current": at === position ? "step" : undefined,
        },
        [
          make(document, "td", {}, [
            make(document, "button", { type: "button", onclick: () => this.#jump(at) }, [
              String(at),
            ]),
          ]),
          make(document, "td", { class: "mono" }, [momentText(record.at - timeline.log.startAt)]),
          make(document, "td", {}, [lanes[laneOf(record.fact)]]),
          make(document, "td", {}, [lineOf(at)]),
        ],
      ),
    );
    this.#records.replaceChildren(
      make(document, "table", {}, [
        make(document, "thead", {}, [headRow(document, ["#", words.when, words.lane, words.what])]),
        make(document, "tbody", {}, body),
      ]),
    );
    const current = this.#records.querySelector<HTMLElement>("tr.current");
    if (current !== null) this.#records.scrollTop = Math.max(0, current.offsetTop - 120);
  }
}

interface TableData {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function stateTables(world: World, view: View): readonly TableData[] {
  const text = stageText(view.language);
  const words = panelText(view.language);
  const informer = chosenInformer(world, view);
  const queue = chosenQueue(world, view);
  const delta = (item: QueuedDelta): string[] => [
    item.ref?.key ?? "–",
    item.isTombstone ? `${item.type} †` : item.type,
    item.resourceVersion ?? "–",
  ];
  const server = [...world.server.values()].filter(
    ({ ref }) => informer?.resource === undefined || ref.resource === informer.resource,
  );
  const queued =
    informer === undefined
      ? []
      : [...informer.keys.flatMap((key) => informer.deltas.get(key) ?? []), ...informer.ribbon];
  const version = words.version;
  const tables: TableData[] = [
    {
      caption: text.lanes.apiserver,
      head: [words.key, version],
      rows: server.map(({ ref }) => [ref.key, ref.resourceVersion ?? "–"]),
    },
    {
      caption: text.lanes.queue,
      head: [words.key, text.words.deltas, version],
      rows: queued.map(delta),
    },
    {
      caption: text.lanes.indexer,
      head: [words.key, version, text.words.indexes],
      rows: [...(informer?.store.values() ?? [])].map(({ ref, indexes }) => [
        ref.key,
        ref.resourceVersion ?? "–",
        Object.entries(indexes)
          .map(([name, values]) => `${name}: ${values.join(", ")}`)
          .join("; "),
      ]),
    },
    {
      caption: text.lanes.handlers,
      head: [text.lanes.handlers, text.words.waiting, text.words.processing, text.words.handled],
      rows: [...(informer?.handlers.values() ?? [])].map((handler) => [
        handler.name,
        String(handler.buffer.length),
        handler.current === undefined ? "–" : `${handler.current.type} ${handler.current.ref.key}`,
        String(handler.handled),
      ]),
    },
  ];
  if (queue !== undefined) {
    tables.push({
      caption: text.lanes.workqueue,
      head: [words.key, words.state],
      rows: [
        ...queue.queue.map(({ key }) => [key, text.words.queue]),
        ...[...queue.processing.keys()].map((key) => [
          key,
          queue.dirty.has(key)
            ? `${text.words.processing}, ${text.words.dirty}`
            : text.words.processing,
        ]),
        ...[...queue.delayed].map(([key, { dueAt }]) => [
          key,
          `${text.words.delayed} ${durationText(Math.max(0, dueAt - world.at))}`,
        ]),
      ],
    });
  }
  return tables;
}

function tableNode(document: Document, { caption, head, rows }: TableData): HTMLElement {
  const shown = rows.slice(0, rowsMax);
  const rest = rows.length - shown.length;
  return make(document, "table", {}, [
    make(document, "caption", {}, [`${caption} (${rows.length})`]),
    make(document, "thead", {}, [headRow(document, head)]),
    make(document, "tbody", {}, [
      ...shown.map((row) =>
        make(
          document,
          "tr",
          {},
          row.map((cell) => make(document, "td", {}, [cell])),
        ),
      ),
      ...(rest > 0
        ? [
            make(document, "tr", {}, [
              make(document, "td", { colspan: head.length }, [`… +${rest}`]),
            ]),
          ]
        : []),
    ]),
  ]);
}

function headRow(document: Document, names: readonly string[]): HTMLElement {
  return make(
    document,
    "tr",
    {},
    names.map((name) => make(document, "th", { scope: "col" }, [name])),
  );
}
