import { make } from "../parts/dom.ts";

/** The panel's own style, loaded with it: the first load pays nothing for it. */
export function codeStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
@container informer-visualizer (min-width: 900px) {
  .slot-controls:has(> .code-place:not([hidden])) { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 460px); gap: 8px 16px; }
  .slot-controls:has(> .code-place:not([hidden])) > :not(.narration, .code-place) { grid-column: 1 / -1; }
}
.code-panel { border: 1px solid var(--iv-line); border-radius: 8px; padding: 4px 6px 6px; background: var(--iv-raised, var(--iv-surface)); font-size: 12.5px; line-height: 1.4; }
.code-panel header { display: flex; align-items: center; gap: 4px 10px; padding-inline-start: 6px; }
.code-name { margin: 0; font-size: 13px; font-weight: 650; white-space: nowrap; }
.code-badge { display: flex; flex-wrap: wrap; gap: 2px 6px; align-items: baseline; min-width: 0; margin-inline-start: auto; color: var(--iv-ink-2); font-size: 11.5px; }
.code-badge .rule { color: inherit; text-decoration: none; white-space: nowrap; }
.code-badge a.rule:hover { border-color: var(--iv-accent); color: var(--iv-ink); }
.code-panel .code-close { height: 24px; min-width: 24px; min-height: 24px; padding: 0 4px; }
.code-panel ol { list-style: none; margin: 2px 0; padding: 0; font-size: 12px; }
.code-panel li { padding: 1px 6px 1px 34px; position: relative; border-radius: 4px; color: var(--iv-ink-2); overflow-wrap: anywhere; }
.code-panel li::before { content: attr(data-line); position: absolute; inset-inline-start: 20px; opacity: 0.75; }
.code-panel li[aria-current] { background: var(--iv-accent-soft); color: var(--iv-ink); font-weight: 600; }
.code-panel li[aria-current]::after { content: "▶"; position: absolute; inset-inline-start: 5px; top: 2px; font-size: 10px; color: var(--iv-accent); }
.code-where { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; margin: 2px 6px 0; }
.code-label { color: var(--iv-ink-2); font-size: 11.5px; }
.code-where a { color: var(--iv-ink); text-decoration-color: var(--iv-strong-line); text-underline-offset: 3px; overflow-wrap: anywhere; }
.code-where a:hover { text-decoration-color: var(--iv-accent); }
@container informer-visualizer (max-width: 899px) { .code-panel li:not([data-near]), .code-tag { display: none; } }
@media (pointer: coarse) { .code-where a, .code-badge a.rule { padding-block: 6px; } .code-panel .code-close { min-width: 44px; } }
@media (forced-colors: active) { .code-panel li[aria-current] { outline: 2px solid Highlight; } }
@media print { .code-close { display: none; } }
`;
