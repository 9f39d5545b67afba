import type { Moment } from "../moment/moment.ts";

/** A panel around the stage: made when it is opened first, drawn while it is open. */
export interface Panel {
  readonly element: HTMLElement;
  draw(moment: Moment): void;
  /** The panel was closed, or the run is another one: what still works for it ends. */
  close?(): void;
}
