import { make, setAttribute } from "./dom.ts";
import type { Send } from "./intent.ts";
import type { Moment } from "./moment.ts";
import type { Panels } from "./panels.ts";
import type { Part } from "./slots.ts";
import type { OpenPanel } from "./view-state.ts";

/** The panels that a reader opens: inspector and tables, loaded with the first of them. */
export class PanelsPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #panels: Panels | undefined;
  #isAsked = false;
  #latest: Moment | undefined;
  #shown: OpenPanel = "none";

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "panels" });
  }

  draw(moment: Moment): void {
    const { state } = moment;
    this.#latest = moment;
    const isOurs = state.panel === "inspector" || state.panel === "table";
    setAttribute(this.element, "hidden", !isOurs);
    if (!isOurs) {
      this.#shown = "none";
      return;
    }
    if (this.#panels === undefined) void this.#load();
    else drawPanels(this.#panels, moment);
    if (this.#shown !== state.panel && this.#panels !== undefined) this.#bringIntoView(state.panel);
  }

  /** It opens below the bar, often below the screen's edge: what has just been asked for must be seen. */
  #bringIntoView(panel: OpenPanel): void {
    this.#shown = panel;
    const { where, table } = this.#panels ?? {};
    const first = panel === "table" ? table?.element : where?.element;
    first?.scrollIntoView?.({ block: "nearest" });
  }

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { createPanels, panelStyle } = await import("./panels.ts");
    const hooks = {
      jump: (position: number) => this.#send({ kind: "seek", position }),
      close: () => this.#send({ kind: "close-panel" }),
    };
    this.#panels = createPanels(this.element.ownerDocument, hooks, this.#send);
    const { where, inspector, table } = this.#panels;
    this.element.append(
      panelStyle(this.element.ownerDocument),
      where.element,
      inspector.element,
      table.element,
    );
    if (this.#latest !== undefined) this.draw(this.#latest);
  }
}

function drawPanels({ inspector, table, where }: Panels, moment: Moment): void {
  const { state, timeline, position } = moment;
  setAttribute(inspector.element, "hidden", state.panel !== "inspector");
  setAttribute(table.element, "hidden", state.panel !== "table");
  setAttribute(where.element, "hidden", state.panel !== "inspector");
  if (state.panel === "table") {
    table.draw({ timeline, position, view: state });
    return;
  }
  const item = moment.active.scene.items.find(({ id }) => id === state.selectedItem);
  const here = timeline.log.recordAt(position)?.seq;
  const seq = item?.seq === 0 ? undefined : (item?.seq ?? here);
  where.draw(moment, item);
  inspector.draw({ timeline, position, language: state.language, item, seq });
}
