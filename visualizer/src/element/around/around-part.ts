import { comparesQueues } from "../../model/runs/queues-of-run.ts";
import { aroundWord } from "../../text/panels/around-text.ts";
import type { Moment } from "../moment/moment.ts";
import { make, setAttribute, setText } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";
import type { Send } from "../state/intent.ts";
import type { AroundPanel, OpenPanel } from "../state/view-state.ts";
import type { Panel } from "./panel.ts";

type Make = (document: Document, send: Send) => Panel;

/** Where the panels come from; nothing of them is loaded before it is wanted. */
export const panelLoaders: Readonly<Record<AroundPanel, () => Promise<Make>>> = {
  queues: async () => (await import("./queues-panel.ts")).createQueuesPanel,
  explore: async () => (await import("./explore-panel.ts")).createExplorePanel,
  export: async () => (await import("./export-panel.ts")).createExportPanel,
};

/** A row of buttons below the timeline, and the panel that is open. */
export class AroundPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  readonly #buttons = new Map<AroundPanel, HTMLButtonElement>();
  readonly #panels = new Map<AroundPanel, Panel>();
  readonly #asked = new Set<AroundPanel>();
  readonly #bar: HTMLElement;
  #open: AroundPanel | undefined;
  /** What the page had open from its start: a reader who did not open it is not brought to it. */
  #openAtFirst: AroundPanel | undefined;
  #latest: Moment | undefined;

  constructor(document: Document, send: Send) {
    this.#send = send;
    for (const panel of Object.keys(panelLoaders) as AroundPanel[]) {
      const onclick = (): void => send({ kind: "panel", panel });
      this.#buttons.set(
        panel,
        make(document, "button", { type: "button", class: "button outlined", onclick }),
      );
    }
    this.#bar = make(document, "div", { class: "around-bar", role: "group" }, [
      ...this.#buttons.values(),
    ]);
    this.element = make(document, "div", { class: "around", part: "around" }, [this.#bar]);
  }

  draw(moment: Moment): void {
    const { state } = moment;
    if (this.#latest === undefined && isAround(state.panel)) this.#openAtFirst = state.panel;
    if (this.#openAtFirst !== state.panel) this.#openAtFirst = undefined;
    this.#latest = moment;
    setAttribute(this.element, "hidden", !state.hasControls);
    if (!state.hasControls) return;
    this.#drawButtons(moment);
    const open = [...this.#buttons.keys()].find((panel) => panel === state.panel);
    if (this.#open !== open && this.#open !== undefined) this.#panels.get(this.#open)?.close?.();
    const isOpened = open !== undefined && this.#open !== open;
    this.#open = open;
    for (const [name, panel] of this.#panels) setAttribute(panel.element, "hidden", name !== open);
    if (open === undefined) return;
    const panel = this.#panels.get(open);
    if (panel === undefined) void this.#load(open);
    else {
      panel.draw(moment);
      if (isOpened) this.#bringIntoView();
    }
  }

  #drawButtons({ state, timeline }: Moment): void {
    setAttribute(this.#bar, "aria-label", aroundWord("around", state.language));
    const canRun = state.runner !== undefined && timeline.log.scenario !== undefined;
    const canSwitch = (canRun && state.runner?.withQueue !== undefined) || comparesQueues(timeline);
    const canExplore = canRun && state.runner?.explore !== undefined;
    for (const [panel, button] of this.#buttons) {
      setText(button, aroundWord(panel, state.language));
      setAttribute(button, "aria-expanded", String(state.panel === panel));
      setAttribute(
        button,
        "hidden",
        panel === "explore" ? !canExplore : panel === "queues" && !canSwitch,
      );
    }
  }

  /** The controls stick to the lower edge of the screen and would cover what opens behind them. */
  #bringIntoView(): void {
    if (this.#openAtFirst === undefined) this.element.scrollIntoView?.({ block: "center" });
  }

  async #load(name: AroundPanel): Promise<void> {
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    const createPanel = await panelLoaders[name]();
    const panel = createPanel(this.element.ownerDocument, this.#send);
    this.#panels.set(name, panel);
    this.element.append(panel.element);
    if (this.#latest !== undefined) this.draw(this.#latest);
    this.#bringIntoView();
  }
}

function isAround(panel: OpenPanel): panel is AroundPanel {
  return Object.hasOwn(panelLoaders, panel);
}
