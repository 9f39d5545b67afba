import type { StoryLine } from "../../replay/story/shortened.ts";

/** A line with what it has in common with its like: everything but times and versions. */
export interface ShapedLine extends StoryLine {
  readonly time: string;
  readonly shape: string;
}

/** Longest row of lines that is seen to come again. */
const rowMax = 16;
/** From how many times on a row is told once, with the number of times. */
const timesMin = 3;

/**
 * Tells a row of lines that comes again and again once: a controller that retries, polls, or fights with another.
 *
 * @param again says that the row comes so many times more, the last time at `time`.
 */
export function folded(
  lines: readonly ShapedLine[],
  again: (times: number, time: string) => string,
): readonly StoryLine[] {
  const told: StoryLine[] = [];
  for (let start = 0; start < lines.length; ) {
    const { length, times } = rowAt(lines, start);
    const isEssential = lines.slice(start, start + length).some((line) => line.isEssential);
    told.push(...lines.slice(start, start + length));
    if (times > 1) {
      const last = lines[start + length * times - 1];
      told.push({ text: again(times - 1, last?.time.trim() ?? ""), isEssential });
    }
    start += length * times;
  }
  return told;
}

/** The shortest row that comes at least {@link timesMin} times from a line on; else the line itself. */
function rowAt(
  lines: readonly ShapedLine[],
  start: number,
): { readonly length: number; readonly times: number } {
  for (let length = 1; length <= rowMax; length++) {
    let end = start + length;
    while (end < lines.length && lines[end]?.shape === lines[end - length]?.shape) end += 1;
    const times = Math.floor((end - start) / length);
    if (times >= timesMin) return { length, times };
  }
  return { length: 1, times: 1 };
}

/** Of so many kinds of lines a stretch may be whose order differs from turn to turn. */
const kindsMax = 4;
/** From how many lines on such a stretch is told by its first lines. */
const stretchMin = 20;

/**
 * Tells a long stretch in which the same few lines come in one order or another by its beginning: two who take turns, at
 * a pace that differs.
 *
 * @param more says that so many lines like these follow, the last at `time`.
 */
export function foldedStretches(
  lines: readonly ShapedLine[],
  more: (count: number, time: string) => string,
): readonly StoryLine[] {
  const told: StoryLine[] = [];
  for (let start = 0; start < lines.length; ) {
    const { end, met } = stretchAt(lines, start);
    told.push(...lines.slice(start, met));
    if (end > met)
      told.push({ text: more(end - met, lines[end - 1]?.time.trim() ?? ""), isEssential: true });
    start = end;
  }
  return told;
}

/** The stretch of fewest kinds that begins at a line, and until where each kind has come once; else the line itself. */
function stretchAt(
  lines: readonly ShapedLine[],
  start: number,
): { readonly end: number; readonly met: number } {
  const kinds = new Set<string>();
  let met = start;
  for (let end = start; end < lines.length; end++) {
    const { shape } = lines[end] as ShapedLine;
    if (kinds.has(shape)) continue;
    if (end - met >= stretchMin) return { end, met };
    if (kinds.size === kindsMax) return { end: start + 1, met: start + 1 };
    kinds.add(shape);
    met = end + 1;
  }
  return lines.length - met >= stretchMin
    ? { end: lines.length, met }
    : { end: start + 1, met: start + 1 };
}
