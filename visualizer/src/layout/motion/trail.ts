import { type Box, circle, group, label, type Mark, path, round } from "../marks/mark.ts";
import { widthOf } from "../marks/measure.ts";
import { controlOf, type Journey, type Point } from "./motion.ts";

const samples = 48;
const fontSize = 13;
const badgeRadius = 9;
const shortest = 28;

/**
 * The arrows that stay where something has travelled. They pause where a text stands, so that every word can be read; with
 * `isNumbered` each says which hop it is.
 */
export function trailMarks(
  journeys: readonly Journey[],
  obstacles: readonly Box[],
  isNumbered: boolean,
): readonly Mark[] {
  const badges: Box[] = [];
  return journeys
    .filter(({ arrow: [from, to] }) => Math.hypot(to.x - from.x, to.y - from.y) >= shortest)
    .flatMap((journey, index): readonly Mark[] => {
      const trail = path(
        `trail:${index}:${journey.id}`,
        pathAround(journey.arrow, obstacles),
        journey.isTurnedAway ? "iv-trail iv-trail-turned" : "iv-trail",
      );
      return isNumbered ? [trail, badge(journey.arrow, index + 1, badges, obstacles)] : [trail];
    });
}

const nothing: readonly Box[] = [];

/** Where texts stand in a drawing; turned ones stand along a lane's foot, where nothing travels. */
export function textBoxes(marks: readonly Mark[], dx = 0, dy = 0): readonly Box[] {
  return marks.flatMap((mark): readonly Box[] => {
    const { transform = "", x = 0, y = 0, "text-anchor": anchor } = mark.attributes;
    if (mark.tag !== "text" && mark.children === undefined) return nothing;
    const [, left = "0", top = "0"] =
      transform === "" ? [] : (/^translate\(([-\d.]+),([-\d.]+)\)/.exec(`${transform}`) ?? []);
    if (/rotate/.test(String(transform))) return nothing;
    if (mark.tag !== "text")
      return textBoxes(mark.children ?? [], dx + Number(left), dy + Number(top));
    const text = mark.text ?? "";
    // A glyph's sign is a part of the object that the arrow leads to.
    if (text.trim().length < 2) return nothing;
    const width = widthOf(text, fontSize, "sans");
    const shift = anchor === "middle" ? width / 2 : anchor === "end" ? width : 0;
    return [
      {
        x: dx + Number(x) - shift - 2,
        y: dy + Number(y) - fontSize,
        width: width + 4,
        height: fontSize + 5,
      },
    ];
  });
}

/** The arc in the pieces that touch no obstacle; its two ends always belong to it. */
function pathAround(arrow: Journey["arrow"], obstacles: readonly Box[]): string {
  let d = "";
  let isDown = false;
  for (let index = 0; index <= samples; index += 1) {
    const point = pointAt(arrow, index / samples);
    const isEnd = index < 2 || index > samples - 3;
    const isFree = isEnd || !obstacles.some((box) => isInside(point, box));
    if (isFree) d += `${isDown ? "L" : "M"}${round(point.x)},${round(point.y)}`;
    isDown = isFree;
  }
  return d;
}

/** A hop's number on its arrow, where it covers neither another number nor a word; if need be, a word. */
function badge(
  arrow: Journey["arrow"],
  number: number,
  others: Box[],
  obstacles: readonly Box[],
): Mark {
  const places = [0.5, 0.38, 0.62, 0.26, 0.74, 0.14, 0.86, 0.04, 0.96].map((share) =>
    pointAt(arrow, share),
  );
  const freeOf = (boxes: readonly Box[]): Point | undefined =>
    places.find((point) => !boxes.some((box) => isInside(point, box, badgeRadius)));
  const place = freeOf([...obstacles, ...others]) ?? freeOf(others) ?? pointAt(arrow, 0.5);
  const [x, y] = [place.x - badgeRadius, place.y - badgeRadius];
  others.push({ x, y, width: 2 * badgeRadius, height: 2 * badgeRadius });
  return group(`hop:${number}`, { class: "iv-hop" }, [
    circle("plate", place.x, place.y, badgeRadius, "iv-hop-plate"),
    label("number", place.x, place.y + 4, `${number}`, "iv-small iv-strong", "middle"),
  ]);
}

function pointAt([from, to]: Journey["arrow"], share: number): Point {
  const control = controlOf([from, to]);
  const rest = 1 - share;
  const mix = (a: number, b: number, c: number): number =>
    rest * rest * a + 2 * rest * share * b + share * share * c;
  return { x: mix(from.x, control.x, to.x), y: mix(from.y, control.y, to.y) };
}

/** The point, or a circle of that radius around it, touches the box. */
function isInside({ x, y }: Point, box: Box, radius = 0): boolean {
  return (
    x >= box.x - radius &&
    x <= box.x + box.width + radius &&
    y >= box.y - radius &&
    y <= box.y + box.height + radius
  );
}
