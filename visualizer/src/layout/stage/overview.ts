import type { DrawnLane, LaneContext } from "../lanes/lane-context.ts";
import { type Box, group, label, line, rect } from "../marks/mark.ts";

/** Who reads the copy, in the simplest form of the picture: one box below it. */
export function drawReader({ text }: LaneContext, box: Box): DrawnLane {
  const middle = box.x + box.width / 2;
  return {
    lane: { id: "workers", box, title: text.words.reader, count: "", state: "", isOpen: true },
    mark: group("lane-workers", { class: "iv-lane iv-reader", "data-lane": "workers" }, [
      line("reads", middle, box.y - 14, middle, box.y, "iv-reads"),
      rect("frame", box, "iv-reader-frame", 10),
      label("title", middle, box.y + 27, text.words.reader, "iv-lane-title", "middle"),
    ]),
    items: [],
  };
}
