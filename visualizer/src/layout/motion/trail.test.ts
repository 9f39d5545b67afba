import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import type { Mark } from "../marks/mark.ts";
import type { View } from "../marks/scene.ts";
import { frameMarks } from "./frame.ts";
import { textBoxes } from "./trail.ts";
import { stepBetween } from "./transition.ts";

const timeline = new Timeline(new TraceLog(exampleTrace()));

function trailsAt(
  position: number,
  view: View,
): { readonly trails: readonly Mark[]; readonly texts: ReturnType<typeof textBoxes> } {
  const { to, ...transition } = stepBetween(
    timeline,
    timeline.groupStart(position),
    position,
    view,
  );
  const marks = frameMarks(to, { to, ...transition }, { phase: 1, isStill: false });
  const trails = marks.find(({ id }) => id === "trails")?.children ?? [];
  const items = to.items.flatMap((item) => textBoxes(item.marks, item.box.x, item.box.y));
  return { trails, texts: [...textBoxes(to.marks), ...items] };
}

/** The points of a trail but those at its two ends, which touch the boxes that it joins. */
function middleOf(trail: Mark): readonly { readonly x: number; readonly y: number }[] {
  const points = [...`${trail.attributes["d"]}`.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)];
  return points.slice(2, -3).map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

test.each([1200, 820, 390])("no trail crosses a text (%i px)", (width) => {
  let seen = 0;
  for (let position = 1; position <= timeline.length; position += 1) {
    const { trails, texts } = trailsAt(position, { width, language: "en" });
    for (const { x, y } of trails.flatMap(middleOf)) {
      seen += 1;
      const crossed = texts.filter(
        (box) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
      );
      expect(crossed, `step ${position} at ${x},${y}`).toEqual([]);
    }
  }
  expect(seen).toBeGreaterThan(200);
});
