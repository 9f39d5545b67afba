import { drawingKit } from "@informerlab/visualizer";

const { sans, mono } = drawingKit.faces;

/** The poster's own rules, beside the picture's. Whatever a colour says, a shape, a weight or a word says too. */
export const posterStyle: string = `
.iv-stage .p { font-family: ${sans}; fill: #34363d; }
.iv-stage .p.title { font-weight: 700; letter-spacing: -0.015em; fill: var(--iv-ink); }
.iv-stage .p.strong, .iv-stage .strong { font-weight: 650; fill: var(--iv-ink); }
.iv-stage .p.ink, .iv-stage .ink { fill: var(--iv-ink); }
.iv-stage .p.quiet { fill: var(--iv-ink-2); }
.iv-stage .p.accent { fill: var(--iv-accent); }
.iv-stage .p.bad { fill: var(--iv-error); }
.iv-stage .p.mono { font-family: ${mono}; font-variant-numeric: tabular-nums; }
.iv-stage .p.function { font: italic 17px Georgia, "Times New Roman", serif; }
.iv-stage .p.on-disk { fill: #fff; }
.iv-stage .paper { fill: #fff; }
.iv-stage .disk { fill: var(--iv-accent); }
.iv-stage .card { fill: var(--iv-panel); stroke: var(--iv-line); }
.iv-stage .row { fill: #fff; stroke: var(--iv-strong-line); }
.iv-stage .row.dashed { stroke: var(--iv-ink-2); stroke-dasharray: 4 3; }
.iv-stage .pill { fill: var(--iv-pill); }
.iv-stage .chip { fill: #fff; stroke: var(--iv-ink); stroke-width: 1.2; }
.iv-stage .hair { stroke: var(--iv-line); fill: none; }
.iv-stage .bracket { fill: none; stroke: var(--iv-strong-line); stroke-width: 1.5; }
.iv-stage .rail { fill: none; stroke: var(--iv-ink); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.iv-stage .arrow, .iv-stage .joint, .iv-stage .ask, .iv-stage .back, .iv-stage .reads { fill: none; stroke: var(--iv-ink); stroke-width: 1.5; marker-end: url(#poster-tip); }
.iv-stage .joint { stroke-width: 2.2; }
.iv-stage .ask { stroke-dasharray: 5 4; }
.iv-stage .reads { stroke-dasharray: 4 3; marker-start: url(#poster-tip); marker-end: none; }
.iv-stage .bad-line { stroke: var(--iv-error); stroke-dasharray: 6 3; }
.iv-stage .back { stroke-width: 2; }
`;

/** An arrow's head that turns with its line, at either end. */
export const posterTip: string = `<defs><marker id="poster-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0,0.5L8,4L0,7.5Z" fill="#17181c"/></marker></defs>`;
