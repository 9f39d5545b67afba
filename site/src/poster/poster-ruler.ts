import { drawingKit } from "@informerlab/visualizer";
import type { Language } from "../config/languages.ts";
import { needlePlaces, needleTexts, words } from "./poster-text.ts";
import { type Drawn, line, paragraph, round } from "./svg.ts";

const revisions = { first: 4, last: 12, forgotten: 5 } as const;

/** The revision log with the five needles on it, from who has come furthest to who is furthest behind. */
export function drawRuler(x: number, y: number, width: number, language: Language): Drawn {
  const step = (width - 60) / (revisions.last - revisions.first);
  const placeOf = (revision: number): number => x + 26 + (revision - revisions.first) * step;
  const lead = paragraph(x, y + 28, width, words.rulerText[language], { size: 14.5 });
  const rail = lead.bottom + 52;
  const ticks = Array.from({ length: revisions.last - revisions.first + 1 }, (_, index) => {
    const revision = revisions.first + index;
    const at = placeOf(revision);
    const kind = revision % 3 === 0 ? "updated" : revision === 8 ? "deleted" : "added";
    return [
      `<g transform="translate(${round(at)},${round(rail - 20)})">${drawingKit.glyph(kind, 18)}</g>`,
      `<path class="rail" d="M${round(at)},${round(rail - 4)}v8"/>`,
      line(at + 7, rail + 17, String(revision), { size: 12, name: "mono quiet" }),
    ].join("");
  });
  const needles = drawingKit.needles.map(({ id, name }, index) => {
    const at = placeOf(needlePlaces[id]);
    // Who is ahead hangs lowest, so that no name crosses another needle.
    const depth = 30 + (drawingKit.needles.length - 1 - index) * 22;
    const colour = `iv-needle iv-needle-${id}`;
    return [
      `<path class="${colour}" d="M${round(at)},${round(rail + 8)}v${depth}"/><path class="iv-needle-tip ${colour}" d="M${round(at)},${round(rail + 3)}l5,9h-10Z"/>`,
      `<text x="${round(at - 9)}" y="${round(rail + 12 + depth)}" class="p" text-anchor="end" style="font-size:13.5px"><tspan class="strong ink">${name[language]}</tspan><tspan dx="8">${needleTexts[id][language]}</tspan></text>`,
    ].join("");
  });
  const forgotten = placeOf(revisions.forgotten) + step / 2;
  return {
    svg: [
      line(x, y, words.ruler[language], { size: 21, name: "strong" }),
      lead.svg,
      `<rect x="${round(x)}" y="${round(rail - 36)}" width="${round(forgotten - x)}" height="58" class="iv-hatched"/><path class="iv-forgotten-edge" d="M${round(forgotten)},${round(rail - 36)}v58"/>`,
      `<path class="rail" d="M${round(x)},${round(rail)}H${round(x + width)}m-7,-5l7,5l-7,5"/>`,
      ...ticks,
      ...needles,
    ].join(""),
    bottom: rail + 12 + 30 + (drawingKit.needles.length - 1) * 22,
  };
}
