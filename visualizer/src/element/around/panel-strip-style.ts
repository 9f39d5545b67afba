import { make } from "../parts/dom.ts";

/** What the strips below the timeline look like, loaded with the first of them: the first load pays nothing for it. */
export function panelStripStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
.iv-stage .iv-state-true { fill: #009e73; fill-opacity: 0.22; stroke: #009e73; stroke-width: 1.5; }
.iv-stage .iv-state-never { fill: #d55e00; fill-opacity: 0.3; stroke: #d55e00; stroke-width: 1.5; }
.iv-stage .iv-state-early { stroke-dasharray: 3 2; fill-opacity: 0.1; }
.iv-stage .iv-state-at > rect { stroke: var(--iv-ink); stroke-width: 2.5; }
.queue-lanes { cursor: pointer; border-radius: 8px; }
.queue-lanes svg { display: block; width: 100%; height: auto; }
.explore { display: flex; flex-direction: column; gap: 6px; }
.explore p { margin: 0; }
.explore-words { font-size: 14px; min-height: 1.5em; }
.explore-choices { display: flex; flex-direction: column; gap: 6px; }
.explore-group { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.iv-stage .iv-pain-0 { fill: var(--iv-line); }
.iv-stage .iv-pain-1 { fill: #e69f00; fill-opacity: 0.35; }
.iv-stage .iv-pain-2 { fill: #e69f00; fill-opacity: 0.6; }
.iv-stage .iv-pain-3 { fill: #e69f00; }
.iv-stage .iv-pain-4 { fill: #d55e00; fill-opacity: 0.8; }
.iv-stage .iv-pain-5 { fill: #d55e00; }
.iv-stage .iv-pain-wait { fill: url(#iv-hatch); opacity: 0.4; }
.iv-stage .iv-pain-usual { stroke: var(--iv-ink); stroke-width: 1.2; stroke-dasharray: 5 4; }
.iv-stage .iv-pain-bolt { fill: #e69f00; stroke: var(--iv-ink); stroke-width: 1.5; stroke-linejoin: round; }
.pain { cursor: grab; touch-action: none; border-radius: 8px; }
.pain svg { display: block; width: 100%; height: auto; }
`;
