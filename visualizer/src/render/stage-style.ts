const light = `
  --iv-surface: #ffffff;
  --iv-panel: #f7f7f5;
  --iv-lit: #fbfaff;
  --iv-raised: #ffffff;
  --iv-line: #dddcd7;
  --iv-strong-line: #b9b8b2;
  --iv-ink: #17181c;
  --iv-ink-2: #5a5c64;
  --iv-accent: #4b3fd0;
  --iv-accent-soft: #ebe9fb;
  --iv-pill: #e9e8e4;
  --iv-hatch: #c9c8c2;
  --iv-error: #a33b00;`;

const dark = `
  --iv-surface: #17181c;
  --iv-panel: #1e2026;
  --iv-lit: #211f33;
  --iv-raised: #272a31;
  --iv-line: #353840;
  --iv-strong-line: #555963;
  --iv-ink: #ececea;
  --iv-ink-2: #a6a9b3;
  --iv-accent: #a9a0ff;
  --iv-accent-soft: #2c2a4c;
  --iv-pill: #343740;
  --iv-hatch: #484c56;
  --iv-error: #ff9d66;`;

/** Colours of the two themes as custom properties; a page may set any of them itself. */
export const themeProperties: { readonly light: string; readonly dark: string } = { light, dark };

/** Type faces: what the reader's system has, so that nothing is loaded. */
export const faces: { readonly sans: string; readonly mono: string } = {
  sans: `system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif`,
  mono: `ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "Roboto Mono", "DejaVu Sans Mono", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", monospace`,
};

/**
 * How the drawing looks. Every selector begins with `.iv-stage`, so that the same rules serve in a shadow
 * root and inside a picture that stands in a page. Okabe–Ito fills; shape, letter and ink outline carry the meaning.
 */
export const stageStyle: string = `
.iv-stage { font-family: ${faces.sans}; font-size: 13px; color: var(--iv-ink); -webkit-font-smoothing: antialiased; }
.iv-stage text { fill: var(--iv-ink); font-size: 12px; }
.iv-stage .iv-lane-title { font-weight: 650; letter-spacing: 0.005em; }
.iv-stage .iv-small { font-size: 12px; }
.iv-stage .iv-mono, .iv-stage .iv-data, .iv-stage .iv-count { font-family: ${faces.mono}; font-size: 12px; font-variant-numeric: tabular-nums; }
.iv-stage .iv-muted, .iv-stage .iv-version, .iv-stage .iv-count, .iv-stage .iv-data { fill: var(--iv-ink-2); }
.iv-stage .iv-strong { font-weight: 650; }
.iv-stage .iv-struck { text-decoration: line-through; }
.iv-stage .iv-error-text { fill: var(--iv-error); }
.iv-stage .iv-panel { fill: var(--iv-panel); stroke: var(--iv-line); stroke-width: 1; }
.iv-stage .iv-active > .iv-panel { fill: var(--iv-lit); stroke: var(--iv-accent); stroke-width: 2; }
.iv-stage .iv-lane-title { font-size: 14px; }
.iv-stage .iv-key { font-weight: 600; }
.iv-stage .iv-tiny { font-size: 11px; }
.iv-stage .iv-labels { font-size: 11.5px; fill: var(--iv-ink-2); }
.iv-stage .iv-caption { font-size: 13px; }
.iv-stage .iv-rail { stroke: var(--iv-ink); stroke-width: 1.5; }
.iv-stage .iv-rail-tip { fill: none; stroke: var(--iv-ink); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
.iv-stage .iv-needle { fill: none; stroke: var(--iv-ink); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.iv-stage .iv-needle-tip { stroke-width: 1.5; fill: var(--iv-ink); }
.iv-stage .iv-needle-cursor { stroke: var(--iv-accent); }
.iv-stage .iv-needle-tip.iv-needle-cursor { fill: var(--iv-accent); }
.iv-stage .iv-needle-store { stroke: #0072b2; }
.iv-stage .iv-needle-tip.iv-needle-store { fill: #0072b2; }
.iv-stage .iv-needle-told { stroke: #009e73; }
.iv-stage .iv-needle-tip.iv-needle-told { fill: #009e73; }
.iv-stage .iv-needle-read { stroke: #d55e00; }
.iv-stage .iv-needle-tip.iv-needle-read { fill: #d55e00; }
.iv-stage .iv-snapped, .iv-stage .iv-needle-tip.iv-snapped { stroke: var(--iv-error); }
.iv-stage .iv-needle-tip.iv-snapped { fill: var(--iv-surface); }
.iv-stage .iv-distance { fill: #e69f00; }
.iv-stage .iv-distance-bracket { fill: none; stroke: #e69f00; stroke-width: 1.5; }
.iv-stage .iv-distance-text { font-weight: 650; fill: var(--iv-error); }
.iv-stage .iv-forgotten-edge { stroke: var(--iv-ink-2); stroke-width: 1.5; stroke-dasharray: 3 3; }
.iv-stage .iv-light { fill: var(--iv-accent); opacity: 0.16; }
.iv-stage .iv-great-wire { fill: none; stroke: var(--iv-accent); stroke-width: 6; stroke-linecap: round; opacity: 0.55; }
.iv-stage .iv-reader-frame { fill: var(--iv-surface); stroke: var(--iv-ink); stroke-width: 1.5; }
.iv-stage .iv-reads { stroke: var(--iv-ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
.iv-stage .iv-as-it-was { fill: var(--iv-raised); stroke: var(--iv-ink); stroke-width: 1.2; }
.iv-stage .iv-what-if { fill: var(--iv-accent-soft); stroke: var(--iv-accent); stroke-width: 1.5; stroke-dasharray: 5 3; }
.iv-stage .iv-what-if-text { fill: var(--iv-ink); font-weight: 650; }
.iv-stage .iv-chip.iv-stale { stroke-dasharray: 3 2; }
.iv-stage .iv-hair { stroke: var(--iv-line); stroke-width: 1; }
.iv-stage .iv-hatched { fill: url(#iv-hatch); stroke: none; }
.iv-stage .iv-row { fill: var(--iv-raised); stroke: var(--iv-line); stroke-width: 1.2; }
.iv-stage .iv-row-stale { stroke: #d55e00; stroke-dasharray: 5 3; }
.iv-stage .iv-row-edited { fill: url(#iv-hatch); stroke: var(--iv-error); }
.iv-stage .iv-halo { fill: transparent; stroke: transparent; stroke-width: 1.5; }
.iv-stage .iv-now { fill: var(--iv-accent-soft); stroke: var(--iv-accent); stroke-width: 1.5; }
.iv-stage .iv-item { cursor: pointer; }
.iv-stage .iv-item:hover > .iv-row, .iv-stage .iv-item:hover > .iv-halo { stroke: var(--iv-strong-line); }
.iv-stage .iv-pill { fill: var(--iv-pill); }
.iv-stage .iv-pill.iv-stale { fill: none; stroke: var(--iv-ink-2); stroke-width: 1.2; stroke-dasharray: 3 2; }
.iv-stage .iv-now + .iv-mono + .iv-pill { fill: var(--iv-raised); }
.iv-stage .iv-chip { fill: var(--iv-raised); stroke: var(--iv-strong-line); stroke-width: 1.2; }
.iv-stage .iv-chip.iv-busy { stroke: var(--iv-ink); }
.iv-stage .iv-chip.iv-now { fill: var(--iv-accent-soft); stroke: var(--iv-accent); stroke-width: 1.5; }
.iv-stage .iv-chip.iv-dirty { fill: url(#iv-hatch); stroke-dasharray: 4 2; }
.iv-stage .iv-chip.iv-failed { stroke: var(--iv-error); }
.iv-stage .iv-state { fill: var(--iv-pill); }
.iv-stage .iv-state.iv-now { fill: var(--iv-accent-soft); }
.iv-stage .iv-idle { fill: none; stroke: var(--iv-line); }
.iv-stage .iv-here { fill: var(--iv-pill); stroke: var(--iv-ink); stroke-width: 1.5; }
.iv-stage .iv-loop { fill: none; stroke: var(--iv-strong-line); stroke-width: 1.5; stroke-dasharray: 4 3; }
.iv-stage .iv-card { fill: var(--iv-raised); stroke: var(--iv-line); }
.iv-stage .iv-card-next { stroke: var(--iv-strong-line); stroke-width: 1.5; }
.iv-stage .iv-state-text { font-size: 12.5px; font-weight: 600; }
.iv-stage .iv-wire { stroke: var(--iv-strong-line); stroke-width: 2; }
.iv-stage .iv-wire-open { stroke: var(--iv-ink); }
.iv-stage .iv-wire-opening { stroke: var(--iv-ink); stroke-dasharray: 6 4; }
.iv-stage .iv-wire-closed, .iv-stage .iv-wire-idle { stroke: var(--iv-strong-line); stroke-dasharray: 2 4; }
.iv-stage .iv-wire-broken { stroke: var(--iv-ink-2); }
.iv-stage .iv-wire-now { stroke: var(--iv-accent); }
.iv-stage .iv-wire-arrow { fill: none; stroke: var(--iv-ink); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.iv-stage .iv-plug { fill: var(--iv-ink-2); }
.iv-stage .iv-break { fill: none; stroke: var(--iv-error); stroke-width: 2.5; stroke-linecap: round; }
.iv-stage .iv-head, .iv-stage .iv-pennant { fill: var(--iv-ink); }
.iv-stage .iv-ribbon { stroke: var(--iv-line); stroke-width: 10; stroke-linecap: round; }
.iv-stage .iv-hand { fill: var(--iv-raised); stroke: var(--iv-strong-line); stroke-dasharray: 4 3; }
.iv-stage .iv-slot, .iv-stage .iv-callback, .iv-stage .iv-worker { fill: var(--iv-raised); stroke: var(--iv-line); }
.iv-stage .iv-slot.iv-stray { fill: url(#iv-hatch); stroke: var(--iv-error); }
.iv-stage .iv-slot.iv-now { fill: var(--iv-accent-soft); stroke: var(--iv-accent); }
.iv-stage .iv-callback.iv-busy, .iv-stage .iv-worker.iv-busy { stroke: var(--iv-ink); stroke-width: 1.2; }
.iv-stage .iv-track { fill: var(--iv-surface); stroke: var(--iv-line); }
.iv-stage .iv-feed { stroke: var(--iv-strong-line); stroke-width: 2; }
.iv-stage .iv-function { font-size: 17px; font-style: italic; fill: var(--iv-ink-2); font-family: Georgia, "Times New Roman", serif; }
.iv-stage .iv-ring-track { fill: none; stroke: var(--iv-line); stroke-width: 4; }
.iv-stage .iv-ring { fill: none; stroke: var(--iv-ink); stroke-width: 4; }
.iv-stage .iv-tick { stroke: var(--iv-strong-line); stroke-width: 1.5; }
.iv-stage .iv-tick-now { stroke: var(--iv-accent); stroke-width: 2.5; }
.iv-stage .iv-write { fill: none; stroke: var(--iv-strong-line); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.iv-stage .iv-write-now { stroke: var(--iv-accent); stroke-width: 2.5; }
.iv-stage .iv-strip-line { stroke: var(--iv-strong-line); stroke-width: 2; }
.iv-stage .iv-hit { fill: transparent; }
.iv-stage .iv-dot { cursor: pointer; }
.iv-stage .iv-dot-shape { fill: var(--iv-surface); stroke: var(--iv-strong-line); stroke-width: 2; }
.iv-stage .iv-dot-open .iv-dot-shape { stroke: var(--iv-ink); }
.iv-stage .iv-dot-active .iv-dot-shape { fill: var(--iv-accent-soft); stroke: var(--iv-accent); stroke-width: 2.5; }
.iv-stage .iv-lane { cursor: default; }
.iv-stage .iv-folded { cursor: pointer; }
.iv-stage .iv-shape { stroke: var(--iv-ink); stroke-width: 1.5; stroke-linejoin: round; }
.iv-stage .iv-letter { font-family: ${faces.sans}; font-weight: 700; fill: #000; }
.iv-stage .iv-added .iv-shape { fill: #009e73; }
.iv-stage .iv-updated .iv-shape { fill: #0072b2; }
.iv-stage .iv-updated .iv-letter { fill: #fff; }
.iv-stage .iv-stroke { fill: none; stroke: #000; stroke-linecap: round; }
.iv-stage .iv-updated .iv-stroke { stroke: #fff; }
.iv-stage .iv-deleted .iv-shape { fill: #d55e00; }
.iv-stage .iv-tombstone .iv-shape { fill: url(#iv-stripes); stroke-dasharray: 3 2; }
.iv-stage .iv-tombstone .iv-letter, .iv-stage .iv-sync .iv-letter, .iv-stage .iv-sync-all .iv-letter { fill: var(--iv-ink); }
.iv-stage .iv-tombstone .iv-letter { paint-order: stroke; stroke: var(--iv-surface); stroke-width: 4; stroke-linejoin: round; }
.iv-stage .iv-replaced .iv-shape, .iv-stage .iv-replaced-all .iv-shape { fill: #cc79a7; }
.iv-stage .iv-sync .iv-shape, .iv-stage .iv-sync-all .iv-shape { fill: var(--iv-surface); stroke-width: 2.5; }
.iv-stage .iv-bookmark .iv-shape { fill: #f0e442; }
.iv-stage .iv-list .iv-shape { fill: #56b4e9; }
.iv-stage .iv-fault .iv-shape { fill: #e69f00; }
.iv-stage .iv-error .iv-shape { fill: var(--iv-ink); }
.iv-stage .iv-error .iv-letter { fill: var(--iv-surface); }
.iv-stage .iv-trail { fill: none; stroke: var(--iv-accent); stroke-width: 1.5; stroke-dasharray: 1 4; stroke-linecap: round; opacity: 0.75; marker-end: url(#iv-tip); pointer-events: none; }
.iv-stage .iv-still .iv-trail { stroke-dasharray: none; opacity: 1; }
.iv-stage .iv-hop-plate { fill: var(--iv-surface); stroke: var(--iv-accent); stroke-width: 1.5; }
.iv-stage .iv-hop { pointer-events: none; }
.iv-stage .iv-trail-turned { stroke-dasharray: 5 4; }
.iv-stage .iv-link { fill: none; stroke: var(--iv-accent); stroke-width: 2; marker-end: url(#iv-tip); pointer-events: none; }
.iv-stage .iv-tip { fill: var(--iv-accent); }
.iv-stage .iv-stripe { stroke: #d55e00; stroke-width: 3; }
.iv-stage .iv-stripe-ground { fill: var(--iv-surface); }
.iv-stage .iv-hatch-line { stroke: var(--iv-hatch); stroke-width: 1.5; }
.iv-stage .iv-traveller { pointer-events: none; }
.iv-stage .iv-plate { fill: var(--iv-surface); stroke: var(--iv-line); }
.iv-stage .iv-selection { fill: none; stroke: var(--iv-ink); stroke-width: 2; }
.iv-stage .iv-focus { fill: none; stroke: var(--iv-ink); stroke-width: 2; paint-order: stroke; }
@media (forced-colors: active) {
  .iv-stage text { fill: CanvasText; }
  .iv-stage .iv-panel, .iv-stage .iv-chip, .iv-stage .iv-worker, .iv-stage .iv-callback, .iv-stage .iv-track, .iv-stage .iv-slot { fill: Canvas; stroke: CanvasText; }
  .iv-stage .iv-now { fill: Canvas; stroke: Highlight; }
  .iv-stage .iv-shape { fill: Canvas; stroke: CanvasText; forced-color-adjust: none; }
  .iv-stage .iv-letter, .iv-stage .iv-updated .iv-letter, .iv-stage .iv-error .iv-letter { fill: CanvasText; }
  .iv-stage .iv-stroke, .iv-stage .iv-updated .iv-stroke { stroke: CanvasText; }
  .iv-stage .iv-wire, .iv-stage .iv-write, .iv-stage .iv-tick { stroke: CanvasText; }
    .iv-stage .iv-trail, .iv-stage .iv-link, .iv-stage .iv-wire-now, .iv-stage .iv-write-now { stroke: Highlight; }
}
`;

/** Patterns and arrow heads that the rules point at. */
export const stageDefinitions = `<defs>
<pattern id="iv-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="iv-hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern>
<pattern id="iv-stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="iv-stripe-ground" width="5" height="5"/><line class="iv-stripe" x1="0" y1="0" x2="0" y2="5"/></pattern>
<marker id="iv-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="iv-tip" d="M0,0.5L8,4L0,7.5Z"/></marker>
</defs>`;

/** How the timeline looks; it stands beside the stage and shares its faces and colours. */
export const timelineStyle: string = `
.iv-stage .iv-tick-text { font-size: 11px; fill: var(--iv-ink-2); font-variant-numeric: tabular-nums; }
.iv-stage .iv-density-row { fill: var(--iv-ink-2); opacity: 0.75; }
.iv-stage .iv-stem { stroke: var(--iv-strong-line); stroke-width: 1; }
.iv-stage .iv-flag { fill: var(--iv-raised); stroke: var(--iv-strong-line); }
.iv-stage .iv-flag-text { font-size: 12px; font-variant-numeric: tabular-nums; }
.iv-stage .iv-beat-flag { cursor: pointer; }
.iv-stage .iv-beat-flag:hover .iv-flag { stroke: var(--iv-ink); }
.iv-stage .iv-bookmark-flag { fill: #f0e442; stroke: var(--iv-ink); stroke-width: 1; }
.iv-stage .iv-playhead { stroke: var(--iv-accent); stroke-width: 2; }
.iv-stage .iv-playhead-knob { fill: var(--iv-accent); stroke: var(--iv-surface); stroke-width: 1.5; }
.iv-stage .iv-played { fill: var(--iv-accent); opacity: 0.08; }
@media (forced-colors: active) {
  .iv-stage .iv-density-row { fill: CanvasText; }
  .iv-stage .iv-playhead { stroke: Highlight; }
  .iv-stage .iv-playhead-knob { fill: Highlight; }
}
`;
