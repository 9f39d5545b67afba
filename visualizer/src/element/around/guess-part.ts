import type { Mark } from "../../layout/marks/mark.ts";
import { type Knowledge, knowledgeOf } from "../../model/readers/knowledge.ts";
import type { LaneId } from "../../model/timeline/lanes.ts";
import { guessMarks } from "../../strip/guess-overlay.ts";
import { knowledgeText } from "../../text/panels/knowledge-text.ts";
import type { TraceLog } from "../../trace/trace-log.ts";
import type { Moment } from "../moment/moment.ts";
import { make } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";

/** Hatches the lanes that a trace made from something else does not show. */
export class GuessPart implements Part {
  readonly element: HTMLElement;
  readonly #known = new WeakMap<TraceLog, Readonly<Record<LaneId, Knowledge>>>();

  constructor(document: Document) {
    this.element = make(document, "style", {}, [style]);
  }

  marks({ timeline, active, state }: Moment): readonly Mark[] {
    const { log } = timeline;
    const known = this.#known.get(log) ?? knowledgeOf(log);
    // What a live source has not shown yet may still come.
    if (!state.isLive) this.#known.set(log, known);
    const { language } = state;
    return guessMarks(active.scene, known, {
      guessed: knowledgeText("guessed", language),
      unseen: knowledgeText("unseen", language),
    });
  }
}

const style = `
.iv-stage .iv-guess { fill: url(#iv-hatch); opacity: 0.55; pointer-events: none; }
.iv-stage .iv-guess-plate { fill: var(--iv-surface); stroke: var(--iv-strong-line); stroke-dasharray: 4 3; }
`;
