import type { TraceFile } from "@informerlab/core/trace";
import { attributeNames, languageOf, readSettings, type Settings } from "../controls/attributes.ts";
import { type Branch, Branches } from "../controls/branches.ts";
import { commandOf } from "../controls/keyboard.ts";
import type { ForkChoice, Runner } from "../controls/runner.ts";
import type { SceneItem } from "../layout/scene.ts";
import type { Story } from "../model/story.ts";
import type { StepSize, Timeline } from "../model/timeline.ts";
import type { QueueFlavour } from "../model/world.ts";
import { timelinePicture } from "../render/poster.ts";
import { plainText } from "../text/message.ts";
import { narrate } from "../text/narrate.ts";
import { followSource } from "../trace/live-trace.ts";
import { checkOrder, readTrace } from "../trace/read-trace.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import { App } from "./app.ts";
import { applyPanels, viewOf } from "./app-state.ts";
import { chromeStyle } from "./chrome-style.ts";
import { Commands } from "./commands.ts";

/** A place in a trace, in one of three ways. */
export type Place =
  | { readonly event: number }
  | { readonly at: number }
  | { readonly beat: string };

/** What the picture says of a step; the detail of `informer-step`. */
export interface StepDetail {
  readonly position: number;
  readonly seq: number | undefined;
  readonly kind: string | undefined;
  readonly sentence: string;
}

// Importing the class must work where there is no document.
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/**
 * `<informer-visualizer>`: plays a trace of a Kubernetes informer forwards and backwards. Register it by importing
 * `@informerlab/visualizer/define`.
 *
 * Events, all bubbling and composed: `informer-ready`, `informer-step` ({@link StepDetail}), `informer-select`,
 * `informer-fork`, `informer-violation`, `informer-error`.
 */
export class InformerVisualizer extends Base {
  static readonly observedAttributes: readonly string[] = attributeNames;

  #app: App | undefined;
  #commands: Commands | undefined;
  #settings: Settings | undefined;
  #trace: TraceFile | undefined;
  #story: Story | undefined;
  #runner: Runner | undefined;
  #source: AsyncIterable<VisualRecord> | undefined;
  #sourceRun = 0;
  #loadRun = 0;
  #observer: ResizeObserver | undefined;
  #themeObserver: MutationObserver | undefined;
  #lastPosition = -1;

  /** The trace that is shown. Setting one shows it from its start. */
  get trace(): TraceFile | undefined {
    return this.#app?.timeline?.log.toFile() ?? this.#trace;
  }

  set trace(trace: TraceFile | undefined) {
    this.#trace = trace;
    this.#sourceRun += 1;
    if (this.#app !== undefined) this.#show(trace);
  }

  /** The author's beats. They come with the trace they are bound to; set before or after it. */
  get story(): Story | undefined {
    return this.#story;
  }

  set story(story: Story | undefined) {
    this.#story = story;
    const app = this.#app;
    const original = app?.state.branches?.all[0];
    if (app === undefined || original === undefined) return;
    original.timeline.setStory(story);
    if (story !== undefined && this.#settings?.size === undefined) app.state.size = "beat";
    if (app.position === 0) this.#goToStart(original.timeline);
    app.timelineView.forget();
    app.draw();
  }

  /** With a runner, forking is offered. */
  get runner(): Runner | undefined {
    return this.#runner;
  }

  set runner(runner: Runner | undefined) {
    this.#runner = runner;
    this.#app?.set({ runner });
  }

  /** A live source of records; setting one shows and follows it. */
  get source(): AsyncIterable<VisualRecord> | undefined {
    return this.#source;
  }

  set source(source: AsyncIterable<VisualRecord> | undefined) {
    this.#source = source;
    if (this.#app !== undefined && source !== undefined) void this.#follow(source);
  }

  /** How many records have happened at the playhead. */
  get position(): number {
    return this.#app?.position ?? 0;
  }

  set position(position: number) {
    this.#commands?.goTo(position);
  }

  /** The object that is selected. */
  get selection(): { readonly key: string | undefined; readonly item: string } | undefined {
    const { selectedItem, selectedKey } = this.#app?.state ?? {};
    return selectedItem === undefined ? undefined : { item: selectedItem, key: selectedKey };
  }

  /** The original run and its forks. */
  get branches(): readonly Branch[] {
    return this.#app?.state.branches?.all ?? [];
  }

  connectedCallback(): void {
    const app = this.#app ?? this.#build();
    this.#readAttributes();
    this.#watchSurroundings();
    if (app.state.branches === undefined) {
      if (this.#trace !== undefined) this.#show(this.#trace);
      else if (this.#source !== undefined) void this.#follow(this.#source);
      else if (this.getAttribute("src") !== null) void this.#load(this.getAttribute("src") ?? "");
      else app.draw();
    }
  }

  disconnectedCallback(): void {
    this.#app?.player.dispose();
    this.#observer?.disconnect();
    this.#themeObserver?.disconnect();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    const app = this.#app;
    if (app === undefined || before === after || !this.isConnected) return;
    if (name === "src" && after !== null) {
      void this.#load(after);
      return;
    }
    if (name === "step" || name === "at" || name === "beat") {
      const position = this.#attributePosition(app.timeline);
      if (position !== undefined) this.#commands?.goTo(position);
      return;
    }
    this.#readAttributes();
    app.draw();
  }

  play(): void {
    this.#app?.player.play();
    this.#app?.draw();
  }

  pause(): void {
    this.#app?.player.pause();
  }

  /** Steps `count` times, backwards when it is negative. @defaultValue 1, at the chosen size */
  step(count = 1, size?: StepSize): void {
    const app = this.#app;
    if (app?.timeline === undefined) return;
    let { position } = app;
    for (let index = 0; index < Math.abs(count); index += 1) {
      position = app.timeline.stepFrom(position, count > 0 ? 1 : -1, size ?? app.state.size);
    }
    this.#commands?.goTo(position, Math.abs(count) === 1);
  }

  /**
   * Goes to a place: `{ event }` a position, `{ at }` milliseconds since the start, `{ beat }` a beat's id.
   *
   * @throws RangeError when the trace has no such place.
   */
  seek(place: Place): void {
    const timeline = this.#app?.timeline;
    const position = timeline === undefined ? undefined : positionOf(timeline, place);
    if (position === undefined)
      throw new RangeError(`the trace has no place ${JSON.stringify(place)}`);
    this.#commands?.goTo(position);
  }

  /**
   * Forks the run at the playhead and shows both futures.
   *
   * @param edit the id of one of the runner's forks, or a fork of your own.
   * @throws Error when there is no runner, no such fork, or the scenario cannot be run.
   */
  async fork(edit: string | ForkChoice): Promise<Branch> {
    const app = this.#app;
    const branches = app?.state.branches;
    if (app === undefined || branches === undefined) throw new Error("there is no trace to fork");
    if (this.#runner === undefined)
      throw new Error("forking needs a runner: set the property `runner` first");
    const choice =
      typeof edit === "string" ? this.#runner.forks.find(({ id }) => id === edit) : edit;
    if (choice === undefined) {
      const known = this.#runner.forks.map(({ id }) => id).join(", ");
      throw new Error(`no fork "${String(edit)}"; the runner offers ${known || "none"}`);
    }
    const { position } = app;
    const branch = await branches.fork(this.#runner, choice, position);
    app.timelineView.forget();
    this.#commands?.goTo(Math.min(position, branch.timeline.length));
    this.#emit("informer-fork", { branch: branch.id, fork: choice.id, position });
    return branch;
  }

  /** Shows two branches, by their ids; without ids, the current one beside its origin. False when there are no two. */
  compare(a?: string, b?: string): boolean {
    const isCompared = this.#app?.state.branches?.compare(a, b) ?? false;
    this.#app?.draw();
    return isCompared;
  }

  /** The picture as a file of its own. */
  toSVG(options: { readonly place?: Place; readonly width?: number } = {}): string {
    const app = this.#app;
    const timeline = app?.timeline;
    if (app === undefined || timeline === undefined) throw new Error("there is no trace to draw");
    const position =
      options.place === undefined ? app.position : positionOf(timeline, options.place);
    if (position === undefined)
      throw new RangeError(`the trace has no place ${JSON.stringify(options.place)}`);
    const { width, language: lang, ...view } = viewOf(app.state);
    const theme =
      this.getAttribute("data-theme") === "dark"
        ? "dark"
        : this.getAttribute("data-theme") === "light"
          ? "light"
          : "auto";
    return timelinePicture(timeline, position, {
      lang,
      theme,
      width: options.width ?? width,
      view,
      ...(timeline.story === undefined ? {} : { story: timeline.story }),
    });
  }

  /** The address of this scenario at this step: the runner's, else this page's with `#e=`. */
  permalink(): string {
    const scenario = this.#app?.timeline?.log.scenario;
    if (this.#runner?.permalink !== undefined && scenario !== undefined) {
      return this.#runner.permalink(scenario, this.position);
    }
    const address = this.ownerDocument.defaultView?.location.href.split("#")[0] ?? "";
    return `${address}#e=${this.position}`;
  }

  #build(): App {
    const document = this.ownerDocument;
    const root = this.attachShadow({ mode: "open" });
    adoptStyle(root);
    const view = document.defaultView;
    const app = new App(
      document,
      {
        request: (callback) => {
          const id = view?.requestAnimationFrame(callback) ?? 0;
          return () => view?.cancelAnimationFrame(id);
        },
      },
      () => this.#isStill(),
      {
        act: (action) => this.#commands?.act(action),
        stepped: (position) => this.#stepped(position),
        selected: (item) => this.#select(item),
        activate: (branch) => this.#activate(branch),
        switchQueue: (queue) => void this.#switchQueue(queue as QueueFlavour),
        share: () => void this.#share(),
      },
    );
    this.#commands = new Commands(app, {
      fork: (choice) => void this.#forkOrSay(choice),
      selected: () => this.#emit("informer-select", this.selection),
    });
    root.append(app.root);
    app.state.runner = this.#runner;
    app.root.addEventListener("keydown", (event) => this.#key(event));
    this.#acceptDrops(app);
    this.#app = app;
    return app;
  }

  #readAttributes(): void {
    const app = this.#app;
    if (app === undefined) return;
    const settings = readSettings(
      (name) => this.getAttribute(name),
      (sentence) => console.warn(sentence),
    );
    const lang = this.getAttribute("lang") ?? this.closest("[lang]")?.getAttribute("lang");
    const isFirst = this.#settings === undefined;
    const isFigure = settings.mode === "figure" || settings.mode === "kiosk";
    Object.assign(app.state, {
      language:
        isFirst || this.#settings?.lang !== settings.lang ? languageOf(lang) : app.state.language,
      lanes: settings.lanes,
      speed: settings.speed,
      scale: settings.scale,
      motion: settings.motion,
      informer: settings.informer,
      queue: settings.queue,
      hasControls: settings.controls === "full" && !isFigure,
    });
    if (settings.size !== undefined) app.state.size = settings.size;
    else if (isFirst && settings.mode === "lesson") app.state.size = "beat";
    if (isFirst || this.#settings?.panels.join() !== settings.panels.join())
      applyPanels(app.state, settings.panels);
    this.#settings = settings;
    app.root.style.maxHeight = settings.height === undefined ? "" : `${settings.height}px`;
    app.root.style.overflow = settings.height === undefined ? "" : "auto";
    this.#applyTheme();
  }

  /** `theme`, else what the page says by `data-theme`, else what the reader's system prefers. */
  #applyTheme(): void {
    const wanted = this.#settings?.theme ?? "auto";
    const page = this.ownerDocument.documentElement.getAttribute("data-theme");
    const theme = wanted === "auto" ? page : wanted;
    if (theme === "light" || theme === "dark") this.setAttribute("data-theme", theme);
    else this.removeAttribute("data-theme");
  }

  #watchSurroundings(): void {
    const view = this.ownerDocument.defaultView;
    const app = this.#app;
    if (view === null || app === undefined) return;
    if (view.ResizeObserver !== undefined) {
      this.#observer = new view.ResizeObserver(([entry]) => {
        const width = Math.round(entry?.contentRect.width ?? 0);
        if (width >= 200 && width !== app.state.width) app.set({ width });
      });
      this.#observer.observe(app.root);
      const width = Math.round(app.root.getBoundingClientRect().width);
      if (width >= 200) app.state.width = width;
    }
    this.#themeObserver = new view.MutationObserver(() => this.#applyTheme());
    this.#themeObserver.observe(this.ownerDocument.documentElement, {
      attributeFilter: ["data-theme"],
    });
  }

  #isStill(): boolean {
    const motion = this.#app?.state.motion ?? "auto";
    if (motion !== "auto") return motion === "reduced";
    return (
      this.ownerDocument.defaultView?.matchMedia?.("(prefers-reduced-motion: reduce)").matches ??
      false
    );
  }

  #show(trace: TraceFile | undefined): void {
    const app = this.#app;
    if (app === undefined) return;
    app.player.dispose();
    if (trace === undefined) {
      app.set({ branches: undefined, status: { kind: "empty" } });
      return;
    }
    try {
      const branches = new Branches(checkOrder(trace), this.#story);
      this.#lastPosition = -1;
      app.timelineView.forget();
      Object.assign(app.state, {
        branches,
        status: { kind: "shown" },
        selectedItem: undefined,
        selectedKey: undefined,
        notice: "",
        bookmarks: [],
      });
      if (this.#story !== undefined && this.#settings?.size === undefined) app.state.size = "beat";
      this.#goToStart(branches.active.timeline);
      this.#emit("informer-ready", { length: branches.active.timeline.length });
      if (this.#settings?.mode === "kiosk" && !this.#isStill()) app.player.play();
    } catch (error) {
      this.#fail(error);
    }
  }

  #goToStart(timeline: Timeline): void {
    const first = timeline.story === undefined ? 0 : (timeline.beats[0] ?? 0);
    this.#app?.player.goTo(this.#attributePosition(timeline) ?? first);
  }

  #attributePosition(timeline: Timeline | undefined): number | undefined {
    if (timeline === undefined) return undefined;
    const step = this.getAttribute("step");
    const at = this.getAttribute("at");
    const beat = this.getAttribute("beat");
    const place: Place | undefined =
      beat !== null
        ? { beat }
        : step !== null
          ? { event: Number(step) }
          : at !== null
            ? { at: Number(at) }
            : undefined;
    if (place === undefined) return undefined;
    const position = positionOf(timeline, place);
    if (position === undefined) {
      const beats = timeline.story?.beats.map(({ id }) => id).join(", ") ?? "";
      console.warn(
        `<informer-visualizer>: no place ${JSON.stringify(place)}; steps are 0 to ${timeline.length}, beats: ${beats || "none"}.`,
      );
    }
    return position;
  }

  async #load(address: string): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    this.#loadRun += 1;
    const run = this.#loadRun;
    app.set({ status: { kind: "loading" } });
    try {
      const response = await fetch(address);
      if (!response.ok)
        throw new Error(
          `${address}: the server answered ${response.status} ${response.statusText}`,
        );
      const trace = readTrace(await response.text());
      if (run === this.#loadRun) this.trace = trace;
    } catch (error) {
      if (run === this.#loadRun) this.#fail(error, address);
    }
  }

  #fail(error: unknown, name = ""): void {
    const text = error instanceof Error ? error.message : String(error);
    const message = name === "" || text.startsWith(name) ? text : `${name}: ${text}`;
    this.#app?.set({ branches: undefined, status: { kind: "broken", message } });
    this.#emit("informer-error", { message });
  }

  #acceptDrops(app: App): void {
    app.root.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      app.root.classList.add("dropping");
    });
    app.root.addEventListener("dragleave", () => app.root.classList.remove("dropping"));
    app.root.addEventListener("drop", (event) => {
      event.preventDefault();
      app.root.classList.remove("dropping");
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined || files.length > 1) return app.say(app.word("dropNot"));
      void this.#readFile(file);
    });
  }

  async #readFile(file: File): Promise<void> {
    try {
      const trace = readTrace(await file.text());
      this.#story = undefined;
      this.trace = trace;
    } catch (error) {
      this.#fail(error, file.name);
    }
  }

  async #follow(source: AsyncIterable<VisualRecord>): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    this.#sourceRun += 1;
    const run = this.#sourceRun;
    const branches = new Branches({ version: 1, records: [] }, this.#story);
    const { timeline } = branches.active;
    Object.assign(app.state, {
      branches,
      status: { kind: "shown" },
      isLive: true,
      isFollowing: true,
    });
    app.player.goTo(0);
    let frame: Promise<void> | undefined;
    try {
      const end = await followSource(timeline.log, source, {
        isStopped: () => run !== this.#sourceRun,
        appended: () => {
          frame ??= this.#nextFrame().then(() => {
            frame = undefined;
            timeline.extend();
            if (app.state.isFollowing) app.player.goTo(timeline.length);
            else app.draw();
          });
          return timeline.log.length % 256 === 0 ? frame : undefined;
        },
      });
      await frame;
      if (end !== "stopped") app.say(app.word(end === "full" ? "liveFull" : "liveEnded"));
    } catch (error) {
      app.say(error instanceof Error ? error.message : String(error));
      this.#emit("informer-error", { message: String(error) });
    }
    if (run === this.#sourceRun) app.set({ isLive: false });
  }

  #nextFrame(): Promise<void> {
    const view = this.ownerDocument.defaultView;
    return new Promise((resolve) => {
      if (view === null) resolve();
      else view.requestAnimationFrame(() => resolve());
    });
  }

  #key(event: KeyboardEvent): void {
    const target = event.composedPath()[0] as HTMLElement;
    const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    const isPressed =
      (event.key === " " || event.key === "Enter") && /^(BUTTON|A)$/.test(target.tagName);
    if ((isField && event.key !== "Escape") || isPressed) return;
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#commands?.run(command);
  }

  #stepped(position: number): void {
    const app = this.#app;
    if (app?.timeline === undefined || position === this.#lastPosition) return;
    this.#lastPosition = position;
    const record = app.timeline.log.recordAt(position);
    const sentence = plainText(narrate(record?.fact, app.state.language));
    const detail: StepDetail = { position, seq: record?.seq, kind: record?.fact.kind, sentence };
    this.#emit("informer-step", detail);
    if (record?.fact.kind === "informer.inconsistent")
      this.#emit("informer-violation", { position, sentence });
    const isOver = position === app.timeline.length && this.#settings?.mode === "kiosk";
    if (isOver && !this.#isStill()) app.player.goTo(0);
  }

  #select(item: SceneItem | undefined): void {
    const app = this.#app;
    if (app === undefined) return;
    const panel = item === undefined || !app.state.hasControls ? app.state.panel : "inspector";
    app.set({ selectedItem: item?.id, selectedKey: item?.key, panel });
    this.#emit("informer-select", this.selection);
  }

  #activate(branch: string): void {
    const app = this.#app;
    const { branches } = app?.state ?? {};
    if (app === undefined || branches === undefined || branches.active.id === branch) return;
    const position = branches.activate(branch, app.position);
    app.timelineView.forget();
    app.player.goTo(position);
  }

  async #forkOrSay(choice: ForkChoice): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    app.say(app.word("forking"));
    try {
      await this.fork(choice);
      app.say("");
      app.stage?.element.focus({ preventScroll: true });
    } catch (error) {
      const message = app.word("forkFailed", {
        error: error instanceof Error ? error.message : String(error),
      });
      app.say(message);
      this.#emit("informer-error", { message });
    }
  }

  async #switchQueue(queue: QueueFlavour): Promise<void> {
    const app = this.#app;
    const scenario = app?.timeline?.log.scenario;
    if (app === undefined || this.#runner?.withQueue === undefined || scenario === undefined)
      return;
    try {
      const changed = this.#runner.withQueue(scenario, queue);
      const file = await this.#runner.run(changed);
      // Beats are bound to records of the other trace; the page may set the new trace's own.
      this.#story = undefined;
      this.trace = file.scenario === undefined ? { ...file, scenario: changed } : file;
      this.#emit("informer-queue", { queue });
    } catch (error) {
      app.say(
        app.word("forkFailed", { error: error instanceof Error ? error.message : String(error) }),
      );
    }
  }

  async #share(): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    const link = this.permalink();
    try {
      await this.ownerDocument.defaultView?.navigator.clipboard.writeText(link);
      app.say(app.word("copied"));
    } catch {
      app.say(app.word("copyFailed", { link }));
    }
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function positionOf(timeline: Timeline, place: Place): number | undefined {
  if ("event" in place) {
    return Number.isInteger(place.event) && place.event >= 0 && place.event <= timeline.length
      ? place.event
      : undefined;
  }
  if ("at" in place)
    return Number.isFinite(place.at)
      ? timeline.log.positionAtTime(timeline.log.startAt + place.at)
      : undefined;
  const beat = timeline.story?.beats.find(({ id }) => id === place.beat);
  return beat === undefined ? undefined : timeline.log.positionOf(beat.seq);
}

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all instances where the browser can share it; else a style element each. */
function adoptStyle(root: ShadowRoot): void {
  try {
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(chromeStyle);
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = root.ownerDocument.createElement("style");
    style.textContent = chromeStyle;
    root.append(style);
  }
}
