import { type Box, label, line, type Mark, path, rect } from "./mark.ts";

/** What changes its size while it moves, as data: its marks are made for each box on the way. */
export type Stretch =
  | { readonly kind: "forgotten" }
  | { readonly kind: "distance"; readonly words: string };

/** The marks of something stretched to a box. */
export function stretchMarks(stretch: Stretch, { width, height }: Box): readonly Mark[] {
  if (stretch.kind === "forgotten") {
    return [
      rect("hatch", { x: 0, y: 0, width, height }, "iv-hatched", 3),
      line("edge", width, -4, width, height + 4, "iv-forgotten-edge"),
    ];
  }
  // Under the needles' names.
  const below = 52;
  return [
    rect("distance", { x: 0, y: 0, width, height }, "iv-distance", 2),
    path("bracket", `M0,${below - 3}v3H${width}v-3`, "iv-distance-bracket"),
    label(
      "distance-text",
      width / 2,
      below + 13,
      stretch.words,
      "iv-small iv-distance-text",
      "middle",
    ),
  ];
}
