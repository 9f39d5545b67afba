import { WhereList } from "../around/where-list.ts";
import type { Moment } from "../moment/moment.ts";
import type { Send } from "../state/intent.ts";
import type { OpenPanel } from "../state/view-state.ts";
import { make, setAttribute } from "./dom.ts";
import { Inspector } from "./inspector.ts";
import { panelStyle } from "./panel-style.ts";
import type { Part } from "./slots.ts";
import { TableView } from "./table-view.ts";

/** The panels that a reader opens: inspector and tables. */
export class PanelsPart implements Part {
  readonly element: HTMLElement;
  readonly #inspector: Inspector;
  readonly #table: TableView;
  readonly #where: WhereList;
  #shown: OpenPanel = "none";

  constructor(document: Document, send: Send) {
    const hooks = {
      jump: (position: number) => send({ kind: "seek", position }),
      close: () => send({ kind: "close-panel" }),
    };
    this.#inspector = new Inspector(document, hooks);
    this.#table = new TableView(document, hooks);
    this.#where = new WhereList(document, send);
    this.element = make(document, "div", { class: "panels" }, [
      panelStyle(document),
      this.#where.element,
      this.#inspector.element,
      this.#table.element,
    ]);
  }

  draw(moment: Moment): void {
    const { panel } = moment.state;
    this.#drawPanels(moment);
    if (this.#shown !== panel) this.#bringIntoView(panel);
  }

  closed(): void {
    this.#shown = "none";
  }

  /** It opens below the bar, often below the screen's edge: what has just been asked for must be seen. */
  #bringIntoView(panel: OpenPanel): void {
    this.#shown = panel;
    const asked = [this.#where, this.#inspector].find(({ element }) => !element.hidden);
    const { element } = panel === "table" ? this.#table : (asked ?? this.#inspector);
    element.scrollIntoView?.({ block: "nearest" });
  }

  #drawPanels(moment: Moment): void {
    const { state, timeline, position } = moment;
    const isTable = state.panel === "table";
    setAttribute(this.#inspector.element, "hidden", isTable);
    setAttribute(this.#where.element, "hidden", isTable);
    setAttribute(this.#table.element, "hidden", !isTable);
    if (isTable) {
      this.#table.draw({ timeline, position, view: state });
      return;
    }
    const item = moment.active.scene.items.find(({ id }) => id === state.selectedItem);
    const here = timeline.log.recordAt(position)?.seq;
    const seq = item?.seq === 0 ? undefined : (item?.seq ?? here);
    this.#where.draw(moment, item);
    this.#inspector.draw({ timeline, position, language: state.language, item, seq });
  }
}
