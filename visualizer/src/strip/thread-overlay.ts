import { circle, group, label, type Mark, path, rect, round } from "../layout/marks/mark.ts";
import { widthOf } from "../layout/marks/measure.ts";
import type { Scene } from "../layout/marks/scene.ts";
import type { Thread, ThreadKnot } from "../model/reasons/thread.ts";

interface Place {
  readonly x: number;
  readonly y: number;
  readonly knot: ThreadKnot;
}

/**
 * A thread over the stage, from the cause to what was asked for: whole where the news came by, torn where it broke off, and
 * dotted where it would have gone on.
 */
export function threadMarks(thread: Thread, scene: Scene, tornWords: string): readonly Mark[] {
  const places = placesOf(thread, scene);
  const broken = places.findIndex(({ knot }) => knot.state === "broken");
  const whole = broken < 0 ? places : places.slice(0, broken + 1);
  const missed = broken < 0 ? [] : places.slice(broken);
  const torn = places[broken];
  const goal = places.at(-1);
  return [
    group("thread", { class: "iv-thread" }, [
      path("shade", curve(whole), "iv-thread-shade"),
      path("missed", curve(missed), "iv-thread-missed"),
      path("whole", curve(whole), "iv-thread-whole"),
      ...places
        .filter(({ knot }) => knot.state === "passed")
        .map(({ x, y }, index) => circle(`knot-${index}`, x, y, 4, "iv-thread-knot")),
      ...(goal === undefined || broken < 0
        ? []
        : [circle("goal", goal.x, goal.y, 7, "iv-thread-goal")]),
      ...(torn === undefined ? [] : tearMarks(torn, tornWords, scene.width)),
    ]),
  ];
}

/** One place a lane: where the object is drawn in it, else the middle of the lane's upper part. */
function placesOf({ knots, key }: Thread, scene: Scene): readonly Place[] {
  const places: Place[] = [];
  for (const knot of knots) {
    const lane = scene.lanes.find(({ id }) => id === knot.lane);
    if (lane === undefined) continue;
    const items = scene.items.filter((item) => item.lane === knot.lane);
    const item =
      items.find(({ seq }) => knot.seq !== undefined && seq === knot.seq) ??
      (knot.state === "passed"
        ? items.find((other) => other.key === key && key !== undefined)
        : undefined);
    const box = item?.box ?? lane.box;
    const y = item === undefined ? box.y + Math.min(box.height / 2, 120) : box.y + box.height / 2;
    const place = { x: round(box.x + box.width / 2), y: round(y), knot };
    const last = places.at(-1);
    if (last === undefined || last.knot.lane !== knot.lane) places.push(place);
    // Several knots in one lane are one; a break in it is what matters.
    else if (last.knot.state === "passed") places[places.length - 1] = place;
  }
  return places;
}

/** Through all places, leaving and reaching each one sideways. */
function curve(places: readonly Place[]): string {
  const [first, ...others] = places;
  if (first === undefined || others.length === 0) return "";
  let d = `M${first.x},${first.y}`;
  let from = first;
  for (const to of others) {
    const reach = Math.max(24, Math.abs(to.x - from.x) / 2);
    const way = to.x >= from.x ? reach : -reach;
    d += `C${round(from.x + way)},${from.y} ${round(to.x - way)},${to.y} ${to.x},${to.y}`;
    from = to;
  }
  return d;
}

function tearMarks({ x, y }: Place, words: string, width: number): readonly Mark[] {
  const size = widthOf(words, 12, "sans") + 16;
  const left = Math.min(Math.max(4, x - size / 2), Math.max(4, width - size - 4));
  return [
    path("tear", `M${x - 7},${y - 7}l14,14M${x + 7},${y - 7}l-14,14`, "iv-thread-tear"),
    rect("plate", { x: left, y: y + 12, width: size, height: 22 }, "iv-thread-plate", 5),
    label("words", left + size / 2, y + 27, words, "iv-small iv-strong", "middle"),
  ];
}
