import type { TraceFile } from "@informerlab/core/trace";
import { attributeNames, languageOf, readSettings, type Settings } from "../controls/attributes.ts";
import type { Branch } from "../controls/branch.ts";
import type { ForkChoice, Runner } from "../controls/runner.ts";
import type { Answers } from "../model/claims/prediction.ts";
import type { Language, Story } from "../model/timeline/story.ts";
import type { StepSize } from "../model/timeline/timeline.ts";
import type { Theme } from "../render/marks-to-svg.ts";
import type { ExportFormat } from "../text/panels/export-text.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import { Conductor } from "./conductor.ts";
import type { Forking } from "./forking.ts";
import { framesOf } from "./frames.ts";
import { stepBy, wentTo } from "./going.ts";
import { pageKeys } from "./keys.ts";
import { stepDetail } from "./parts/step-detail.ts";
import { adoptStyle, Surroundings, themeOf } from "./parts/surroundings.ts";
import { permalinkOf } from "./permalink.ts";
import { Shell } from "./shell.ts";
import { Showing } from "./showing.ts";
import type { Place } from "./state/place.ts";
import { settingsChange } from "./state/view-state.ts";
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

  #inside: Inside | undefined;
  #settings: Settings | undefined;
  #trace: TraceFile | undefined;
  #story: Story | undefined;
  #runner: Runner | undefined;
  #source: AsyncIterable<VisualRecord> | undefined;
  #surroundings: Surroundings | undefined;
  #answers: Answers = {};
  #lastPosition = -1;

  /** The trace that is shown. Setting one shows it from its start. */
  get trace(): TraceFile | undefined {
    return this.#inside?.conductor.timeline?.log.toFile() ?? this.#trace;
  }

  set trace(trace: TraceFile | undefined) {
    this.#trace = trace;
    this.#lastPosition = -1;
    this.#inside?.input.cancel();
    this.#inside?.showing.show(trace, this.#story);
  }

  /** The author's beats. They come with the trace they are bound to; set before or after it. */
  get story(): Story | undefined {
    return this.#story;
  }

  set story(story: Story | undefined) {
    this.#story = story;
    const conductor = this.#inside?.conductor;
    const original = conductor?.state.branches?.all[0];
    if (conductor === undefined || original === undefined) return;
    original.timeline.setStory(story);
    if (story !== undefined && this.#settings?.size === undefined)
      conductor.store.set({ size: "beat" });
    conductor.branchesChanged();
    if (conductor.position === 0) this.#inside?.showing.goToStart(original.timeline);
  }

  /** With a runner, forking is offered. */
  get runner(): Runner | undefined {
    return this.#runner;
  }

  set runner(runner: Runner | undefined) {
    this.#runner = runner;
    this.#inside?.conductor.store.set({ runner });
  }

  /** A live source of records; setting one shows and follows it. */
  get source(): AsyncIterable<VisualRecord> | undefined {
    return this.#source;
  }

  set source(source: AsyncIterable<VisualRecord> | undefined) {
    this.#source = source;
    const { input, showing } = this.#inside ?? {};
    input?.cancel();
    if (source === undefined) return;
    showing?.cancel();
    void input?.follow(source, this.#story);
  }

  /** How many records have happened at the playhead. Setting it goes to the nearest position there is. */
  get position(): number {
    return this.#inside?.conductor.position ?? 0;
  }

  set position(position: number) {
    this.#inside?.conductor.goTo(Math.round(position) || 0);
  }

  /** The object that is selected. */
  get selection(): { readonly key: string | undefined; readonly item: string } | undefined {
    const { selectedItem, selectedKey } = this.#inside?.conductor.state ?? {};
    return selectedItem === undefined ? undefined : { item: selectedItem, key: selectedKey };
  }

  /** The original run and its forks. */
  get branches(): readonly Branch[] {
    return this.#inside?.conductor.state.branches?.all ?? [];
  }

  /** The id of the future that steps; another one can be chosen. */
  get branch(): string {
    return this.#inside?.conductor.state.branches?.active.id ?? "original";
  }

  set branch(id: string) {
    this.#inside?.conductor.send({ kind: "activate", branch: id });
  }

  /** What a reader has predicted, by the beat's id; set to go on where the reader was. */
  get answers(): Answers {
    return this.#inside?.conductor.state.answers ?? this.#answers;
  }

  set answers(answers: Answers) {
    this.#answers = answers;
    this.#inside?.conductor.store.set({ answers });
  }

  connectedCallback(): void {
    const inside = this.#inside ?? this.#build();
    const { conductor, shell } = inside;
    this.#readAttributes();
    this.#surroundings = new Surroundings(this, {
      resized: (width) => {
        if (width >= 200) conductor.store.set({ width });
      },
      themed: () => this.#applyTheme(),
    });
    inside.keys = pageKeys(this, shell, conductor);
    conductor.setLanguage(this.#language);
    this.#begin(inside);
    shell.draw();
  }

  /** Shows what the page has set so far. */
  #begin({ conductor, input, showing }: Inside): void {
    const address = this.getAttribute("src");
    if (conductor.state.branches !== undefined) return;
    if (this.#trace !== undefined) showing.show(this.#trace, this.#story);
    else if (this.#source !== undefined) void input.follow(this.#source, this.#story);
    else if (address !== null) void input.load(address);
  }

  disconnectedCallback(): void {
    this.#inside?.keys?.();
    this.#surroundings?.disconnect();
    // What is only moved goes on.
    if (!this.isConnected) this.#inside?.conductor.player.stop();
    setTimeout(() => this.isConnected || this.#inside?.input.cancel());
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (this.#inside === undefined || before === after || !this.isConnected) return;
    const { conductor, input, showing } = this.#inside;
    if (name === "src" && after !== null) {
      void input.load(after);
      return;
    }
    if (name === "step" || name === "at" || name === "beat") {
      const position = showing.namedPlace(conductor.timeline);
      if (position !== undefined) conductor.goTo(position);
      return;
    }
    this.#readAttributes();
    if (name === "lang" && this.#language !== conductor.state.language)
      conductor.setLanguage(this.#language);
  }

  play(): void {
    this.#inside?.conductor.play();
  }

  pause(): void {
    this.#inside?.conductor.player.pause();
  }

  /** Steps `count` times, backwards when it is negative. @defaultValue 1, at the chosen size */
  step(count = 1, size?: StepSize): void {
    const conductor = this.#inside?.conductor;
    if (conductor !== undefined) stepBy(conductor, count, size);
  }

  /**
   * Goes to a place: `{ event }` a position, `{ at }` milliseconds since the start, `{ beat }` a beat's id.
   *
   * @throws RangeError when the trace has no such place.
   */
  seek(place: Place): void {
    const conductor = this.#inside?.conductor;
    if (conductor === undefined || !wentTo(conductor, place))
      throw new RangeError(`the trace has no place ${JSON.stringify(place)}`);
  }

  /**
   * Forks the run at the playhead and shows both futures.
   *
   * @param edit the id of one of the runner's forks, or a fork of your own.
   * @throws Error when there is no runner, no such fork, or the scenario cannot be run.
   */
  async fork(edit: string | ForkChoice): Promise<Branch> {
    if (this.#inside === undefined) throw new Error("there is no trace to fork");
    return (await this.#inside.forking()).fork(edit);
  }

  /** Shows two branches, by their ids; without ids, the current one beside its origin. False when there are no two. */
  compare(a?: string, b?: string): boolean {
    const conductor = this.#inside?.conductor;
    const isCompared = conductor?.state.branches?.compare(a, b) ?? false;
    conductor?.branchesChanged();
    return isCompared;
  }

  /** The picture as a file of its own. */
  async toSVG(options: { readonly place?: Place; readonly width?: number } = {}): Promise<string> {
    const { pictureOf } = await import("./taken-away.ts");
    return pictureOf(this.#inside?.conductor, this.#theme, options);
  }

  /**
   * A file of what is shown: the picture of this step as `svg` or `png`, the way to it as `animated-svg`, the whole run for
   * `perfetto`, or as a `trace` that opens here again.
   *
   * @throws Error when there is no trace, or the browser cannot write the picture as pixels.
   */
  async export(format: ExportFormat): Promise<Blob> {
    const { blobOf } = await import("./taken-away.ts");
    return blobOf(this.#inside?.conductor, this.#theme, { format, document: this.ownerDocument });
  }

  get #theme(): Theme {
    return themeOf(this.ownerDocument, this.#settings?.theme ?? "auto") ?? "auto";
  }

  /** The address of this scenario at this step: the runner's, else this page's with `#e=`. */
  permalink(): string {
    const address = this.ownerDocument.defaultView?.location.href ?? "";
    return permalinkOf(this.#inside?.conductor, address);
  }

  #build(): Inside {
    const document = this.ownerDocument;
    const root = this.attachShadow({ mode: "open" });
    adoptStyle(root);
    const view = document.defaultView;
    const isStill = (): boolean => this.#isStill();
    const conductor = new Conductor(framesOf(view), isStill, {
      fork: (choice) => void this.#inside?.forking().then((it) => it.forkOrSay(choice)),
      switchQueue: (queue) => void this.#inside?.forking().then((it) => it.switchQueue(queue)),
      predicted: (prediction) => this.#emit("informer-answer", prediction),
      share: () => void this.#inside?.forking().then((it) => it.share()),
      picked: () => this.#emit("informer-select", this.selection),
      rested: (position) => this.#rested(position),
    });
    conductor.store.set({ runner: this.#runner, answers: this.#answers });
    const shell = new Shell(document, conductor, isStill, () => this.childElementCount > 0);
    // What the page has put into the element stands there until the picture can be drawn.
    root.append(shell.root, document.createElement("slot"));
    const input = new TraceInput(conductor, shell.root, {
      read: (trace) => {
        this.trace = trace;
      },
      dropped: (trace) => this.#replace(trace),
      failed: (error, name) => this.#fail(error, name),
      refused: (error, name) => this.#fail(error, name, true),
    });
    const showing = new Showing(conductor, {
      attribute: (name) => this.getAttribute(name),
      settings: () => this.#settings,
      isStill,
      ready: (length) => this.#emit("informer-ready", { length }),
      failed: (error) => this.#fail(error),
      warn: (sentence) => console.warn(sentence),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      now: () => performance.now(),
    });
    let loaded: Promise<Forking> | undefined;
    const forking = (): Promise<Forking> => (loaded ??= this.#loadForking(conductor));
    this.#inside = { conductor, shell, forking, input, showing, keys: undefined };
    return this.#inside;
  }

  async #loadForking(conductor: Conductor): Promise<Forking> {
    const { Forking } = await import("./forking.ts");
    return new Forking(conductor, {
      rerun: (story) => {
        this.#inside?.showing.cancel();
        this.#story = story;
      },
      emit: (type, detail) => this.#emit(type, detail),
      permalink: () => this.permalink(),
      copy: async (text) => this.ownerDocument.defaultView?.navigator.clipboard.writeText(text),
    });
  }

  #readAttributes(): void {
    if (this.#inside === undefined) return;
    const { conductor, shell } = this.#inside;
    const settings = readSettings(
      (name) => this.getAttribute(name),
      (sentence) => console.warn(sentence),
    );
    const before = this.#settings;
    this.#settings = settings;
    shell.root.style.maxHeight = settings.height === undefined ? "" : `${settings.height}px`;
    shell.root.style.overflow = settings.height === undefined ? "" : "auto";
    conductor.store.set(settingsChange(settings, before));
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
    const motion = this.#inside?.conductor.state.motion ?? "auto";
    if (motion !== "auto") return motion === "reduced";
    return (
      this.ownerDocument.defaultView?.matchMedia?.("(prefers-reduced-motion: reduce)").matches ??
      false
    );
  }

  /** Another run: the author's beats are bound to records of the one before. */
  #replace(trace: TraceFile): void {
    this.#story = undefined;
    this.trace = trace;
  }

  #fail(error: unknown, name = "", isPictureKept = false): void {
    const text = error instanceof Error ? error.message : String(error);
    const message = name === "" || text.startsWith(name) ? text : `${name}: ${text}`;
    const conductor = this.#inside?.conductor;
    if (isPictureKept && conductor?.timeline !== undefined) conductor.say(message);
    else conductor?.store.set({ branches: undefined, status: { kind: "broken", message } });
    this.#emit("informer-error", { message });
  }

  #rested(position: number): void {
    const conductor = this.#inside?.conductor;
    const timeline = conductor?.timeline;
    if (conductor === undefined || timeline === undefined || position === this.#lastPosition)
      return;
    this.#lastPosition = position;
    const tell = (): void => {
      const detail = stepDetail(timeline, position, conductor.state.language);
      this.#emit("informer-step", detail);
      if (detail.kind === "informer.inconsistent") this.#emit("informer-violation", detail);
    };
    if (position === 0) tell();
    else conductor.whenReady(tell);
    const isOver = position === timeline.length && this.#settings?.mode === "kiosk";
    if (!isOver || !this.isConnected || this.#isStill()) return;
    conductor.player.goTo(0);
    conductor.play();
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** What the element is made of once it stands in a document. */
interface Inside {
  readonly conductor: Conductor;
  readonly shell: Shell;
  readonly forking: () => Promise<Forking>;
  readonly input: TraceInput;
  readonly showing: Showing;
  /** Ends the listening to keys. */
  keys: (() => void) | undefined;
}
