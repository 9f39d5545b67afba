import type { TraceFile } from "@informerlab/core/trace";
import { attributeNames, languageOf, readSettings, type Settings } from "../controls/attributes.ts";
import { type Branch, Branches } from "../controls/branches.ts";
import type { ForkChoice, Runner } from "../controls/runner.ts";
import type { SceneItem } from "../layout/scene.ts";
import type { Language, Story } from "../model/story.ts";
import type { StepSize, Timeline } from "../model/timeline.ts";
import { timelinePicture } from "../render/picture.ts";
import { checkOrder } from "../trace/read-trace.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import { App } from "./app.ts";
import { applySettings, viewOf } from "./app-state.ts";
import { Commands } from "./commands.ts";
import { attributePlace, type Place, positionOf } from "./place.ts";
import { RunnerActions } from "./runner-actions.ts";
import { stepDetail } from "./step-detail.ts";
import { adoptStyle, Surroundings, themeOf } from "./surroundings.ts";
import { TraceInput } from "./trace-input.ts";

/** What the element is made of: importing the class works where there is no document, too. */
export const HostElement: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/**
 * `<informer-visualizer>`: plays a trace of a Kubernetes informer forwards and backwards. Register it by importing
 * `@informerlab/visualizer/define`.
 *
 * Events, all bubbling and composed: `informer-ready`, `informer-step` (`StepDetail`), `informer-select`,
 * `informer-fork`, `informer-violation`, `informer-error`.
 */
export class InformerVisualizer extends HostElement {
  static readonly observedAttributes: readonly string[] = attributeNames;

  #app: App | undefined;
  #commands: Commands | undefined;
  #actions: RunnerActions | undefined;
  #settings: Settings | undefined;
  #trace: TraceFile | undefined;
  #story: Story | undefined;
  #runner: Runner | undefined;
  #source: AsyncIterable<VisualRecord> | undefined;
  #input: TraceInput | undefined;
  #surroundings: Surroundings | undefined;
  #lastPosition = -1;

  /** The trace that is shown. Setting one shows it from its start. */
  get trace(): TraceFile | undefined {
    return this.#app?.timeline?.log.toFile() ?? this.#trace;
  }

  set trace(trace: TraceFile | undefined) {
    this.#trace = trace;
    this.#input?.cancel();
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
    if (this.#app !== undefined && source !== undefined)
      void this.#input?.follow(source, this.#story);
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
    this.#surroundings = new Surroundings(app.root, {
      resized: (width) => {
        if (width >= 200 && width !== app.state.width) app.set({ width });
      },
      themed: () => this.#applyTheme(),
    });
    app.setLanguage(this.#language);
    this.#begin(app);
  }

  /** Shows what the page has set so far. */
  #begin(app: App): void {
    const address = this.getAttribute("src");
    if (app.state.branches !== undefined) app.draw();
    else if (this.#trace !== undefined) this.#show(this.#trace);
    else if (this.#source !== undefined) void this.#input?.follow(this.#source, this.#story);
    else if (address !== null) void this.#input?.load(address);
    else app.draw();
  }

  disconnectedCallback(): void {
    this.#app?.player.dispose();
    this.#surroundings?.disconnect();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    const app = this.#app;
    if (app === undefined || before === after || !this.isConnected) return;
    if (name === "src" && after !== null) {
      void this.#input?.load(after);
      return;
    }
    if (name === "step" || name === "at" || name === "beat") {
      const position = this.#attributePosition(app.timeline);
      if (position !== undefined) this.#commands?.goTo(position);
      return;
    }
    const { language } = app.state;
    this.#readAttributes();
    if (name === "lang" && this.#language !== language) app.setLanguage(this.#language);
    else app.draw();
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
    if (this.#actions === undefined) throw new Error("there is no trace to fork");
    return this.#actions.fork(edit);
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
    const theme = themeOf(this.ownerDocument, this.#settings?.theme ?? "auto") ?? "auto";
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
    return this.#actions?.permalink() ?? "";
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
        switchQueue: (queue) => void this.#actions?.switchQueue(queue),
        share: () => void this.#actions?.share(),
      },
    );
    const commands = new Commands(app, {
      fork: (choice) => void this.#actions?.forkOrSay(choice),
      selected: () => this.#emit("informer-select", this.selection),
    });
    this.#commands = commands;
    this.#actions = new RunnerActions(app, commands, {
      runner: () => this.#runner,
      replaced: (trace) => this.#replace(trace),
      emit: (type, detail) => this.#emit(type, detail),
    });
    root.append(app.root);
    app.state.runner = this.#runner;
    app.root.addEventListener("keydown", (event) => commands.key(event));
    this.#input = new TraceInput(app, {
      read: (trace) => {
        this.trace = trace;
      },
      dropped: (trace) => this.#replace(trace),
      failed: (error, name) => this.#fail(error, name),
    });
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
    applySettings(app.state, settings, this.#settings);
    this.#settings = settings;
    app.root.style.maxHeight = settings.height === undefined ? "" : `${settings.height}px`;
    app.root.style.overflow = settings.height === undefined ? "" : "auto";
    this.#applyTheme();
  }

  /** The element's own language, else that of the page around it. */
  get #language(): Language {
    return languageOf(this.getAttribute("lang") ?? this.closest("[lang]")?.getAttribute("lang"));
  }

  #applyTheme(): void {
    const theme = themeOf(this.ownerDocument, this.#settings?.theme ?? "auto");
    if (theme === undefined) this.removeAttribute("data-theme");
    else this.setAttribute("data-theme", theme);
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
    const place = attributePlace((name) => this.getAttribute(name));
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

  /** Another run: the author's beats are bound to records of the one before. */
  #replace(trace: TraceFile): void {
    this.#story = undefined;
    this.trace = trace;
  }

  #fail(error: unknown, name = ""): void {
    const text = error instanceof Error ? error.message : String(error);
    const message = name === "" || text.startsWith(name) ? text : `${name}: ${text}`;
    this.#app?.set({ branches: undefined, status: { kind: "broken", message } });
    this.#emit("informer-error", { message });
  }

  #stepped(position: number): void {
    const app = this.#app;
    if (app?.timeline === undefined || position === this.#lastPosition) return;
    this.#lastPosition = position;
    const detail = stepDetail(app.timeline, position, app.state.language);
    this.#emit("informer-step", detail);
    if (detail.kind === "informer.inconsistent") this.#emit("informer-violation", detail);
    const isOver = position === app.timeline.length && this.#settings?.mode === "kiosk";
    if (!isOver || this.#isStill()) return;
    app.player.goTo(0);
    app.player.play();
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

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
