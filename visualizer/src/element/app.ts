import type { Branches } from "../controls/branches.ts";
import { type Frames, Player, type PlayerState } from "../controls/player.ts";
import { type StepTiming, stepTiming } from "../controls/step-timing.ts";
import type { SceneItem } from "../layout/scene.ts";
import type { TimelineFlags } from "../layout/timeline-layout.ts";
import type { Language } from "../model/story.ts";
import type { Timeline } from "../model/timeline.ts";
import type { QueueFlavour } from "../model/world.ts";
import { hasCatalogue, interfaceText, loadCatalogue } from "../text/catalogue.ts";
import { fillWord, type InterfaceWord } from "../text/interface-text.ts";
import { momentText, plainText } from "../text/message.ts";
import { narrate } from "../text/narrate.ts";
import { type AppState, createState, viewOf } from "./app-state.ts";
import { ComparisonBar, meetingPoints } from "./comparison-bar.ts";
import { make, setAttribute, setText } from "./dom.ts";
import { narrationAt } from "./narration-at.ts";
import { NarrationCard } from "./narration-card.ts";
import type { Panels } from "./panels.ts";
import { Popover } from "./popover.ts";
import type { StageView } from "./stage-view.ts";
import { Stages, type StagesMoment } from "./stages.ts";
import { TimelineView } from "./timeline-view.ts";
import { Toolbar, type ToolbarAction } from "./toolbar.ts";
import { TopBar } from "./top-bar.ts";

/** What the drawing side asks of the side that decides. */
export interface AppHooks {
  readonly act: (action: ToolbarAction) => void;
  readonly stepped: (position: number) => void;
  readonly selected: (item: SceneItem | undefined) => void;
  readonly activate: (branch: string) => void;
  readonly switchQueue: (queue: QueueFlavour) => void;
  readonly share: () => void;
}

/** The component's inside: holds the state, and draws all of it. */
export class App {
  readonly state: AppState = createState();
  readonly player: Player;
  readonly root: HTMLElement;
  readonly popover: Popover;
  readonly timelineView: TimelineView;
  readonly toolbar: Toolbar;
  readonly #hooks: AppHooks;
  readonly #isStill: () => boolean;
  readonly #top: TopBar;
  readonly #message: HTMLElement;
  readonly #stages: Stages;
  readonly #comparison: ComparisonBar;
  readonly #narration: NarrationCard;
  readonly #panelBox: HTMLElement;
  readonly #loadPanels: () => Promise<void>;
  #panels: Panels | undefined;
  readonly #live: HTMLElement;
  #lastStep = -1;
  #told = -1;

  constructor(document: Document, frames: Frames, isStill: () => boolean, hooks: AppHooks) {
    this.#hooks = hooks;
    this.#isStill = isStill;
    this.player = new Player(frames, {
      next: (position) => this.#next(position),
      timing: (from, to) => this.#timing(from, to),
      changed: (state) => this.#moved(state),
    });
    const jump = (position: number): void => this.player.goTo(position);
    const closePanel = (): void => {
      this.state.panel = "none";
      this.draw();
    };
    this.#top = new TopBar(document, {
      language: () => this.setLanguage(this.state.language === "en" ? "zh-CN" : "en"),
      informer: (informer) => this.set({ informer }),
      queue: hooks.switchQueue,
      share: hooks.share,
      follow: () => this.set({ isFollowing: true }),
    });
    this.#message = make(document, "div", { class: "message", role: "status", hidden: true });
    this.#stages = new Stages(document, {
      activate: hooks.activate,
      selected: hooks.selected,
      openLane: (lane) => {
        if (lane !== "log") this.set({ openLane: lane });
      },
      focus: (focusedItem, focusedLane) => this.set({ focusedItem, focusedLane }),
    });
    this.#comparison = new ComparisonBar(document, jump);
    this.timelineView = new TimelineView(document, {
      seek: jump,
      branch: (id) => hooks.activate(id),
      zoomed: () => this.draw(),
    });
    this.toolbar = new Toolbar(document, {
      act: hooks.act,
      size: (size) => this.set({ size }),
      speed: (speed) => this.set({ speed }),
    });
    this.#narration = new NarrationCard(document);
    this.#panelBox = make(document, "div", { class: "panels" });
    this.#loadPanels = once(async () => {
      const { createPanels } = await import("./panels.ts");
      this.#panels = createPanels(document, { jump, close: closePanel });
      this.#panelBox.append(this.#panels.inspector.element, this.#panels.table.element);
      this.draw();
    });
    this.#live = make(document, "div", { class: "hidden", "aria-live": "polite", role: "status" });
    this.popover = new Popover(document, () => {});
    const sheet = make(document, "div", { class: "sheet" }, [
      this.toolbar.element,
      this.#narration.element,
    ]);
    this.root = make(document, "section", { class: "root", part: "root" }, [
      this.#top.element,
      this.#message,
      this.#comparison.element,
      this.#stages.element,
      this.timelineView.element,
      sheet,
      this.#panelBox,
      this.popover.element,
      this.#live,
    ]);
  }

  get timeline(): Timeline | undefined {
    return this.state.branches?.active.timeline;
  }

  get position(): number {
    return this.player.state.position;
  }

  /** Changes the state and draws it. */
  set(change: Partial<AppState>): void {
    Object.assign(this.state, change);
    this.draw();
  }

  /** Speaks another language; until its words are there, nothing is drawn. */
  setLanguage(language: Language): void {
    this.state.language = language;
    this.draw();
    if (hasCatalogue(language)) return;
    loadCatalogue(language).then(
      () => this.draw(),
      (error: unknown) => {
        this.state.language = "en";
        this.draw();
        this.say(String(error));
      },
    );
  }

  /** The stage that steps, where the keyboard's focus goes. */
  get stage(): StageView | undefined {
    const active = this.state.branches?.active;
    return active === undefined ? undefined : this.#stages.stageOf(active);
  }

  /** Draws everything as it is now. */
  draw(): void {
    const { state } = this;
    if (!hasCatalogue(state.language)) return;
    const text = interfaceText(state.language);
    const isShown = state.branches !== undefined && state.status.kind === "shown";
    setAttribute(this.root, "lang", state.language);
    setAttribute(this.root, "aria-label", text.picture);
    setAttribute(this.root, "data-drop", text.dropHere);
    this.#drawMessage();
    for (const element of [
      this.#stages.element,
      this.timelineView.element,
      this.toolbar.element,
      this.#narration.element,
    ]) {
      setAttribute(element, "hidden", !isShown);
    }
    this.#top.draw(state);
    if (!isShown) {
      setAttribute(this.#panelBox, "hidden", true);
      setAttribute(this.#comparison.element, "hidden", true);
      return;
    }
    setAttribute(this.timelineView.element, "hidden", !state.hasTimeline);
    setAttribute(this.toolbar.element, "hidden", !state.hasControls);
    setAttribute(this.#narration.element, "hidden", !state.hasNarration);
    this.#drawMoment();
    this.#drawRest();
  }

  /** What a frame of a motion changes: the stages and the playhead. */
  #drawMoment(): void {
    const { branches, language } = this.state;
    if (branches === undefined || !hasCatalogue(language)) return;
    this.#stages.draw(this.#moment(branches));
    this.#drawTimeline();
  }

  #moment(branches: Branches): StagesMoment {
    const { state, player } = this;
    return { state, branches, player: player.state, isStill: this.#isStill() };
  }

  /** What is drawn when nothing moves. */
  #drawRest(): void {
    const { state, timeline, position } = this;
    const { branches } = state;
    if (timeline === undefined || branches === undefined) return;
    const record = timeline.log.recordAt(position);
    this.toolbar.draw({
      text: interfaceText(state.language),
      position,
      length: timeline.length,
      atMs: (record?.at ?? timeline.log.startAt) - timeline.log.startAt,
      isPlaying: this.player.state.isPlaying,
      size: state.size,
      speed: state.speed,
      canFork: state.runner !== undefined,
      canCompare: branches.all.length > 1,
      isComparing: branches.other !== undefined,
      panel: state.panel,
    });
    const narration = narrationAt(timeline, position, state);
    this.#narration.draw(narration);
    this.#speak(plainText(narration.what), position);
    this.#drawPanel(timeline, branches);
    this.#comparison.draw(branches, state.language);
  }

  #drawPanel(timeline: Timeline, branches: Branches): void {
    const { state, position } = this;
    setAttribute(this.#panelBox, "hidden", state.panel === "none");
    if (state.panel === "none") return;
    const panels = this.#panels;
    if (panels === undefined) {
      void this.#loadPanels();
      return;
    }
    setAttribute(panels.inspector.element, "hidden", state.panel !== "inspector");
    setAttribute(panels.table.element, "hidden", state.panel !== "table");
    if (state.panel === "table") {
      panels.table.draw({ timeline, position, view: viewOf(state) });
      return;
    }
    const scene = this.#stages.sceneOf(this.#moment(branches));
    const item = scene?.items.find(({ id }) => id === state.selectedItem);
    const here = timeline.log.recordAt(position)?.seq;
    const seq = item?.seq === 0 ? undefined : (item?.seq ?? here);
    panels.inspector.draw({ timeline, position, language: state.language, item, seq });
  }

  #drawMessage(): void {
    const { status, language } = this.state;
    const text = interfaceText(language);
    const document = this.root.ownerDocument;
    setAttribute(this.#message, "hidden", status.kind === "shown");
    if (status.kind === "shown") return;
    setAttribute(this.#message, "class", status.kind === "broken" ? "message error" : "message");
    const [head, body] =
      status.kind === "broken"
        ? [text.broken, status.message]
        : status.kind === "loading"
          ? [text.loading, ""]
          : [text.noTrace, text.noTraceHint];
    this.#message.replaceChildren(
      make(document, "h3", {}, [head]),
      make(document, "p", {}, [
        status.kind === "broken" ? make(document, "code", {}, [body]) : body,
      ]),
    );
  }

  #drawTimeline(): void {
    const { state, timeline, position } = this;
    if (timeline === undefined || !state.hasTimeline) return;
    const text = interfaceText(state.language);
    const record = timeline.log.recordAt(position);
    const moment = momentText((record?.at ?? timeline.log.startAt) - timeline.log.startAt);
    const sentence = plainText(narrate(record?.fact, state.language));
    this.timelineView.draw({
      timeline,
      position,
      width: state.width,
      kind: state.scale,
      flags: this.#flags(),
      label: text.timeline,
      valueText:
        state.language === "en"
          ? `step ${position} of ${timeline.length}, ${moment}, ${sentence}`
          : `第 ${position} 步，共 ${timeline.length} 步，${moment}，${sentence}`,
    });
  }

  #flags(): TimelineFlags {
    const { branches, bookmarks, language } = this.state;
    const active = branches?.active;
    const { first, converged } =
      branches === undefined ? { first: undefined, converged: undefined } : meetingPoints(branches);
    return {
      bookmarks,
      firstDifference: first,
      converged,
      forks: (branches?.all ?? []).map((branch) => ({
        id: branch.id,
        label: branch.label[language],
        position: 0,
        isActive: branch === active,
        from: branch.forked?.position,
      })),
    };
  }

  /** While playing, a screen reader hears the beats only. */
  #speak(sentence: string, position: number): void {
    if (position === this.#lastStep) return;
    this.#lastStep = position;
    if (this.player.state.isPlaying && this.timeline?.beats.includes(position) !== true) return;
    setText(this.#live, sentence);
  }

  /** Says something that is no step: a link was copied, a fork failed. */
  say(sentence: string): void {
    this.state.notice = sentence;
    setText(this.#live, sentence);
    this.#top.draw(this.state);
  }

  #next(position: number): number | undefined {
    const { timeline, state } = this;
    if (timeline === undefined || position >= timeline.length) return undefined;
    return timeline.stepFrom(position, 1, state.size);
  }

  #timing(from: number, to: number): StepTiming {
    const { timeline, state } = this;
    if (timeline === undefined) return { motionMs: 0, restMs: 0 };
    return stepTiming(timeline, from, to, { ...state, isStill: this.#isStill() });
  }

  #moved({ motion }: PlayerState): void {
    if (this.state.status.kind !== "shown") return;
    if (motion !== undefined) {
      this.#drawMoment();
      // The sentence stands there when the motion begins: it says what to look at.
      if (this.#told !== this.position && hasCatalogue(this.state.language)) this.#drawRest();
      this.#told = this.position;
      return;
    }
    this.#told = this.position;
    this.draw();
    this.#hooks.stepped(this.position);
  }

  /** A sentence with values, in the reader's language. */
  word(name: InterfaceWord, values: Readonly<Record<string, string | number>> = {}): string {
    return fillWord(interfaceText(this.state.language)[name], values);
  }
}

/** Runs an action the first time; afterwards answers what came of it. */
function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
