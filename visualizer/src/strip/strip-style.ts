/** How strips and threads look; colours are the stage's. Bands differ in pattern and outline, not in colour alone. */
export const stripStyle: string = `
.iv-stage .iv-distance-ghosts { fill: url(#iv-stripes); stroke: none; }
.iv-stage .iv-distance-old { fill: #0072b2; fill-opacity: 0.75; stroke: none; }
.iv-stage .iv-distance-missing { fill: var(--iv-accent-soft); stroke: none; }
.iv-stage .iv-distance-edge { fill: none; stroke: var(--iv-ink); stroke-width: 1.5; }
.iv-stage .iv-distance-other { fill: none; stroke: var(--iv-accent); stroke-width: 1.5; }
.iv-stage .iv-distance-floor { stroke: var(--iv-strong-line); stroke-width: 1; }
.iv-stage .iv-distance-most { stroke: var(--iv-line); stroke-width: 1; stroke-dasharray: 2 4; }
.iv-stage .iv-distance-unsynced .iv-hatch { fill: url(#iv-hatch); opacity: 0.5; }
.iv-stage .iv-thread { pointer-events: none; }
.iv-stage .iv-thread-shade { fill: none; stroke: var(--iv-surface); stroke-width: 7; stroke-linecap: round; }
.iv-stage .iv-thread-whole { fill: none; stroke: var(--iv-accent); stroke-width: 3; stroke-linecap: round; }
.iv-stage .iv-thread-missed { fill: none; stroke: var(--iv-ink-2); stroke-width: 2.5; stroke-dasharray: 1 7; stroke-linecap: round; }
.iv-stage .iv-thread-knot { fill: var(--iv-accent); stroke: var(--iv-surface); stroke-width: 1.5; }
.iv-stage .iv-thread-goal { fill: var(--iv-surface); stroke: var(--iv-ink-2); stroke-width: 2; stroke-dasharray: 3 3; }
.iv-stage .iv-thread-tear { fill: none; stroke: var(--iv-error); stroke-width: 3.5; stroke-linecap: round; }
.iv-stage .iv-thread-plate { fill: var(--iv-raised); stroke: var(--iv-error); stroke-width: 1.5; }
.iv-stage .iv-guess { fill: url(#iv-hatch); opacity: 0.55; pointer-events: none; }
.iv-stage .iv-guess-plate { fill: var(--iv-surface); stroke: var(--iv-strong-line); stroke-dasharray: 4 3; }
.iv-stage .iv-pain-0 { fill: var(--iv-line); }
.iv-stage .iv-pain-1 { fill: #e69f00; fill-opacity: 0.35; }
.iv-stage .iv-pain-2 { fill: #e69f00; fill-opacity: 0.6; }
.iv-stage .iv-pain-3 { fill: #e69f00; }
.iv-stage .iv-pain-4 { fill: #d55e00; fill-opacity: 0.8; }
.iv-stage .iv-pain-5 { fill: #d55e00; }
.iv-stage .iv-pain-wait { fill: url(#iv-hatch); opacity: 0.4; }
.iv-stage .iv-pain-usual { stroke: var(--iv-ink); stroke-width: 1.2; stroke-dasharray: 5 4; }
.iv-stage .iv-pain-bolt { fill: #e69f00; stroke: var(--iv-ink); stroke-width: 1.5; stroke-linejoin: round; }
.iv-stage .iv-state-true { fill: #009e73; fill-opacity: 0.22; stroke: #009e73; stroke-width: 1.5; }
.iv-stage .iv-state-never { fill: #d55e00; fill-opacity: 0.3; stroke: #d55e00; stroke-width: 1.5; }
.iv-stage .iv-state-early { stroke-dasharray: 3 2; fill-opacity: 0.1; }
.iv-stage .iv-state-at > rect { stroke: var(--iv-ink); stroke-width: 2.5; }
.queue-lanes { cursor: pointer; border-radius: 8px; }
.queue-lanes svg { display: block; width: 100%; height: auto; }
.iv-stage .iv-predict-offer { fill: var(--iv-accent); fill-opacity: 0.06; stroke: var(--iv-accent); stroke-width: 2; stroke-dasharray: 6 4; cursor: pointer; }
.iv-stage .iv-predict-offer:hover { fill-opacity: 0.18; }
.iv-stage .iv-predict-truth { fill: none; stroke: #009e73; stroke-width: 3; pointer-events: none; }
.iv-stage .iv-predict-ghost { pointer-events: none; }
.iv-stage .iv-predict-shape { fill: var(--iv-surface); stroke: var(--iv-ink); stroke-width: 2; stroke-dasharray: 4 3; }
.predict { border: 1px solid var(--iv-accent); border-radius: 8px; padding: 10px 12px; display: flex; flex-direction: column; gap: 6px; }
.predict { scroll-margin-block: 190px; }
.predict p { margin: 0; }
.predict-head { font-size: 13px; font-weight: 700; color: var(--iv-accent); }
.predict-question { font-size: 16px; font-weight: 600; }
.predict-ghost { display: inline-flex; align-items: center; min-height: 28px; padding: 0 10px; border: 2px dashed var(--iv-ink-2); border-radius: 14px; font-size: 13px; }
.predict-truth { display: inline-flex; align-items: center; min-height: 28px; padding: 0 10px; border: 2px solid #009e73; border-radius: 14px; font-size: 13px; }
.predict-drag { cursor: grab; touch-action: none; user-select: none; background: var(--iv-surface); position: relative; z-index: 3; }
.distance { cursor: pointer; }
.distance svg { display: block; width: 100%; height: auto; touch-action: pan-y; }
.distance-words { margin: 0 0 2px; font-size: 13px; line-height: 1.4; }
.around { display: flex; flex-direction: column; gap: 8px; }
.around-bar { display: flex; flex-wrap: wrap; gap: 6px; }
.explore { display: flex; flex-direction: column; gap: 6px; }
.explore p { margin: 0; }
.explore-words { font-size: 14px; min-height: 1.5em; }
.explore-choices { display: flex; flex-direction: column; gap: 6px; }
.explore-group { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.pain { cursor: grab; touch-action: none; border-radius: 8px; }
.pain svg { display: block; width: 100%; height: auto; }
.panel.where { display: block; padding: 12px; }
.panel.where h3 { margin: 0; }
.where-list { list-style: none; margin: 6px 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 6px; }
.where-list button { display: flex; flex-direction: column; gap: 2px; width: 100%; height: 100%; text-align: start; padding: 8px 10px; border: 1px solid var(--iv-line); border-radius: 7px; background: none; cursor: pointer; font-size: 13px; line-height: 1.45; }
.where-list button:hover { background: var(--iv-panel); }
.where-list button[aria-pressed="true"] { border-color: var(--iv-accent); background: var(--iv-accent-soft); }
.distance-title { font-weight: 600; margin-inline-end: 6px; }
`;
