import { group, label, type Mark, rect } from "../layout/marks/mark.ts";
import { widthOf } from "../layout/marks/measure.ts";
import type { Scene } from "../layout/marks/scene.ts";
import type { Knowledge } from "../model/readers/knowledge.ts";
import type { LaneId } from "../model/timeline/lanes.ts";

/** A hatch over every lane whose content nobody saw, with a word that says so. */
export function guessMarks(
  scene: Scene,
  known: Readonly<Record<LaneId, Knowledge>>,
  words: { readonly guessed: string; readonly unseen: string },
): readonly Mark[] {
  return scene.lanes.flatMap(({ id, box }): readonly Mark[] => {
    const knowledge = id === "log" ? "seen" : known[id];
    if (knowledge === "seen") return [];
    const text = words[knowledge];
    const width = widthOf(text, 12, "sans") + 14;
    const isRoomy = box.width >= width + 8 && box.height >= 40;
    const x = box.x + (box.width - width) / 2;
    const y = box.y + box.height - 28;
    return [
      group(`guess-${id}`, { class: "iv-guessed" }, [
        rect("hatch", box, "iv-guess", 8),
        ...(isRoomy
          ? [
              rect("plate", { x, y, width, height: 20 }, "iv-guess-plate", 5),
              label("words", x + width / 2, y + 14, text, "iv-small", "middle"),
            ]
          : []),
      ]),
    ];
  });
}
