import type { Branch, Branches } from "../controls/branches.ts";
import type { PlayerState } from "../controls/player.ts";
import type { ItemLane, Scene, SceneItem, View } from "../layout/scene.ts";
import { laneOf } from "../model/lanes.ts";
import type { Timeline } from "../model/timeline.ts";
import { interfaceText } from "../text/catalogue.ts";
import { momentText, plainText } from "../text/message.ts";
import { narrate } from "../text/narrate.ts";
import { type AppState, viewOf } from "./app-state.ts";
import { make, setAttribute } from "./dom.ts";
import { SceneCache } from "./scene-cache.ts";
import { StageView } from "./stage-view.ts";

/** What stages tell their owner. */
export interface StagesHooks {
  readonly activate: (branch: string) => void;
  readonly selected: (item: SceneItem | undefined) => void;
  readonly openLane: (lane: ItemLane) => void;
  readonly focus: (item: string | undefined, lane: ItemLane | undefined) => void;
}

/** What the stages are drawn from. */
export interface StagesMoment {
  readonly state: AppState;
  readonly branches: Branches;
  readonly player: PlayerState;
  readonly isStill: boolean;
}

interface Shown {
  readonly box: HTMLElement;
  readonly heading: HTMLButtonElement;
  readonly stage: StageView;
  readonly cache: SceneCache;
}

/** One stage, or two futures of a run one above the other. */
export class Stages {
  readonly element: HTMLElement;
  readonly #hooks: StagesHooks;
  readonly #shown = new Map<string, Shown>();

  constructor(document: Document, hooks: StagesHooks) {
    this.#hooks = hooks;
    this.element = make(document, "div", { class: "stages" });
  }

  /** The stage of a branch. */
  stageOf(branch: Branch): StageView | undefined {
    return this.#shown.get(branch.id)?.stage;
  }

  /** The drawing of the branch that steps, at rest. */
  sceneOf(moment: StagesMoment): Scene | undefined {
    const { branches, player } = moment;
    const { active } = branches;
    return this.#shown
      .get(active.id)
      ?.cache.scene(active.timeline, player.position, sharedView(moment));
  }

  draw(moment: StagesMoment): void {
    const shown = moment.branches.shown;
    this.#keep(shown);
    const scenes = shown.map((branch) => this.#sceneAt(moment, branch));
    const isAtRest = moment.player.motion === undefined;
    for (const [index, branch] of shown.entries()) {
      const other = isAtRest && scenes.length === 2 ? scenes[1 - index] : undefined;
      this.#drawOne(moment, branch, other);
      this.#drawHeading(moment, branch, shown.length > 1);
    }
  }

  #keep(shown: readonly Branch[]): void {
    for (const [id, { box }] of this.#shown) {
      if (shown.some((branch) => branch.id === id)) continue;
      box.remove();
      this.#shown.delete(id);
    }
    const boxes = shown.map((branch) => (this.#shown.get(branch.id) ?? this.#make(branch)).box);
    if (boxes.some((box, index) => this.element.children[index] !== box)) {
      this.element.replaceChildren(...boxes);
    }
  }

  #make({ id }: Branch): Shown {
    const document = this.element.ownerDocument;
    const { activate, selected, openLane, focus } = this.#hooks;
    const stage = new StageView(document, {
      select: (item) => {
        activate(id);
        selected(item);
      },
      openLane,
      focus,
    });
    const heading = make(document, "button", {
      type: "button",
      class: "stage-heading",
      onclick: () => activate(id),
    });
    const box = make(document, "div", { class: "stage-box" }, [heading, stage.element]);
    const made = { box, heading, stage, cache: new SceneCache() };
    this.#shown.set(id, made);
    return made;
  }

  #sceneAt(moment: StagesMoment, branch: Branch): Scene | undefined {
    const { branches, player } = moment;
    const place = branches.positionOf(branch, player.position);
    return this.#shown.get(branch.id)?.cache.scene(branch.timeline, place, sharedView(moment));
  }

  #drawOne(moment: StagesMoment, branch: Branch, other: Scene | undefined): void {
    const { state, branches, player, isStill } = moment;
    const shown = this.#shown.get(branch.id);
    if (shown === undefined) return;
    const isActive = branch === branches.active;
    const place = branches.positionOf(branch, player.position);
    const motion = isActive ? player.motion : undefined;
    const { timeline } = branch;
    const view = sharedView(moment);
    const to = motion?.to ?? place;
    const from = motion?.from ?? timeline.groupStart(place);
    const scene = shown.cache.scene(timeline, to, view);
    const hasChain = isActive && motion === undefined && state.panel === "inspector";
    shown.stage.draw({
      scene,
      transition: to === from ? undefined : shown.cache.transition(timeline, from, to, view),
      phase: motion?.phase ?? 1,
      isStill,
      selectedItem: isActive ? state.selectedItem : undefined,
      focusedItem: isActive ? state.focusedItem : undefined,
      focusedLane: isActive ? state.focusedLane : undefined,
      chain: hasChain ? chainOf(scene, timeline, state.selectedItem) : undefined,
      different: other === undefined ? undefined : differentItems(scene, other),
    });
  }

  #drawHeading(
    { state, branches, player }: StagesMoment,
    branch: Branch,
    isCompared: boolean,
  ): void {
    const shown = this.#shown.get(branch.id);
    if (shown === undefined) return;
    const { language } = state;
    const name = branch.label[language];
    const { picture } = interfaceText(language);
    shown.stage.setLabel(isCompared ? `${picture}: ${name}` : picture);
    setAttribute(shown.heading, "hidden", !isCompared);
    if (!isCompared) return;
    const place = branches.positionOf(branch, player.position);
    const { log, length } = branch.timeline;
    const record = log.recordAt(place);
    const words = `${place} / ${length} · ${momentText((record?.at ?? log.startAt) - log.startAt)}`;
    const document = this.element.ownerDocument;
    setAttribute(shown.heading, "aria-pressed", String(branch === branches.active));
    shown.heading.replaceChildren(
      make(document, "strong", {}, [name]),
      make(document, "span", { class: "note" }, [words]),
      make(document, "span", { class: "note" }, [plainText(narrate(record?.fact, language))]),
    );
  }
}

/** Where only one lane is open, two futures show the same one: that in which the step happens. */
function sharedView({ state, branches, player }: StagesMoment): View {
  const view = viewOf(state);
  if (branches.other === undefined || view.openLane !== undefined) return view;
  const position = player.motion?.to ?? player.position;
  const fact = branches.active.timeline.log.recordAt(position)?.fact;
  return { ...view, openLane: fact === undefined ? undefined : laneOf(fact) };
}

/** The items of the picture that the selected one came by, oldest first. */
function chainOf(
  scene: Scene,
  timeline: Timeline,
  selected: string | undefined,
): readonly SceneItem[] {
  const item = scene.items.find(({ id }) => id === selected);
  if (item === undefined) return [];
  const drawn = timeline.log
    .chainOf(item.seq)
    .flatMap(
      ({ seq }) =>
        scene.items.find(
          (other) => other.seq === seq && (other.key === item.key || other.key === undefined),
        ) ?? [],
    );
  return [...new Set([item, ...drawn])].reverse();
}

/** What one of two stages shows and the other does not. */
function differentItems(scene: Scene, other: Scene): ReadonlySet<string> {
  const nameOf = ({ lane, label }: SceneItem): string => `${lane} ${label}`;
  const there = new Set(other.items.map(nameOf));
  const different = scene.items.filter((item) => item.lane !== "log" && !there.has(nameOf(item)));
  return new Set(different.map(({ id }) => id));
}
