import { faces, stageStyle, themeProperties, timelineStyle } from "../../render/stage-style.ts";

/** The component's style sheet. */
export const chromeStyle: string = `
:host { display: block; container: informer-visualizer / inline-size; color-scheme: light dark; ${themeProperties.light} }
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host { ${themeProperties.dark} } }
:host([data-theme="light"]) { color-scheme: light; ${themeProperties.light} }
:host([data-theme="dark"]) { color-scheme: dark; ${themeProperties.dark} }
* { box-sizing: border-box; }
.root { position: relative; font-family: ${faces.sans}; font-size: 14px; line-height: 1.5; color: var(--iv-ink); background: var(--iv-surface); display: flex; flex-direction: column; gap: 8px; -webkit-font-smoothing: antialiased; text-align: start; }
.root:lang(zh-CN) { line-height: 1.6; text-autospace: normal; }
code, .mono { font-family: ${faces.mono}; font-size: 0.92em; font-variant-numeric: tabular-nums; }
button, select, input { font: inherit; color: inherit; margin: 0; }
.button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-width: 32px; height: 32px; padding: 0 8px; border: 1px solid transparent; border-radius: 7px; background: none; cursor: pointer; white-space: nowrap; line-height: 1; }
.button:hover { background: var(--iv-panel); border-color: var(--iv-line); }
.button:disabled { opacity: 0.38; cursor: default; background: none; border-color: transparent; }
.button.outlined { border-color: var(--iv-line); background: var(--iv-surface); padding: 0 12px; }
.button.outlined:hover { border-color: var(--iv-strong-line); background: var(--iv-panel); }
.button[aria-pressed="true"], .button[aria-expanded="true"] { background: var(--iv-accent-soft); border-color: var(--iv-accent); }
.button.play { width: 40px; height: 40px; border-radius: 50%; background: var(--iv-ink); color: var(--iv-surface); padding: 0; }
.button.play:hover { background: var(--iv-accent); }
:is(button, select, input, a, [tabindex]):focus-visible { outline: 2px solid var(--iv-ink); outline-offset: 1px; box-shadow: 0 0 0 3px var(--iv-surface); }
.icon { width: 16px; height: 16px; fill: currentColor; stroke: currentColor; stroke-width: 1.4; stroke-linejoin: round; stroke-linecap: round; flex: none; }
.icon-fork, .icon-code, .icon-why, .icon-share, .icon-close, .icon-compare, .icon-table, .icon-help { fill: none; stroke-width: 1.6; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; }
[hidden] { display: none !important; }
slot { display: none; }
.root[hidden] + slot { display: block; padding-block-start: 44px; }

.top { display: flex; align-items: center; gap: 8px; min-height: 36px; flex-wrap: wrap; }
.title { font-size: 16px; font-weight: 650; margin: 0; line-height: 1.3; flex: 0 1 auto; min-width: 0; }
.badge { display: inline-flex; align-items: center; height: 24px; padding: 0 9px; border-radius: 12px; background: var(--iv-pill); font-size: 12.5px; font-weight: 550; white-space: nowrap; }
.badge.live::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: #009e73; margin-inline-end: 6px; }
.space { flex: 1 1 auto; }
.select { height: 32px; border: 1px solid var(--iv-line); border-radius: 7px; background: var(--iv-surface); padding: 0 6px; }
.note { font-size: 13px; color: var(--iv-ink-2); }

.stage { border-radius: 8px; }
.stage:focus-visible, .timeline:focus-visible { outline-offset: 4px; }
.stage svg, .timeline svg { display: block; width: 100%; height: auto; overflow: visible; user-select: none; -webkit-user-select: none; }
.timeline { position: relative; touch-action: pan-y; cursor: pointer; border-radius: 8px; }

.slot { display: flex; flex-direction: column; gap: 8px; min-width: 0; }
.slot:not(:has(> :not([hidden]))) { display: none; }
.slot-stage { position: relative; }
.slot-controls { position: sticky; bottom: 0; z-index: 2; background: var(--iv-surface); padding-block: 6px; border-top: 1px solid var(--iv-line); box-shadow: -3px 0 0 var(--iv-surface), 3px 0 0 var(--iv-surface); }
.toolbar, .options { display: flex; align-items: center; gap: 6px 4px; flex-wrap: wrap; }
.transport { display: flex; align-items: center; gap: 2px; }
.button.more { display: none; }
.icon-more { stroke-width: 3; }
.options { flex: 1; min-width: 0; }
.counter { min-width: 176px; justify-content: flex-start; font-variant-numeric: tabular-nums; padding: 0 10px; }
.counter b { font-weight: 650; }
.counter span { color: var(--iv-ink-2); }
.segments { display: inline-flex; border: 1px solid var(--iv-line); border-radius: 7px; overflow: hidden; }
.segments .button { border: 0; border-radius: 0; height: 30px; padding: 0 11px; font-size: 13px; }
.segments .button + .button { border-inline-start: 1px solid var(--iv-line); }
.segments .button:focus-visible { outline-offset: -2px; box-shadow: none; }
.tools { display: flex; align-items: center; gap: 4px; margin-inline-start: auto; }

.narration { padding: 4px 2px 6px; min-height: 108px; }
.said { font-size: 18px; line-height: 1.4; margin: 2px 0 0; text-wrap: pretty; font-weight: 550; max-width: 74em; }
.aside { font-size: 14px; margin: 2px 0 0; color: var(--iv-ink-2); text-wrap: pretty; }
.where { font-size: 12.5px; color: var(--iv-ink-2); display: flex; gap: 10px; flex-wrap: wrap; align-items: baseline; min-height: 20px; font-variant-numeric: tabular-nums; }
.beat-title { display: inline-flex; gap: 8px; align-items: baseline; }
.beat-title b { color: var(--iv-ink); font-weight: 650; font-size: 13.5px; }
.beat-number { background: var(--iv-accent-soft); color: var(--iv-ink); border-radius: 9px; padding: 0 8px; }
.moment { margin-inline-start: auto; }
.narration .value { font-family: ${faces.mono}; font-size: 0.9em; background: var(--iv-pill); border-radius: 4px; padding: 0 5px; overflow-wrap: anywhere; }
.term { text-decoration: underline dotted var(--iv-strong-line); text-underline-offset: 3px; }
.rule { font-family: ${faces.mono}; font-size: 11.5px; border: 1px solid var(--iv-line); border-radius: 4px; padding: 0 4px; }

.around { display: flex; flex-direction: column; gap: 8px; }
.around-bar { display: flex; flex-wrap: wrap; gap: 6px; }
.around > .around-bar > * { scroll-margin-block-end: 180px; }
.distance-place { height: 66px; }
.message { border: 1px solid var(--iv-line); border-radius: 8px; padding: 28px 20px; text-align: center; background: var(--iv-panel); }
.message p { margin: 0; color: var(--iv-ink-2); }
.message .head { margin: 0 0 4px; font-size: 16px; font-weight: 700; color: var(--iv-ink); }
.message.error { border-color: var(--iv-error); }
.message.error code { color: var(--iv-ink); overflow-wrap: anywhere; }
.root.dropping::after { content: attr(data-drop); position: absolute; inset: 0; z-index: 5; display: grid; place-items: center; font-size: 18px; font-weight: 650; border: 3px dashed var(--iv-accent); border-radius: 10px; background: color-mix(in srgb, var(--iv-surface) 82%, transparent); }

@media (max-height: 860px) {
  .slot-controls { padding-block: 2px; gap: 2px; }
  .button.play { width: 36px; height: 36px; }
  .narration { min-height: 66px; padding-block: 2px; }
  .said { font-size: 16px; line-height: 1.35; }
}

@container informer-visualizer (max-width: 1099px) {
  .counter { min-width: 0; }
  .counter span { display: none; }
  .tools .text { display: none; }
  .tools .keep .text { display: inline; }
}
@container informer-visualizer (max-width: 639px) {
  .root { gap: 10px; }
  .root[hidden] + slot { padding-block-start: 54px; }
  .button { min-width: 40px; height: 44px; }
  .button.play { width: 48px; height: 48px; }
  .transport { justify-content: space-between; width: 100%; }
  .button.more { display: inline-flex; }
  .options { display: none; flex: 1 0 100%; }
  .toolbar.expanded .options { display: flex; }
  .counter { flex: 1 0 auto; }
  .counter span { display: inline; }
  .segments { flex: none; }
  .segments .button { height: 42px; }
  .top { flex-wrap: nowrap; }
  .select { height: 44px; min-width: 0; flex: 0 1 auto; }
  /* Two boxes and a wire: what may be chosen is seen once they unfold. */
  .root[data-opening] .top { display: none; }
  .tools { margin-inline-start: 0; width: 100%; justify-content: space-between; }
  .narration { border: 0; padding: 0 2px; min-height: 76px; max-height: 236px; overflow: auto; }
  .said { font-size: 16px; }
  .moment { display: none; }
}
/* A low phone: what is told and asked leaves room for what is drawn. */
@media (max-height: 720px) {
  @container informer-visualizer (max-width: 639px) {
    .root, .slot { gap: 4px; }
    .top { min-height: 0; }
    .button.play { width: 44px; height: 44px; }
    .narration { min-height: 58px; }
    .said { font-size: 14.5px; line-height: 1.3; }
    .beat-title b { font-size: 13px; }
    /* The code at work names them, too. */
    .rule { display: none; }
  }
}
@container informer-visualizer (max-width: 359px) {
  .transport > :is(:first-child, :nth-child(7)) { display: none; }
}
@media (pointer: coarse) { .button { min-height: 44px; min-width: 44px; } .segments .button { min-height: 42px; } }
@media print { .toolbar, .tools, .timeline, .around-bar { display: none; } }
@media (forced-colors: active) {
  :host, :host([data-theme]) {
    --iv-surface: Canvas; --iv-raised: Canvas; --iv-panel: Canvas; --iv-lit: Canvas; --iv-pill: Canvas; --iv-accent-soft: Canvas;
    --iv-ink: CanvasText; --iv-ink-2: CanvasText; --iv-line: CanvasText; --iv-strong-line: CanvasText; --iv-error: CanvasText; --iv-hatch: CanvasText;
    --iv-accent: LinkText;
  }
  .button, .badge { border: 1px solid ButtonText; }
  button[aria-pressed="true"] { background: Highlight; color: HighlightText; }
}
${stageStyle}
${timelineStyle}
`;
