import { faces } from "../../render/stage-style.ts";
import { make } from "./dom.ts";

/** What panels, the thread to what they show and small windows look like, loaded with the first of them: the first load pays nothing for it. */
export function panelStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
.filter { height: 32px; border: 1px solid var(--iv-strong-line); border-radius: 7px; padding: 0 10px; background: var(--iv-surface); width: min(280px, 100%); }
.panels > * { scroll-margin-block-end: 220px; }
.panel { border: 1px solid var(--iv-line); border-radius: 8px; padding: 12px 14px 14px; }
.panel-head { display: flex; align-items: center; gap: 10px; margin-bottom: 8px; }
.panel-head h3, .panel h4 { margin: 0; font-size: 14px; font-weight: 650; }
.panel h4 { font-size: 13px; margin: 0 0 4px; }
.panel-head .button { margin-inline-start: auto; }
.inspector { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 4fr); gap: 8px 28px; }
.chain { list-style: none; margin: 0; padding: 0; max-height: 340px; overflow: auto; }
.chain li { position: relative; padding-inline-start: 18px; }
.chain li::before { content: ""; position: absolute; inset-inline-start: 4px; top: 9px; width: 7px; height: 7px; border-radius: 50%; background: var(--iv-surface); border: 1.5px solid var(--iv-ink-2); }
.chain li:not(:last-child)::after { content: ""; position: absolute; inset-inline-start: 8px; top: 19px; bottom: -9px; width: 1.5px; background: var(--iv-line); }
.chain button { display: grid; grid-template-columns: 92px minmax(0, 1fr); gap: 8px; width: 100%; text-align: start; border: 0; background: none; padding: 4px 6px; border-radius: 6px; cursor: pointer; font-size: 13px; line-height: 1.4; }
.chain button:hover { background: var(--iv-panel); }
.chain .here { font-weight: 600; }
.chain .here::before { background: var(--iv-accent) !important; border-color: var(--iv-accent) !important; }
.chain time { color: var(--iv-ink-2); font-variant-numeric: tabular-nums; font-weight: 400; }
.facts { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 8px; font-size: 13px; }
.facts div { display: flex; gap: 6px; min-width: 0; }
.facts dt { color: var(--iv-ink-2); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
pre.json { margin: 0; padding: 8px 10px; background: var(--iv-panel); border: 1px solid var(--iv-line); border-radius: 6px; max-height: 300px; overflow: auto; font-family: ${faces.mono}; font-size: 12px; line-height: 1.5; tab-size: 2; }
pre.json .changed { display: inline-block; min-width: 100%; background: var(--iv-accent-soft); font-weight: 650; }
pre.json .changed::before { content: "▎"; color: var(--iv-accent); margin-inline-start: -8px; }

table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: start; font-weight: 650; padding: 4px 0; }
th { text-align: start; font-weight: 600; color: var(--iv-ink-2); border-bottom: 1px solid var(--iv-strong-line); padding: 3px 10px 3px 0; white-space: nowrap; }
td { border-bottom: 1px solid var(--iv-line); padding: 3px 10px 3px 0; vertical-align: top; overflow-wrap: anywhere; }
tr.current td { background: var(--iv-accent-soft); }
.scroll td:not(:last-child), .scroll th { white-space: nowrap; }
.tables { align-items: start; display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 14px 24px; margin-bottom: 16px; }
.scroll { max-height: 420px; overflow: auto; }
td button { border: 0; background: none; padding: 0; text-decoration: underline; cursor: pointer; font-variant-numeric: tabular-nums; min-height: 24px; min-width: 24px; text-align: start; }
.panel.where { display: block; padding: 12px; }
.panel.where h3 { margin: 0; }
.where-list { list-style: none; margin: 6px 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 6px; }
.where-list button { display: flex; flex-direction: column; gap: 2px; width: 100%; height: 100%; text-align: start; padding: 8px 10px; border: 1px solid var(--iv-line); border-radius: 7px; background: none; cursor: pointer; font-size: 13px; line-height: 1.45; }
.where-list button:hover { background: var(--iv-panel); }
.where-list button[aria-pressed="true"] { border-color: var(--iv-accent); background: var(--iv-accent-soft); }
.iv-stage .iv-thread { pointer-events: none; }
.iv-stage .iv-thread-shade { fill: none; stroke: var(--iv-surface); stroke-width: 7; stroke-linecap: round; }
.iv-stage .iv-thread-whole { fill: none; stroke: var(--iv-accent); stroke-width: 3; stroke-linecap: round; }
.iv-stage .iv-thread-missed { fill: none; stroke: var(--iv-ink-2); stroke-width: 2.5; stroke-dasharray: 1 7; stroke-linecap: round; }
.iv-stage .iv-thread-knot { fill: var(--iv-accent); stroke: var(--iv-surface); stroke-width: 1.5; }
.iv-stage .iv-thread-goal { fill: var(--iv-surface); stroke: var(--iv-ink-2); stroke-width: 2; stroke-dasharray: 3 3; }
.iv-stage .iv-thread-tear { fill: none; stroke: var(--iv-error); stroke-width: 3.5; stroke-linecap: round; }
.iv-stage .iv-thread-plate { fill: var(--iv-raised); stroke: var(--iv-error); stroke-width: 1.5; }

.popover h3 { margin: 0 0 2px; font-size: 15px; }
.popover p { margin: 0 0 10px; color: var(--iv-ink-2); font-size: 13px; }
.popover .group { font-size: 12.5px; color: var(--iv-ink-2); margin: 12px 0 4px; }
.choices { display: grid; gap: 4px; }
.choice { display: grid; text-align: start; border: 1px solid var(--iv-line); border-radius: 8px; background: none; padding: 8px 12px; cursor: pointer; min-height: 40px; }
.choice:hover { border-color: var(--iv-accent); background: var(--iv-panel); }
.choice small { color: var(--iv-ink-2); font-size: 12.5px; }
.choice.prominent { background: var(--iv-accent); border-color: var(--iv-accent); color: var(--iv-surface); }
.choice.prominent b { font-weight: 650; font-size: 15px; }
.choice.prominent small { color: inherit; opacity: 0.9; }
.keys { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; font-size: 13px; margin: 8px 0 0; }
.keys dt { font-family: ${faces.mono}; white-space: pre; }
.keys dd { margin: 0; }

@container informer-visualizer (max-width: 639px) {
  .inspector { grid-template-columns: minmax(0, 1fr); }
  .chain button { grid-template-columns: minmax(0, 1fr); gap: 0; min-height: 44px; }
}
@media (forced-colors: active) { .choice { border: 1px solid ButtonText; } }
.popover { position: absolute; z-index: 3; bottom: 100%; inset-inline-end: 0; background: var(--iv-surface); border: 1px solid var(--iv-strong-line); border-radius: 10px; box-shadow: 0 12px 32px rgb(0 0 0 / 0.18); padding: 14px; width: min(440px, 100%); max-height: min(60vh, 520px); overflow: auto; }
@container informer-visualizer (max-width: 639px) {
  .popover { position: fixed; inset: auto 0 0 0 !important; width: 100%; border-radius: 14px 14px 0 0; max-height: 75vh; }
}
`;
