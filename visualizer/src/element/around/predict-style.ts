import { make } from "../parts/dom.ts";

/** How a question looks, beside the stage and on it; loaded with the first one. */
export function predictStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
.iv-stage .iv-predict-offer { fill: var(--iv-accent); fill-opacity: 0.06; stroke: var(--iv-accent); stroke-width: 2; stroke-dasharray: 6 4; cursor: pointer; }
.iv-stage .iv-predict-offer:is(:hover, [data-over]) { fill-opacity: 0.26; stroke-dasharray: none; }
.iv-stage .iv-predict-truth { fill: none; stroke: #009e73; stroke-width: 3; pointer-events: none; }
.iv-stage .iv-predict-ghost { pointer-events: none; }
.iv-stage .iv-predict-shape { fill: var(--iv-surface); stroke: var(--iv-ink); stroke-width: 2; stroke-dasharray: 4 3; }
.predict-place { position: absolute; inset-inline: 0; bottom: calc(100% + 1px); pointer-events: none; }
.predict { position: relative; pointer-events: auto; max-height: 46vh; overflow: auto; background: var(--iv-raised); border: 1px solid var(--iv-accent); border-radius: 8px; box-shadow: 0 -6px 24px rgb(0 0 0 / 0.14); padding: 8px 12px 10px; display: flex; flex-direction: column; gap: 6px; }
/* Whoever comes by keyboard to what the card covers sees where they are. */
:is(.slot-timeline, .slot-below-timeline):has(:focus-visible) ~ .slot-controls .predict { opacity: 0; pointer-events: none; }
.predict:has(> .predict-head) { max-height: none; overflow: visible; }
.predict p { margin: 0; }
.predict-told { padding-inline-end: 40px; }
.predict-close { position: absolute; inset-block-start: 4px; inset-inline-end: 4px; }
.predict-head { font-size: 13px; font-weight: 700; color: var(--iv-accent); }
.predict-question { font-size: 16px; font-weight: 600; }
.predict-ghost { display: inline-flex; align-items: center; min-height: 28px; padding: 0 10px; border: 2px dashed var(--iv-ink-2); border-radius: 14px; font-size: 13px; }
.predict-ordered { background: none; color: inherit; font: inherit; font-size: 13px; cursor: pointer; }
.predict kbd { margin-inline-end: 6px; padding: 0 5px; border: 1px solid var(--iv-line); border-radius: 4px; font: 600 11px/16px var(--iv-mono, monospace); color: var(--iv-ink-2); }
@media (hover: none) { .predict kbd { display: none; } }
.predict form { flex-wrap: nowrap; }
.predict input { width: 9em; border: 1px solid var(--iv-strong-line); border-radius: 7px; padding: 0 10px; background: var(--iv-surface); }
@media (max-height: 860px) { .slot-controls:has(.predict-head) .aside { display: none; } }
.predict-truth { display: inline-flex; align-items: center; min-height: 28px; padding: 0 10px; border: 2px solid #009e73; border-radius: 14px; font-size: 13px; }
@container informer-visualizer (max-width: 639px) {
  .predict { padding: 6px 10px 8px; gap: 4px; }
  .predict-question { font-size: 15px; line-height: 1.3; }
}
@media (max-height: 720px) {
  @container informer-visualizer (max-width: 639px) {
    .predict-head { position: absolute; clip-path: inset(50%); }
    .predict-question { font-size: 14px; }
    .predict { padding: 4px 8px 6px; gap: 2px; }
    .predict .around-bar { flex-wrap: nowrap; gap: 4px; overflow-x: auto; scrollbar-width: none; margin-inline: -8px; padding-inline: 8px; }
    .predict .around-bar > * { flex: none; }
    .predict .button { padding: 0 8px; font-size: 12.5px; height: 38px; min-height: 38px; }
  }
}
.predict-drag { cursor: grab; touch-action: none; user-select: none; background: var(--iv-surface); position: relative; z-index: 3; }
`;
