import type { Mark } from "../layout/marks/mark.ts";

/** What a moving picture changes without drawing anything anew. */
export type MovingAttribute = "transform" | "opacity";

/** One element of a moving picture. */
export interface FilmNode {
  /** As it is when it is last seen. */
  readonly mark: Mark;
  /** The numbers of the frames that show it, ascending. */
  readonly frames: readonly number[];
  /** What of it moves: a value for each of its frames. */
  readonly moves: ReadonlyMap<MovingAttribute, readonly string[]>;
  readonly children: readonly FilmNode[];
}

interface Seen {
  readonly frame: number;
  readonly mark: Mark;
}

interface Drawing {
  readonly frame: number;
  readonly marks: readonly Mark[];
}

/** Drawings of successive moments as one tree: what stays is in it once, and in each frame what is seen is seen in the frame's own order. */
export function filmOf(frames: readonly (readonly Mark[])[]): readonly FilmNode[] {
  return merged(frames.map((marks, frame) => ({ frame, marks })));
}

function merged(drawings: readonly Drawing[]): readonly FilmNode[] {
  const order: { readonly identity: string; readonly seen: Seen[] }[] = [];
  const identities = new Set<string>();
  for (const { frame, marks } of drawings) {
    let at = 0;
    for (const mark of marks) {
      const identity = identityOf(mark);
      // What stays is mostly next, and what is new stands nowhere: only what has changed its place is looked for.
      let known = identities.has(identity) ? at : order.length;
      while (known < order.length && order[known]?.identity !== identity) known += 1;
      const seen = order[known]?.seen;
      if (seen !== undefined) {
        seen.push({ frame, mark });
        at = known + 1;
        continue;
      }
      identities.add(identity);
      order.splice(at, 0, { identity, seen: [{ frame, mark }] });
      at += 1;
    }
  }
  return order.map(({ seen }) => nodeOf(seen));
}

function nodeOf(seen: readonly Seen[]): FilmNode {
  const moves = new Map<MovingAttribute, readonly string[]>();
  for (const name of ["transform", "opacity"] as const) {
    const values = seen.map(({ mark }) => String(mark.attributes[name] ?? "1"));
    if (isMoving(name, values[0]) && new Set(values).size > 1) moves.set(name, values);
  }
  return {
    mark: (seen.at(-1) as Seen).mark,
    frames: seen.map(({ frame }) => frame),
    moves,
    children: merged(seen.map(({ frame, mark }) => ({ frame, marks: mark.children ?? [] }))),
  };
}

/** What makes a mark another one: all but where it is moved to, how clear it is, and what is in it. */
function identityOf({ tag, id, text, attributes }: Mark): string {
  const fixed = Object.entries(attributes).filter(
    ([name, value]) => !isMoving(name, value) && !name.startsWith("data-"),
  );
  return JSON.stringify([tag, id, text, fixed, "transform" in attributes]);
}

function isMoving(name: string, value: string | number | undefined): boolean {
  return name === "opacity" || (name === "transform" && isTranslation(value));
}

function isTranslation(value: string | number | undefined): boolean {
  return typeof value === "string" && /^translate\([-\d.]+,[-\d.]+\)$/.test(value);
}
