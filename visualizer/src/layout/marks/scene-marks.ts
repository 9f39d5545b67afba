import { type Box, group, type Mark, rect, round } from "./mark.ts";
import type { ItemLane, Scene, SceneItem } from "./scene.ts";
import { stretchMarks } from "./stretch.ts";

/** What a reader has pointed at. */
export interface Pointed {
  readonly selectedItem?: string | undefined;
  readonly focusedItem?: string | undefined;
  /** A lane that has the focus as a whole. */
  readonly focusedLane?: ItemLane | undefined;
}

/** How an item is seen: as itself or as what stands there until it comes, where, and how clearly. */
export interface Look {
  readonly shown: SceneItem;
  readonly box: Box;
  readonly opacity: number;
}

/** What else than the drawing at rest is seen while something moves or has come. */
export interface Motions {
  readonly lookOf: (item: SceneItem) => Look;
  readonly chain: readonly Mark[];
  readonly leaving: readonly Mark[];
  readonly trails: readonly Mark[];
  readonly trailsClass: string;
  readonly travellers: readonly Mark[];
}

const none: readonly Mark[] = [];
const atRest: Motions = {
  lookOf: (item) => ({ shown: item, box: item.box, opacity: 1 }),
  chain: none,
  leaving: none,
  trails: none,
  trailsClass: "iv-trails",
  travellers: none,
};

/** Everything of a drawing, in drawing order; without `motions`, at rest. */
export function sceneMarks(
  scene: Scene,
  pointed: Pointed,
  motions: Motions = atRest,
): readonly Mark[] {
  const items = scene.items.map((item) => itemMark(item, motions.lookOf(item), pointed));
  return [
    group("scene", { class: "iv-scene" }, scene.marks),
    group("chain", { class: "iv-chain" }, motions.chain),
    group("items", { class: "iv-items" }, [...motions.leaving, ...items]),
    group("focus", { class: "iv-lane-focus" }, laneFocus(scene, pointed)),
    group("trails", { class: motions.trailsClass }, motions.trails),
    group("travellers", { class: "iv-travellers" }, motions.travellers),
  ];
}

function laneFocus(scene: Scene, { focusedItem, focusedLane }: Pointed): readonly Mark[] {
  const lane = scene.lanes.find(({ id }) => id === focusedLane);
  if (lane === undefined || focusedItem !== undefined) return [];
  const { x, y, width, height } = lane.box;
  return [
    rect("ring", { x: x - 3, y: y - 3, width: width + 6, height: height + 6 }, "iv-focus", 10),
  ];
}

function itemMark(
  item: SceneItem,
  { shown, box, opacity }: Look,
  { selectedItem, focusedItem }: Pointed,
): Mark {
  const isSelected = selectedItem === item.id;
  const isFocused = focusedItem === item.id;
  const ring = { x: -2, y: -2, width: box.width + 4, height: box.height + 4 };
  return group(
    item.id,
    {
      class: `iv-item${isSelected ? " iv-selected" : ""}`,
      transform: `translate(${round(box.x)},${round(box.y)})`,
      "data-item": item.id,
      ...(opacity === 1 ? {} : { opacity }),
    },
    [
      ...(isSelected ? [rect("selected", ring, "iv-selection", 6)] : []),
      ...(shown.stretch === undefined ? shown.marks : stretchMarks(shown.stretch, box)),
      ...(isFocused ? [rect("focus", ring, "iv-focus", 7)] : []),
    ],
  );
}
