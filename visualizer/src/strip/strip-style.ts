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
.iv-stage .iv-guess { fill: url(#iv-hatch); opacity: 0.55; pointer-events: none; }
.iv-stage .iv-guess-plate { fill: var(--iv-surface); stroke: var(--iv-strong-line); stroke-dasharray: 4 3; }
.iv-stage .iv-predict-offer { fill: var(--iv-accent); fill-opacity: 0.06; stroke: var(--iv-accent); stroke-width: 2; stroke-dasharray: 6 4; cursor: pointer; }
.iv-stage .iv-predict-offer:hover { fill-opacity: 0.18; }
.iv-stage .iv-predict-truth { fill: none; stroke: #009e73; stroke-width: 3; pointer-events: none; }
.iv-stage .iv-predict-ghost { pointer-events: none; }
.iv-stage .iv-predict-shape { fill: var(--iv-surface); stroke: var(--iv-ink); stroke-width: 2; stroke-dasharray: 4 3; }
.predict-place { position: absolute; inset-inline: 0; bottom: calc(100% + 1px); pointer-events: none; }
.predict { position: relative; pointer-events: auto; max-height: 46vh; overflow: auto; background: var(--iv-raised); border: 1px solid var(--iv-accent); border-radius: 8px; box-shadow: 0 -6px 24px rgb(0 0 0 / 0.14); padding: 8px 12px 10px; display: flex; flex-direction: column; gap: 6px; }
.predict:has(> .predict-head) { max-height: none; overflow: visible; }
.predict p { margin: 0; }
.predict-told { padding-inline-end: 40px; }
.predict-close { position: absolute; inset-block-start: 4px; inset-inline-end: 4px; }
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
.distance-title { font-weight: 600; margin-inline-end: 6px; }
`;
