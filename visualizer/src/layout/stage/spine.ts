import { drawGlyph } from "../marks/glyph.ts";
import { type Box, label, type Mark, placed, rect } from "../marks/mark.ts";
import { monogram, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";

const step = 24;

/** What an idle lane says: how much it holds, and a small form of each thing, so that whatever leaves it leaves from there. */
export function drawSpine(
  lane: { readonly title: string; readonly count: string; readonly box: Box },
  drawn: readonly SceneItem[],
): { readonly marks: readonly Mark[]; readonly items: readonly SceneItem[] } {
  const { box, title, count } = lane;
  const items = drawn.filter(({ isOfLane }) => isOfLane !== true);
  const middle = box.x + box.width / 2;
  const turned = label("title", 0, 0, title, "iv-lane-title iv-muted");
  const titleRoom = widthOf(title, 13, "sans") + 20;
  const room = Math.max(1, Math.floor((box.height - 40 - titleRoom) / step));
  const shown = items.length <= room ? items : items.slice(0, Math.max(1, room - 1));
  const hidden = items.length - shown.length;
  return {
    marks: [
      label("count", middle, box.y + 22, count, "iv-mono iv-strong", "middle"),
      ...(hidden > 0
        ? [
            label(
              "more",
              middle,
              box.y + 46 + shown.length * step,
              `+${hidden}`,
              "iv-mono iv-muted",
              "middle",
            ),
          ]
        : []),
      {
        ...turned,
        attributes: {
          ...turned.attributes,
          transform: `translate(${Math.round(middle + 4)},${Math.round(box.y + box.height - 12)}) rotate(-90)`,
        },
      },
    ],
    items: shown.map((item, index) => small(item, middle, box.y + 34 + index * step, box.width)),
  };
}

function small(item: SceneItem, middle: number, y: number, room: number): SceneItem {
  const isRow = item.lane === "apiserver" || item.lane === "indexer" || item.glyph === "key";
  const width = Math.min(isRow ? 30 : 20, room - 6);
  const key = item.key ?? "";
  const isStale = item.isStale === true;
  return {
    ...item,
    box: { x: middle - width / 2, y, width, height: 20 },
    heart: 10,
    marks: isRow
      ? [
          rect(
            "box",
            { x: 0, y: 0, width, height: 20 },
            isStale ? "iv-chip iv-stale" : "iv-chip",
            5,
          ),
          label("key", width / 2, 14, monogram(key), "iv-mono iv-tiny", "middle"),
        ]
      : [placed("token", width / 2, 10, [drawGlyph(item.glyph, 17)])],
  };
}
