import { make } from "../parts/dom.ts";

/** How the distance to truth looks, loaded with it. Bands differ in pattern and outline, not in colour alone. */
export function distanceStyle(document: Document): HTMLStyleElement {
  return make(document, "style", {}, [style]);
}

const style = `
.iv-stage .iv-distance-ghosts { fill: url(#iv-stripes); stroke: none; }
.iv-stage .iv-distance-old { fill: #0072b2; fill-opacity: 0.75; stroke: none; }
.iv-stage .iv-distance-missing { fill: var(--iv-accent-soft); stroke: none; }
.iv-stage .iv-distance-edge { fill: none; stroke: var(--iv-ink); stroke-width: 1.5; }
.iv-stage .iv-distance-other { fill: none; stroke: var(--iv-accent); stroke-width: 1.5; }
.iv-stage .iv-distance-floor { stroke: var(--iv-strong-line); stroke-width: 1; }
.iv-stage .iv-distance-most { stroke: var(--iv-line); stroke-width: 1; stroke-dasharray: 2 4; }
.iv-stage .iv-distance-unsynced .iv-hatch { fill: url(#iv-hatch); opacity: 0.5; }
.iv-stage .iv-distance-words { paint-order: stroke; stroke: var(--iv-panel); stroke-width: 4; stroke-linejoin: round; }
.distance { cursor: pointer; }
.distance svg { display: block; width: 100%; height: auto; touch-action: pan-y; }
.distance-words { margin: 0 0 2px; font-size: 13px; line-height: 1.4; }
.distance-title { font-weight: 600; margin-inline-end: 6px; }
`;
