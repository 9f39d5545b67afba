// @vitest-environment jsdom
import { expect, test } from "vitest";
import { drawGlyph, type GlyphKind } from "../layout/marks/glyph.ts";
import { group, label, type Mark } from "../layout/marks/mark.ts";
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

function rows(...ids: readonly string[]): readonly Mark[] {
  return ids.map((id) => group(id, { "data-item": id }, [label("key", 0, 0, id, "iv-mono")]));
}

test("elements that a step has no use for are taken up again, with nothing left of what they were", () => {
  const parent = document.createElementNS("http://www.w3.org/2000/svg", "g");
  drawMarks(parent, rows("a", "b", "c", "d"));
  const made = new Set(parent.children);
  const whole = parent.innerHTML;
  for (const ids of [["c"], ["x", "c", "y"], ["e", "f", "g", "h"], ["d"], ["a", "b", "c", "d"]]) {
    drawMarks(parent, rows(...ids));
    expect([...parent.children].map((row) => row.textContent)).toEqual(ids);
    expect([...parent.children].every((row) => made.has(row))).toBe(true);
  }
  expect(parent.innerHTML).toBe(whole);
});

test("a row that stays is the same element, whatever comes and goes around it", () => {
  const parent = document.createElementNS("http://www.w3.org/2000/svg", "g");
  drawMarks(parent, rows("a", "b", "c"));
  const [, kept] = parent.children;
  for (const ids of [["b"], ["x", "y", "b"], ["b", "z"], ["c", "b", "a"]]) {
    drawMarks(parent, rows(...ids));
    expect(parent.children[ids.indexOf("b")]).toBe(kept);
  }
});
