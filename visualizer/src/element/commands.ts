import { parsePlace } from "../controls/attributes.ts";
import type { Command } from "../controls/keyboard.ts";
import type { ForkChoice } from "../controls/runner.ts";
import type { App } from "./app.ts";
import { forkContent, goContent, helpContent } from "./popovers.ts";
import type { ToolbarAction } from "./toolbar.ts";

/** What needs more than the drawing: forking, and leaving the component. */
export interface CommandHooks {
  readonly fork: (choice: ForkChoice) => void;
  readonly selected: () => void;
}

/** Carries out what keys and buttons ask for. */
export class Commands {
  readonly #app: App;
  readonly #hooks: CommandHooks;

  constructor(app: App, hooks: CommandHooks) {
    this.#app = app;
    this.#hooks = hooks;
  }

  /** A button of the toolbar. */
  act(action: ToolbarAction): void {
    switch (action) {
      case "start":
      case "end":
        return this.run({ kind: action });
      case "back":
        return this.run({ kind: "step", direction: -1 });
      case "forward":
        return this.run({ kind: "step", direction: 1 });
      case "previousBeat":
        return this.run({ kind: "step", direction: -1, size: "beat" });
      case "nextBeat":
        return this.run({ kind: "step", direction: 1, size: "beat" });
      case "inspector":
        return this.run({ kind: "why" });
      case "play":
      case "go":
      case "fork":
      case "compare":
      case "table":
      case "help":
        return this.run({ kind: action });
    }
  }

  run(command: Command): void {
    const { app } = this;
    const { timeline, position, state, player } = app;
    if (command.kind === "escape") return this.#escape();
    if (timeline === undefined) return;
    switch (command.kind) {
      case "play":
        return player.state.isPlaying ? player.pause() : this.#play();
      case "step":
        return this.#step(command.direction, command.size ?? state.size);
      case "start":
        return this.goTo(0);
      case "end":
        return this.goTo(timeline.length);
      case "object":
        return this.#goToFound(
          timeline.nextOfObject(position, command.direction, this.#objectKey()),
        );
      case "trouble":
        return this.#goToFound(timeline.nextTrouble(position, command.direction));
      case "zoom":
        return app.timelineView.zoomBy(command.factor);
      case "pan":
        return app.timelineView.panBy(command.direction);
      case "zoom-all":
        return app.timelineView.zoomAll();
      default:
        return this.#look(command);
    }
  }

  /** Goes somewhere by a reader's wish: playing ends, a lane opened by hand closes. */
  goTo(position: number, isAnimated = false): void {
    const { player, state } = this.app;
    player.pause();
    state.openLane = undefined;
    state.isFollowing = false;
    player.goTo(position, isAnimated);
  }

  get app(): App {
    return this.#app;
  }

  #look(command: Exclude<Command, { kind: "play" | "step" | "start" | "end" }>): void {
    const { app } = this;
    const { state } = app;
    switch (command.kind) {
      case "lane":
        app.set({ focusedLane: command.lane, openLane: command.lane, focusedItem: undefined });
        return app.stage?.focusLane(command.lane);
      case "row":
        return app.stage?.focusRow(command.direction, state.focusedItem, state.focusedLane);
      case "select":
        return this.#select();
      case "why":
        return app.set({ panel: state.panel === "inspector" ? "none" : "inspector" });
      case "table":
        return app.set({ panel: state.panel === "table" ? "none" : "table" });
      case "language":
        return app.set({ language: state.language === "en" ? "zh-CN" : "en" });
      case "motion":
        return app.set({ motion: state.motion === "reduced" ? "full" : "reduced" });
      case "bookmark":
        return this.#bookmark();
      case "compare":
        return this.#compare();
      case "fork":
      case "go":
      case "help":
        return this.#open(command.kind);
    }
  }

  #play(): void {
    const { app } = this;
    app.state.openLane = undefined;
    const isAtEnd = app.position >= (app.timeline?.length ?? 0);
    if (isAtEnd) app.player.goTo(0);
    app.player.play();
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

  #open(kind: "fork" | "go" | "help"): void {
    const { app } = this;
    const { state, popover, root } = app;
    const document = root.ownerDocument;
    const { language } = state;
    if (popover.kind === kind) return this.#escape();
    app.player.pause();
    const above = app.toolbar.element;
    if (kind === "help") {
      const close = (): void => this.#escape();
      return popover.open(kind, app.word("keys"), helpContent(document, language, close), above);
    }
    if (kind === "go")
      return popover.open(
        kind,
        app.word("goTo"),
        goContent(document, language, (text) => this.#goToPlace(text)),
        above,
      );
    if (state.runner === undefined) return;
    const content = forkContent(document, state.runner.forks, {
      language,
      step: app.position,
      choose: (choice) => {
        popover.close();
        this.#hooks.fork(choice);
      },
    });
    popover.open(kind, app.word("forkTitle"), content, above);
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
      return;
    }
    if (state.panel !== "none") return app.set({ panel: "none" });
    if (state.selectedItem !== undefined)
      return app.set({ selectedItem: undefined, selectedKey: undefined });
    if (state.branches?.other !== undefined) {
      state.branches.stopComparing();
      return app.draw();
    }
    app.player.pause();
    app.stage?.element.blur();
  }
}
