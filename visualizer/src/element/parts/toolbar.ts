import { type StepSize, stepSizes } from "../../model/timeline/timeline.ts";
import { momentText } from "../../text/amounts.ts";
import type { InterfaceWord } from "../../text/interface-text.ts";
import type { Moment } from "../moment/moment.ts";
import type { Intent, Send } from "../state/intent.ts";
import { isGoingOn } from "../state/view-state.ts";
import { type IconName, icon, iconButton, make, setAttribute, setText } from "./dom.ts";
import type { Part } from "./slots.ts";

/** The speeds of playing, in steps a second. */
export const speeds = [0.5, 1, 2, 4, 8] as const;

/** One button. */
export type ToolbarAction =
  | "start"
  | "previousBeat"
  | "back"
  | "play"
  | "forward"
  | "nextBeat"
  | "end"
  | "go"
  | "fork"
  | "compare"
  | "inspector"
  | "table"
  | "code"
  | "help";

/** What each button asks for. */
const intents: Readonly<Record<ToolbarAction, Intent>> = {
  start: { kind: "start" },
  previousBeat: { kind: "step", direction: -1, size: "beat" },
  back: { kind: "step", direction: -1 },
  play: { kind: "play" },
  forward: { kind: "step", direction: 1 },
  nextBeat: { kind: "step", direction: 1, size: "beat" },
  end: { kind: "end" },
  go: { kind: "go" },
  fork: { kind: "fork" },
  compare: { kind: "compare" },
  inspector: { kind: "why" },
  table: { kind: "table" },
  code: { kind: "code" },
  help: { kind: "help" },
};

const transport: readonly (readonly [ToolbarAction, IconName])[] = [
  ["start", "start"],
  ["previousBeat", "previous"],
  ["back", "back"],
  ["play", "play"],
  ["forward", "forward"],
  ["nextBeat", "next"],
  ["end", "end"],
];

const tools: readonly (readonly [ToolbarAction, IconName, InterfaceWord, string])[] = [
  ["fork", "fork", "fork", "outlined keep"],
  ["compare", "compare", "compare", ""],
  ["inspector", "why", "why", ""],
  ["code", "code", "code", ""],
  ["table", "table", "table", ""],
  ["help", "help", "help", ""],
];

/** Buttons for time, then for looking closer. */
export class Toolbar implements Part {
  readonly element: HTMLElement;
  readonly #buttons = new Map<ToolbarAction, HTMLButtonElement>();
  readonly #sizes = new Map<StepSize, HTMLButtonElement>();
  readonly #sizeGroup: HTMLElement;
  readonly #speed: HTMLSelectElement;
  readonly #step: HTMLElement;
  readonly #rest: HTMLElement;
  readonly #more: HTMLButtonElement;
  #isPlaying: boolean | undefined;

  constructor(document: Document, send: Send) {
    const act = (action: ToolbarAction): void => send(intents[action]);
    const row = make(document, "div", { class: "transport" });
    for (const [action, name] of transport) {
      const button = iconButton(document, name, action, () => act(action));
      this.#buttons.set(action, button);
      row.append(button);
    }
    this.#step = make(document, "b");
    this.#rest = make(document, "span");
    const counter = make(
      document,
      "button",
      { type: "button", class: "button counter", onclick: () => act("go") },
      [this.#step, this.#rest],
    );
    this.#buttons.set("go", counter);
    this.#sizeGroup = make(document, "div", { class: "segments", role: "group" });
    for (const size of stepSizes) {
      const button = make(document, "button", {
        type: "button",
        class: "button",
        onclick: () => send({ kind: "size", size }),
      });
      this.#sizes.set(size, button);
      this.#sizeGroup.append(button);
    }
    this.#speed = make(
      document,
      "select",
      {
        class: "select",
        onchange: () => send({ kind: "speed", speed: Number(this.#speed.value) }),
      },
      speeds.map((speed) => make(document, "option", { value: speed }, [`${speed}×`])),
    );
    const right = make(document, "div", { class: "tools" });
    for (const [action, name, , className] of tools) {
      const button = iconButton(document, name, className, () => act(action));
      button.append(make(document, "span", { class: "text" }));
      this.#buttons.set(action, button);
      right.append(button);
    }
    // On a phone the options fold away behind one button.
    const more = iconButton(document, "more", "more", () => {
      const isOpen = this.element.classList.toggle("expanded");
      setAttribute(more, "aria-expanded", String(isOpen));
    });
    setAttribute(more, "aria-expanded", "false");
    this.#more = more;
    row.append(more);
    const options = make(document, "div", { class: "options" }, [
      counter,
      this.#sizeGroup,
      this.#speed,
      right,
    ]);
    this.element = make(document, "div", { class: "toolbar", role: "toolbar", part: "toolbar" }, [
      row,
      options,
    ]);
  }

  draw(moment: Moment): void {
    const { text, position, state, timeline, branches } = moment;
    const { length, log } = timeline;
    const isPlaying = isGoingOn(state);
    const atMs = (log.recordAt(position)?.at ?? log.startAt) - log.startAt;
    setAttribute(this.element, "hidden", !state.hasControls);
    setAttribute(this.element, "aria-label", text.toolbar);
    for (const [action] of transport) {
      const word: InterfaceWord =
        action === "play" ? (isPlaying ? "pause" : "play") : (action as InterfaceWord);
      this.#name(action, text[word]);
    }
    for (const [action, , word] of tools) {
      this.#name(action, text[word]);
      const span = this.#buttons.get(action)?.querySelector(".text");
      if (span) setText(span, text[word]);
    }
    this.#name("go", text.goTo);
    setAttribute(this.#more, "aria-label", text.more);
    setText(this.#step, `${position}`);
    setText(this.#rest, `/ ${length} · ${momentText(atMs)}`);
    for (const action of ["start", "previousBeat", "back"] as const)
      this.#enable(action, position > 0);
    for (const action of ["play", "forward", "nextBeat", "end"] as const)
      this.#enable(action, position < length || isPlaying);
    setAttribute(this.#sizeGroup, "aria-label", text.size);
    for (const [size, button] of this.#sizes) {
      setText(button, text[size]);
      setAttribute(button, "aria-pressed", String(size === state.size));
    }
    setAttribute(this.#speed, "aria-label", text.speed);
    if (this.#speed.value !== String(state.speed)) this.#speed.value = String(state.speed);
    this.#show("fork", state.runner !== undefined && timeline.log.scenario !== undefined);
    this.#show("compare", branches.all.length > 1);
    this.#press("compare", branches.other !== undefined);
    this.#press("inspector", state.panel === "inspector");
    this.#press("table", state.panel === "table");
    this.#press("code", state.hasCode);
    if (this.#isPlaying !== isPlaying) {
      this.#isPlaying = isPlaying;
      const button = this.#buttons.get("play");
      button?.replaceChildren(icon(this.element.ownerDocument, isPlaying ? "pause" : "play"));
    }
  }

  #name(action: ToolbarAction, name: string): void {
    const button = this.#buttons.get(action);
    if (button === undefined) return;
    setAttribute(button, "title", name);
    if (action !== "go") setAttribute(button, "aria-label", name);
  }

  #enable(action: ToolbarAction, isEnabled: boolean): void {
    const button = this.#buttons.get(action);
    if (button !== undefined && button.disabled === isEnabled) button.disabled = !isEnabled;
  }

  #show(action: ToolbarAction, isShown: boolean): void {
    const button = this.#buttons.get(action);
    if (button !== undefined) setAttribute(button, "hidden", !isShown);
  }

  #press(action: ToolbarAction, isPressed: boolean): void {
    const button = this.#buttons.get(action);
    if (button !== undefined) setAttribute(button, "aria-pressed", String(isPressed));
  }
}
