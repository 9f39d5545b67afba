import { drawGlyph, type GlyphKind } from "../layout/marks/glyph.ts";
import { widthOf } from "../layout/marks/measure.ts";
import { type NeedleId, needleIds } from "../model/timeline/needles.ts";
import type { LocalizedText } from "../model/timeline/story.ts";
import { stageEn } from "../text/stage-en.ts";
import { stageZh } from "../text/stage-zh.ts";
import { markToSvg } from "./marks-to-svg.ts";
import { faces, stageDefinitions, stageStyle, themeProperties } from "./stage-style.ts";

/** What other drawings need to look like the picture: its shapes, colours, faces and words. */
export interface DrawingKit {
  /** A style element and the patterns for a light drawing whose root has the class `iv-stage`. */
  readonly styleAndPatterns: string;
  /** Font families for prose and for data, as CSS lists them. */
  readonly faces: { readonly sans: string; readonly mono: string };
  /** The five needles of the ruler, from the source to the last reader, with their names. */
  readonly needles: readonly { readonly id: NeedleId; readonly name: LocalizedText }[];
  /** A shape with its letter around the origin, as SVG text. `size` is its height in pixels. */
  glyph(kind: GlyphKind, size: number): string;
  /** How wide prose is about, in pixels; never less than it is in common faces. */
  widthOf(text: string, size: number): number;
}

/** What other drawings need to look like the picture. */
export const drawingKit: DrawingKit = {
  styleAndPatterns: `<style>.iv-stage{${themeProperties.light.replaceAll(/\s+/g, " ")}}${stageStyle.replaceAll(/@media[^}]*\{(?:[^{}]*\{[^}]*\})*\s*\}/g, "").trim()}</style>${stageDefinitions}`,
  faces,
  needles: needleIds.map((id) => ({
    id,
    name: { en: stageEn.needles[id], "zh-CN": stageZh.needles[id] },
  })),
  glyph: (kind, size) => markToSvg(drawGlyph(kind, size)),
  widthOf: (text, size) => widthOf(text, size, "sans"),
};
