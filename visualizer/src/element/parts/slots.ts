import type { Mark } from "../../layout/marks/mark.ts";
import type { Moment } from "../moment/moment.ts";
import type { Send } from "../state/intent.ts";
import type { ViewState } from "../state/view-state.ts";

/**
 * Where something can be mounted, from top to bottom. `beside-stage` stands to the right of the drawing where there is
 * room, below it where there is not; `controls` is the bar that stays at the lower edge of the screen.
 */
export const slots = [
  "top",
  "above-stage",
  "stage",
  "beside-stage",
  "above-timeline",
  "timeline",
  "below-timeline",
  "controls",
  "below",
] as const;

/** A place in the component. */
export type Slot = (typeof slots)[number];

/**
 * A part of the component: an element that draws itself from moments and sends intents.
 *
 * To add one, write a function `(document, send) => Part` and put it into the list of `parts.ts` with its slot. It is
 * drawn after every change; while something moves (`moment.isMoving`), only `frame` is called, about sixty times a
 * second. A part holds no state of its own that another part or a link might want: that belongs to `ViewState`.
 *
 * To draw *on* the stage, mount no element but give `marks`: they are drawn above the items, in units of the stage. A
 * scene's `items` carry `id`, `lane`, `key`, `seq` and `box`, its `lanes` their `box`, in the same units:
 * `moment.active.scene.items.find(({ id }) => id === "store:node-1")?.box`. Clicks on a mark are found by its attribute
 * `data-overlay`, see `picked`.
 */
export interface Part {
  readonly element?: HTMLElement;
  /** It reads every record: of a long trace that has just come it is drawn in a task of its own. */
  readonly isSlow?: boolean;
  draw?(moment: Moment): void;
  frame?(moment: Moment): void;
  /** Of a part that comes and goes ({@link LatePart}): it is no longer wanted. */
  closed?(): void;
  /** Something to draw above the items of the stage. */
  marks?(moment: Moment): readonly Mark[];
  /** The reader pressed a mark whose `data-overlay` has this value; true when the part took it. */
  picked?(overlay: string): boolean;
  /** The reader pressed a key that no field wants; true when the part took it. */
  pressed?(key: string): boolean;
  /** Drawn when there is no trace, too. */
  drawAlways?(state: ViewState): void;
}

/** Makes a part. */
export type MakePart = (document: Document, send: Send) => Part;
