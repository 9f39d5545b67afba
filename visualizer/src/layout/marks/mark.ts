/** One SVG element of a drawing, as data. Two renderers read it: D3 joins for the page, a string writer for files. */
export interface Mark {
  /** Unique among its siblings; the join's key. */
  readonly id: string;
  readonly tag: "g" | "rect" | "path" | "text" | "line" | "circle" | "style";
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly Mark[];
}

/** A rectangle in units of the stage, which are CSS pixels at scale 1. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Attributes = Mark["attributes"];

export function group(id: string, attributes: Attributes, children: readonly Mark[]): Mark {
  return { id, tag: "g", attributes, children };
}

/** A group moved to a place. */
export function placed(
  id: string,
  x: number,
  y: number,
  children: readonly Mark[],
  className = "",
): Mark {
  return group(id, { class: className, transform: `translate(${round(x)},${round(y)})` }, children);
}

export function rect(id: string, box: Box, className: string, radius = 0): Mark {
  const { x, y, width, height } = box;
  const place = {
    x: round(x),
    y: round(y),
    width: round(Math.max(0, width)),
    height: round(Math.max(0, height)),
  };
  return {
    id,
    tag: "rect",
    attributes:
      radius === 0 ? { class: className, ...place } : { class: className, ...place, rx: radius },
  };
}

export function path(id: string, d: string, className: string): Mark {
  return { id, tag: "path", attributes: { class: className, d } };
}

export function line(
  id: string,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  className: string,
): Mark {
  return {
    id,
    tag: "line",
    attributes: { class: className, x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2) },
  };
}

export function circle(id: string, cx: number, cy: number, r: number, className: string): Mark {
  return {
    id,
    tag: "circle",
    attributes: { class: className, cx: round(cx), cy: round(cy), r: round(r) },
  };
}

/** A ring around the origin of which only a share is drawn, from the top on. */
export function ring(id: string, radius: number, share: number, className: string): Mark {
  const around = 2 * Math.PI * radius;
  const drawn = Math.min(1, Math.max(0, share));
  const whole = circle(id, 0, 0, radius, className);
  const dashes = `${round(around * drawn)} ${round(around)}`;
  return {
    ...whole,
    attributes: { ...whole.attributes, "stroke-dasharray": dashes, transform: "rotate(-90)" },
  };
}

/** Where a text's `x` is on it. */
export type Anchor = "start" | "middle" | "end";

export function label(
  id: string,
  x: number,
  y: number,
  text: string,
  className: string,
  anchor: Anchor = "start",
): Mark {
  const attributes = { class: className, x: round(x), y: round(y) };
  return {
    id,
    tag: "text",
    attributes: anchor === "start" ? attributes : { ...attributes, "text-anchor": anchor },
    text,
  };
}

/** Two decimals: enough for a crisp picture, and the same text in every engine. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
