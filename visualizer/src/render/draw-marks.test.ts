// @vitest-environment jsdom
import { expect, test } from "vitest";
import { drawGlyph, type GlyphKind } from "../layout/glyph.ts";
import { group } from "../layout/mark.ts";
import { drawMarks } from "./draw-marks.ts";

function drawn(...glyphs: readonly GlyphKind[]): string {
  const parent = document.createElementNS("http://www.w3.org/2000/svg", "g");
  for (const glyph of glyphs) drawMarks(parent, [group("token", {}, [drawGlyph(glyph)])]);
  return parent.innerHTML;
}

test.each<[GlyphKind, GlyphKind]>([
  ["updated", "sync"],
  ["sync", "added"],
  ["added", "replaced"],
  ["list", "updated"],
])(
  "a token that was %s and becomes %s is drawn as if it had never been anything else",
  (from, to) => {
    expect(drawn(from, to)).toBe(drawn(to));
  },
);
