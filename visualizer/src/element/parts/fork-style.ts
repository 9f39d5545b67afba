import { make } from "./dom.ts";

/** How the bar of futures looks, and what makes room when two are seen on a low screen; loaded with the first fork. */
export function forkStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
.slot-top:has(> .difference:not([hidden])) { flex-flow: row wrap; align-items: center; gap: 4px 12px; }
.slot-top:has(> .difference:not([hidden])) > .difference { flex: 1 1 0; min-width: min(100%, 560px); }
.slot-top:has(> .difference:not([hidden])) > :not(.top, .difference) { flex: 1 0 100%; }
.difference { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: center; padding: 0; font-size: 13px; }
.futures { display: inline-flex; gap: 4px; flex-wrap: wrap; }
.future.shown { border-color: var(--iv-strong-line); }
.difference .button { height: 28px; font-size: 12.5px; padding: 0 8px; }
.difference .flag { display: inline-block; width: 14px; height: 0; border-top: 2px dashed var(--iv-error); }
.difference .flag.converged { border-top: 2px dotted #009e73; }
.iv-stage .iv-first-difference { stroke: var(--iv-error); stroke-width: 2; stroke-dasharray: 4 2; }
.iv-stage .iv-converged { stroke: #009e73; stroke-width: 2; stroke-dasharray: 1 3; stroke-linecap: round; }
.iv-stage .iv-strand { fill: none; stroke: var(--iv-ink); stroke-width: 2.5; stroke-linecap: round; }
.iv-stage .iv-strand-what-if { stroke: var(--iv-accent); stroke-dasharray: 6 4; }
.iv-stage .iv-strand-name { font-size: 12px; cursor: pointer; }
.iv-stage .iv-meet { fill: var(--iv-surface); stroke: #009e73; stroke-width: 2; }
@media (max-height: 860px) {
  .root[data-torn] { gap: 2px; }
  .root[data-torn] .slot-controls { padding-block: 0; gap: 0; }
  .root[data-torn] .narration { min-height: 0; padding: 0 2px; }
  .root[data-torn] .narration .said { font-size: 15px; line-height: 1.3; margin: 0; }
  .root[data-torn] .narration .where { min-height: 18px; line-height: 18px; }
  .root[data-torn] .narration .aside { display: none; }
  .root[data-torn] .button.play { width: 32px; height: 32px; }
  /* Where the two part and meet stands on the timeline, too; what the chart says is told by the story. */
  .root[data-torn] .difference > .button { display: none; }
  .root[data-torn] .distance-words { position: absolute; clip-path: inset(50%); }
}
`;
