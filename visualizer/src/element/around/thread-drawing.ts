import type { Mark } from "../../layout/marks/mark.ts";
import { type Thread, threadOf } from "../../model/reasons/thread.ts";
import type { ThreadTarget } from "../../model/reasons/thread-target.ts";
import { threadMarks } from "../../strip/thread-overlay.ts";
import { tearText } from "../../text/panels/thread-text.ts";
import type { Moment } from "../moment/moment.ts";
import type { Part } from "../parts/slots.ts";

/** The thread from what a reader points at to its cause, or to where the news of it broke off. */
export class ThreadDrawing implements Part {
  #known: { readonly of: string; readonly thread: Thread } | undefined;

  marks(moment: Moment): readonly Mark[] {
    const { state, active } = moment;
    const target = state.question ?? targetOf(moment);
    if (target === undefined) return [];
    const thread = this.#threadOf(moment, target);
    if (thread === undefined || thread.knots.length < 2) return [];
    const { reason } = thread;
    const words = reason === undefined ? "" : tearText(reason, state.language);
    return threadMarks(thread, active.scene, words);
  }

  #threadOf(moment: Moment, target: ThreadTarget): Thread | undefined {
    const { timeline, position, state, branches } = moment;
    const informer = state.informer ?? [...timeline.end.informers.keys()][0];
    if (informer === undefined) return undefined;
    const of = JSON.stringify([
      branches.active.id,
      position,
      state.edition,
      timeline.length,
      informer,
      target,
    ]);
    if (this.#known?.of !== of) {
      this.#known = { of, thread: threadOf(timeline, position, informer, target) };
    }
    return this.#known.thread;
  }
}

/** What is selected: how it came there; at the server, whether it has come to the copy. */
function targetOf({ state, active }: Moment): ThreadTarget | undefined {
  const item = active.scene.items.find(({ id }) => id === state.selectedItem);
  if (item === undefined) return undefined;
  const isAtServer = item.lane === "apiserver" || item.lane === "log";
  const key = item.key ?? item.ref?.key;
  if (isAtServer && key !== undefined) return { kind: "row", key };
  return item.seq === 0 ? undefined : { kind: "item", seq: item.seq };
}
