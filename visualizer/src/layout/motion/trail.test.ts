import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import type { Mark } from "../marks/mark.ts";
import type { View } from "../marks/scene.ts";
import { choreographyOf } from "./choreography.ts";
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

/** The circles of the numbers that stand on the hops from one position to a later one, and the texts of that drawing. */
function numbersOf(
  from: number,
  to: number,
  width: number,
): { readonly plates: readonly Mark[]; readonly texts: ReturnType<typeof textBoxes> } {
  const view: View = { width, language: "en", lens: { from: to, to, share: 1 } };
  const { legs, hero } = choreographyOf(timeline, from, to);
  const hops = legs.flatMap((leg) => {
    const { journeys } = stepBetween(timeline, leg.from, leg.to, view, hero);
    return journeys.find(({ isHero }) => isHero) ?? [];
  });
  const { to: scene } = stepBetween(timeline, from, to, view, hero);
  const marks = frameMarks(scene, undefined, { phase: 1, isStill: true, hops });
  const trails = marks.find(({ id }) => id === "trails")?.children ?? [];
  const items = scene.items.flatMap((item) => textBoxes(item.marks, item.box.x, item.box.y));
  const plates = trails.flatMap(({ children = [] }) => children.filter(({ id }) => id === "plate"));
  return { plates, texts: [...textBoxes(scene.marks), ...items] };
}

test.each([1200, 820])(
  "a hop's number covers no word where its arrow has another place (%i px)",
  (width) => {
    let seen = 0;
    const covered: string[] = [];
    for (let to = 20; to <= timeline.length; to += 7) {
      const { plates, texts } = numbersOf(to - 20, to, width);
      for (const { attributes } of plates) {
        seen += 1;
        const [x, y, radius] = [attributes["cx"], attributes["cy"], attributes["r"]].map(Number);
        if (x === undefined || y === undefined || radius === undefined) continue;
        const isCovering = texts.some(
          (box) =>
            x + radius > box.x &&
            x - radius < box.x + box.width &&
            y + radius > box.y &&
            y - radius < box.y + box.height,
        );
        if (isCovering) covered.push(`${to - 20}…${to} at ${x},${y}`);
      }
    }
    expect(seen).toBeGreaterThan(60);
    // A short arrow may stand on words, or between numbers, with its whole length.
    expect(covered.length, covered.join("\n")).toBeLessThan(seen * 0.03);
  },
);
