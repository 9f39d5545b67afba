import { parsePlace } from "../controls/attributes.ts";
import { type Frames, Player, type PlayerState } from "../controls/player.ts";
import { pannedBy, wholeTimeline, type Zoom, zoomedAt } from "../controls/timeline-scale.ts";
import type { SceneItem } from "../layout/marks/scene.ts";
import type { Language } from "../model/timeline/story.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import { hasCatalogue, interfaceText, loadCatalogue } from "../text/catalogue.ts";
import { fillWord, type InterfaceWord } from "../text/interface-text.ts";
import { keyOf } from "../trace/trace-log.ts";
import type { ConductorHooks, Focus } from "./conductor-hooks.ts";
import { loadPlayKit, playKit } from "./moment/play-kit.ts";
import type { Acts } from "./state/acts.ts";
import type { Intent } from "./state/intent.ts";
import { positionOf } from "./state/place.ts";
import { Store } from "./state/store.ts";
import { StoryInformer } from "./state/story-informer.ts";
import {
  createState,
  isGoingOn,
  type OpenPanel,
  type OpenWindow,
  type ViewState,
} from "./state/view-state.ts";

/** How each intent is carried out. */
type Actions = {
  readonly [K in Intent["kind"]]: (intent: Extract<Intent, { kind: K }>) => void;
};

/** Carries out what readers want, by changing the state; draws nothing. */
export class Conductor {
  readonly store: Store<ViewState> = new Store(createState());
  readonly player: Player;
  readonly #frames: Frames;
  readonly #hooks: ConductorHooks;
  readonly #isStill: () => boolean;
  readonly #storyInformer = new StoryInformer();
  readonly #actions: Actions;
  #acts: Acts | undefined;
  /** Whether a motion has come to where it would give an answer away; whoever draws knows. */
  crosses: (motion: NonNullable<PlayerState["motion"]>) => boolean = () => true;
  focus: Focus = { lane: () => {}, row: () => {}, stage: () => {}, leave: () => {} };

  constructor(frames: Frames, isStill: () => boolean, hooks: ConductorHooks) {
    this.#frames = frames;
    this.#hooks = hooks;
    this.#isStill = isStill;
    this.player = new Player(frames, {
      next: (position) => this.#next(position),
      timing: (from, to) =>
        this.acts?.timing(from, to, this.player.state) ?? { motionMs: 0, restMs: 0 },
      mustWait: (motion) =>
        this.acts?.questions.mustWait(this.state, motion, this.crosses) ?? false,
      changed: (playhead) => {
        this.store.set({ playhead, ...this.#storyInformer.at(this.timeline, playhead.position) });
        if (playhead.motion === undefined) hooks.rested(playhead.position);
      },
    });
    this.#actions = { ...this.#travelling(), ...this.#looking(), ...this.#asking() };
  }

  /** What the picture does by itself, once that has been loaded: see {@link whenReady}. */
  get acts(): Acts | undefined {
    const kit = playKit();
    if (kit !== undefined) this.#acts ??= new kit.Acts(this.#frames, this.store, this.#isStill);
    return this.#acts;
  }

  get state(): ViewState {
    return this.store.state;
  }

  get timeline(): Timeline | undefined {
    return this.state.branches?.active.timeline;
  }

  get position(): number {
    return this.player.state.position;
  }

  send(intent: Intent): void {
    if (this.timeline === undefined && intent.kind !== "escape" && intent.kind !== "language")
      return;
    const { kind } = intent;
    if (this.acts?.opening.unfoldsBy(kind) === true && kind !== "play") return;
    const action = this.#actions[kind] as (intent: Intent) => void;
    if (kind === "play" || kind === "step") this.whenReady(() => action(intent));
    else action(intent);
  }

  /** Does what needs motion or sentences: at once, when they are there. */
  whenReady(act: () => void, failed = (error: unknown): void => this.say(String(error))): void {
    if (playKit() === undefined) loadPlayKit().then(act, failed);
    else act();
  }

  play(): void {
    this.whenReady(() => this.player.play());
  }

  /** Goes somewhere by a reader's wish: playing ends, a lane opened by hand closes. */
  goTo(position: number, isAnimated = false): void {
    this.acts?.opening.end();
    this.player.pause();
    this.store.set({ openLane: undefined, isFollowing: false, putAway: undefined });
    this.player.goTo(Math.min(Math.max(0, position), this.timeline?.length ?? 0), isAnimated);
  }

  /** The branches have grown or another one steps. */
  branchesChanged(): void {
    this.store.set({ edition: this.state.edition + 1 });
  }

  /** Speaks another language; until its words are there, nothing is drawn. */
  setLanguage(language: Language): void {
    this.store.set({ language });
    if (hasCatalogue(language)) return;
    loadCatalogue(language).then(
      () => this.branchesChanged(),
      (error: unknown) => this.store.set({ language: "en", notice: String(error) }),
    );
  }

  say(notice: string): void {
    this.store.set({ notice });
  }

  /** A sentence with values, in the reader's language. */
  word(name: InterfaceWord, values: Readonly<Record<string, string | number>> = {}): string {
    return fillWord(interfaceText(this.state.language)[name], values);
  }

  #next(position: number): number | undefined {
    const { timeline, state } = this;
    if (timeline === undefined || position >= timeline.length) return undefined;
    return timeline.stepFrom(position, 1, state.size);
  }

  #travelling(): Pick<
    Actions,
    "play" | "step" | "start" | "end" | "object" | "trouble" | "seek" | "go-to" | "follow"
  > {
    const found = (position: number | undefined): void => {
      if (position !== undefined) this.goTo(position);
    };
    return {
      play: () => this.#playOrPause(),
      step: ({ direction, size }) => {
        const wanted = size ?? this.state.size;
        const { motion } = this.player.state;
        // A second key lands at the end of the story point that is being told.
        if (wanted === "beat" && direction === 1 && motion?.to === this.position) {
          this.goTo(this.position);
          return;
        }
        if (direction === 1 && this.acts?.turnsToQuestion(this.position) === true) return;
        const position = this.timeline?.stepFrom(this.position, direction, wanted);
        if (position !== undefined) this.goTo(position, true);
      },
      start: () => this.goTo(0),
      end: () => this.goTo(this.timeline?.length ?? 0),
      object: ({ direction }) =>
        found(this.timeline?.nextOfObject(this.position, direction, this.#objectKey())),
      trouble: ({ direction }) => found(this.timeline?.nextTrouble(this.position, direction)),
      seek: ({ position }) => {
        this.acts?.opening.end();
        this.player.goTo(position);
      },
      "go-to": ({ text }) => this.#goToPlace(text),
      follow: () => {
        this.goTo(this.timeline?.length ?? 0);
        this.store.set({ isFollowing: true });
      },
    };
  }

  #looking(): Pick<
    Actions,
    | "lane"
    | "row"
    | "select"
    | "pick"
    | "question"
    | "predict"
    | "put-away"
    | "pass-question"
    | "loaded"
    | "open-lane"
    | "focused"
    | "zoom"
    | "zoom-at"
    | "zoom-all"
    | "pan"
    | "pan-by"
    | "size"
    | "speed"
    | "informer"
    | "language"
    | "motion"
    | "bookmark"
  > {
    const { store } = this;
    return {
      lane: ({ lane }) => {
        store.set({ focusedLane: lane, openLane: lane, focusedItem: undefined });
        this.focus.lane(lane);
      },
      row: ({ direction }) => this.focus.row(direction),
      select: () => this.#pick(this.focusedItem?.()),
      pick: ({ item }) => this.#pick(item),
      loaded: () => this.branchesChanged(),
      predict: ({ beat, answer }) => this.#predict(beat, answer),
      "put-away": ({ beat }) => store.set({ putAway: beat }),
      "pass-question": () => this.#passQuestion(),
      question: ({ target }) => store.set({ question: target }),
      "open-lane": ({ lane }) => {
        if (lane !== "log") store.set({ openLane: lane });
      },
      focused: ({ item, lane }) => store.set({ focusedItem: item, focusedLane: lane }),
      zoom: ({ factor }) => this.#zoom((zoom, width) => zoomedAt(zoom, factor, width / 2, width)),
      "zoom-at": ({ factor, x }) => this.#zoom((zoom, width) => zoomedAt(zoom, factor, x, width)),
      "zoom-all": () => store.set({ zoom: wholeTimeline }),
      pan: ({ direction }) => this.#zoom((zoom, width) => pannedBy(zoom, -direction * 120, width)),
      "pan-by": ({ pixels }) => this.#zoom((zoom, width) => pannedBy(zoom, pixels, width)),
      size: ({ size }) => store.set({ size }),
      speed: ({ speed }) => store.set({ speed }),
      informer: ({ informer }) => store.set({ informer }),
      language: () => this.setLanguage(this.state.language === "en" ? "zh-CN" : "en"),
      motion: () => store.set({ motion: this.state.motion === "reduced" ? "full" : "reduced" }),
      bookmark: () => this.#bookmark(),
    };
  }

  #asking(): Pick<
    Actions,
    | "fork"
    | "go"
    | "help"
    | "why"
    | "table"
    | "code"
    | "compare"
    | "activate"
    | "choose-fork"
    | "switch-queue"
    | "share"
    | "panel"
    | "close-panel"
    | "escape"
  > {
    const { store } = this;
    const toggled = (panel: Exclude<OpenPanel, "none">): void =>
      store.set({ panel: this.state.panel === panel ? "none" : panel });
    const opened = (window: OpenWindow): void => {
      this.player.pause();
      if (this.state.window === window) this.#closeWindow();
      else store.set({ window });
    };
    return {
      fork: () => {
        const canFork = this.timeline?.log.scenario !== undefined;
        if (this.state.runner !== undefined && canFork) opened("fork");
      },
      go: () => opened("go"),
      help: () => opened("help"),
      why: () => {
        const item = this.focusedItem?.();
        if (item !== undefined && this.state.selectedItem !== item.id) this.#pick(item);
        else toggled("inspector");
      },
      table: () => toggled("table"),
      code: () => store.set({ hasCode: !this.state.hasCode }),
      compare: () => {
        const { branches } = this.state;
        if (branches?.other !== undefined) branches.stopComparing();
        else branches?.compare();
        this.branchesChanged();
      },
      activate: ({ branch }) => this.#activate(branch),
      "choose-fork": ({ choice }) => {
        store.set({ window: "none" });
        this.#hooks.fork(choice);
      },
      "switch-queue": ({ queue }) => this.#hooks.switchQueue(queue),
      share: () => this.#hooks.share(),
      panel: ({ panel }) => toggled(panel),
      "close-panel": () => store.set({ panel: "none" }),
      escape: () => this.#escape(),
    };
  }

  /** The row that has the keyboard's focus; the drawing knows it. */
  focusedItem: (() => SceneItem | undefined) | undefined;

  #zoom(change: (zoom: Zoom, width: number) => Zoom): void {
    const { zoom, width } = this.state;
    this.store.set({ zoom: change(zoom, width) });
  }

  #playOrPause(): void {
    const { player } = this;
    if (isGoingOn(this.state)) {
      this.store.set({ isFollowing: false });
      player.pause();
      return;
    }
    this.acts?.opening.end();
    this.store.set({ openLane: undefined });
    if (this.position >= (this.timeline?.length ?? 0)) player.goTo(0);
    this.acts?.questions.begin();
    player.play();
  }

  /** The question is left open, and playing goes on; when nothing plays, its beat does. */
  #passQuestion(): void {
    if (!this.player.state.isWaiting) {
      this.send({ kind: "step", direction: 1, size: "beat" });
      return;
    }
    this.acts?.questions.pass(this.state, this.position);
    this.player.release();
  }

  #objectKey(): string {
    const { state, timeline, position } = this;
    const fact = timeline?.log.recordAt(position)?.fact;
    return state.selectedKey ?? (fact && keyOf(fact)) ?? "";
  }

  #pick(item: SceneItem | undefined): void {
    const panel = item === undefined || !this.state.hasControls ? this.state.panel : "inspector";
    this.store.set({
      selectedItem: item?.id,
      selectedKey: item?.key,
      question: undefined,
      panel,
    });
    this.#hooks.picked();
  }

  #predict(id: string, answer: string): void {
    const { timeline } = this;
    const position = timeline && positionOf(timeline, { beat: id });
    if (position === undefined) return;
    this.store.set({ answers: { ...this.state.answers, [id]: answer } });
    this.#hooks.predicted?.({ beat: id, answer });
    if (this.player.state.isWaiting) this.player.release();
    else this.goTo(position, true);
  }

  #bookmark(): void {
    const { position } = this;
    const { bookmarks } = this.state;
    this.store.set({
      bookmarks: bookmarks.includes(position)
        ? bookmarks.filter((one) => one !== position)
        : [...bookmarks, position],
    });
  }

  #activate(branch: string): void {
    const { branches } = this.state;
    if (branches === undefined || branches.active.id === branch) return;
    const position = branches.activate(branch, this.position);
    this.branchesChanged();
    this.player.goTo(position);
  }

  #goToPlace(text: string): void {
    const { timeline } = this;
    const place = parsePlace(text);
    const position = timeline && place && positionOf(timeline, place);
    if (position === undefined) return;
    this.#closeWindow();
    this.goTo(position);
  }

  #closeWindow(): void {
    this.store.set({ window: "none" });
    this.focus.stage();
  }

  /** Closes what is open, innermost first; then takes the selection away; then ends comparing. */
  #escape(): void {
    const { state, store } = this;
    if (state.window !== "none") this.#closeWindow();
    else if (state.playhead.isWaiting) this.#passQuestion();
    else if (state.panel !== "none") store.set({ panel: "none" });
    else if (state.hasCode) store.set({ hasCode: false });
    else if (state.selectedItem !== undefined)
      store.set({ selectedItem: undefined, selectedKey: undefined, question: undefined });
    else if (state.branches?.other !== undefined) {
      state.branches.stopComparing();
      this.branchesChanged();
    } else {
      this.player.pause();
      this.focus.leave();
    }
  }
}
