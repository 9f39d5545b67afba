import { parsePlace } from "../controls/attributes.ts";
import { type Command, commandOf } from "../controls/keyboard.ts";
import type { ForkChoice } from "../controls/runner.ts";
import type { App } from "./app.ts";
import type { popoverContents } from "./panels.ts";
import type { ToolbarAction } from "./toolbar.ts";

/** What needs more than the drawing: forking, and leaving the component. */
export interface CommandHooks {
  readonly fork: (choice: ForkChoice) => void;
  readonly selected: () => void;
}

/** How each command is carried out. */
type Actions = {
  readonly [K in Command["kind"]]: (command: Extract<Command, { kind: K }>) => void;
};

const buttons: Readonly<Record<ToolbarAction, Command>> = {
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
  help: { kind: "help" },
};

/** Carries out what keys and buttons ask for. */
export class Commands {
  readonly app: App;
  readonly #hooks: CommandHooks;
  readonly #actions: Actions;

  constructor(app: App, hooks: CommandHooks) {
    this.app = app;
    this.#hooks = hooks;
    const { state, timelineView } = app;
    const toggled = (panel: "inspector" | "table"): void =>
      app.set({ panel: state.panel === panel ? "none" : panel });
    this.#actions = {
      play: () => this.#playOrPause(),
      step: ({ direction, size }) => this.#step(direction, size ?? state.size),
      start: () => this.goTo(0),
      end: () => this.goTo(app.timeline?.length ?? 0),
      object: ({ direction }) =>
        this.#goToFound(app.timeline?.nextOfObject(app.position, direction, this.#objectKey())),
      trouble: ({ direction }) =>
        this.#goToFound(app.timeline?.nextTrouble(app.position, direction)),
      lane: ({ lane }) => {
        app.set({ focusedLane: lane, openLane: lane, focusedItem: undefined });
        app.stage?.focusLane(lane);
      },
      row: ({ direction }) => app.stage?.focusRow(direction, state.focusedItem, state.focusedLane),
      select: () => this.#select(),
      zoom: ({ factor }) => timelineView.zoomBy(factor),
      pan: ({ direction }) => timelineView.panBy(direction),
      "zoom-all": () => timelineView.zoomAll(),
      why: () => toggled("inspector"),
      table: () => toggled("table"),
      language: () => app.setLanguage(state.language === "en" ? "zh-CN" : "en"),
      motion: () => app.set({ motion: state.motion === "reduced" ? "full" : "reduced" }),
      bookmark: () => this.#bookmark(),
      compare: () => this.#compare(),
      fork: () => void this.#open("fork"),
      go: () => void this.#open("go"),
      help: () => void this.#open("help"),
      escape: () => this.#escape(),
    };
  }

  /** A button of the toolbar. */
  act(action: ToolbarAction): void {
    this.run(buttons[action]);
  }

  /** A key, unless it belongs to a field or presses the button that has the focus. */
  key(event: KeyboardEvent): void {
    const target = event.composedPath()[0] as HTMLElement;
    const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    const isPress = event.key === " " || event.key === "Enter";
    if (isField && event.key !== "Escape") return;
    if (isPress && /^(BUTTON|A)$/.test(target.tagName)) return;
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.run(command);
  }

  run(command: Command): void {
    if (this.app.timeline === undefined && command.kind !== "escape") return;
    const action = this.#actions[command.kind] as (command: Command) => void;
    action(command);
  }

  /** Goes somewhere by a reader's wish: playing ends, a lane opened by hand closes. */
  goTo(position: number, isAnimated = false): void {
    const { player, state } = this.app;
    player.pause();
    state.openLane = undefined;
    state.isFollowing = false;
    player.goTo(position, isAnimated);
  }

  #playOrPause(): void {
    const { app } = this;
    const { player } = app;
    if (player.state.isPlaying) {
      player.pause();
      return;
    }
    app.state.openLane = undefined;
    if (app.position >= (app.timeline?.length ?? 0)) player.goTo(0);
    player.play();
    app.draw();
  }

  #step(direction: 1 | -1, size: "line" | "hop" | "beat"): void {
    const { timeline, position } = this.app;
    if (timeline === undefined) return;
    this.goTo(timeline.stepFrom(position, direction, size), true);
  }

  #goToFound(position: number | undefined): void {
    if (position !== undefined) this.goTo(position);
  }

  #objectKey(): string {
    const { state, timeline, position } = this.app;
    if (state.selectedKey !== undefined) return state.selectedKey;
    const fact = timeline?.log.recordAt(position)?.fact;
    if (fact === undefined) return "";
    if ("ref" in fact && fact.ref !== undefined) return fact.ref.key;
    return "key" in fact ? fact.key : "";
  }

  #select(): void {
    const { app } = this;
    const item = app.stage?.itemOf(app.state.focusedItem);
    if (item === undefined) return;
    app.set({ selectedItem: item.id, selectedKey: item.key, panel: "inspector" });
    this.#hooks.selected();
  }

  #bookmark(): void {
    const { state, position } = this.app;
    const has = state.bookmarks.includes(position);
    this.app.set({
      bookmarks: has
        ? state.bookmarks.filter((one) => one !== position)
        : [...state.bookmarks, position],
    });
  }

  #compare(): void {
    const { branches } = this.app.state;
    if (branches === undefined) return;
    if (branches.other !== undefined) branches.stopComparing();
    else branches.compare();
    this.app.draw();
  }

  async #open(kind: "fork" | "go" | "help"): Promise<void> {
    const { app } = this;
    const { popover, root } = app;
    const document = root.ownerDocument;
    if (popover.kind === kind) {
      this.#escape();
      return;
    }
    app.player.pause();
    const above = app.toolbar.element;
    const { popoverContents } = await import("./panels.ts");
    const [label, content] = this.#contentOf(kind, document, popoverContents);
    if (content.length > 0) popover.open(kind, label, content, above);
  }

  #contentOf(
    kind: "fork" | "go" | "help",
    document: Document,
    contents: typeof popoverContents,
  ): readonly [string, readonly Node[]] {
    const { app } = this;
    const { language, runner } = app.state;
    if (kind === "help") {
      return [app.word("keys"), contents.help(document, language, () => this.#escape())];
    }
    if (kind === "go") {
      return [app.word("goTo"), contents.go(document, language, (text) => this.#goToPlace(text))];
    }
    if (runner === undefined) return [app.word("forkTitle"), []];
    const choose = (choice: ForkChoice): void => {
      app.popover.close();
      this.#hooks.fork(choice);
    };
    const content = contents.fork(document, runner.forks, {
      language,
      step: app.position,
      choose,
    });
    return [app.word("forkTitle"), content];
  }

  #goToPlace(text: string): string | undefined {
    const { timeline, popover } = this.app;
    const place = parsePlace(text);
    const last = timeline?.length ?? 0;
    const position =
      place === undefined
        ? undefined
        : "step" in place
          ? place.step
          : timeline?.log.positionAtTime(timeline.log.startAt + place.atMs);
    if (position === undefined || position > last)
      return this.app.word("unknownStep", { text, last });
    popover.close();
    this.goTo(position);
    this.app.stage?.element.focus({ preventScroll: true });
    return undefined;
  }

  /** Closes what is open, innermost first; then takes the selection away; then ends comparing. */
  #escape(): void {
    const { app } = this;
    const { state } = app;
    if (app.popover.close()) {
      app.stage?.element.focus({ preventScroll: true });
    } else if (state.panel !== "none") {
      app.set({ panel: "none" });
    } else if (state.selectedItem !== undefined) {
      app.set({ selectedItem: undefined, selectedKey: undefined });
    } else if (state.branches?.other !== undefined) {
      state.branches.stopComparing();
      app.draw();
    } else {
      app.player.pause();
      app.stage?.element.blur();
    }
  }
}
