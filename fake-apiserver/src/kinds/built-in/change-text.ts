import { printJson } from "@informerlab/core";

/** Lines shown before and after a change. */
const contextLines = 3;

/** One line of a comparison. */
interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/**
 * What changed between two values, as a unified difference of their indented JSON: the form in which error texts
 * show it.
 */
export function changeText(before: unknown, after: unknown): string {
  const lines = compareLines(linesOf(before), linesOf(after));
  const counts = { "-": linesBefore(lines, "-"), "+": linesBefore(lines, "+") };
  return hunksOf(lines)
    .map((hunk) => hunkText(lines, hunk, counts))
    .join("");
}

function linesOf(value: unknown): readonly string[] {
  return printJson(value, { indent: 1 }).split("\n");
}

/** Pairs equal lines from both ends, and in between the longest run of lines in order. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1;
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(
      before.slice(head, before.length - tail),
      after.slice(head, after.length - tail),
    ),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** Beyond this product of lengths the middle counts as wholly changed. */
const cellsMax = 4_000_000;

function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const removed = before.map((text): Line => ({ sign: "-", text }));
  const added = after.map((text): Line => ({ sign: "+", text }));
  if (before.length === 0 || after.length === 0 || before.length * after.length > cellsMax)
    return [...removed, ...added];
  const longest = longestRuns(before, after);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const isSame = i < before.length && j < after.length && before[i] === after[j];
    const isRemoved =
      i < before.length && (j >= after.length || longest(i + 1, j) >= longest(i, j + 1));
    if (isSame) lines.push({ sign: " ", text: before[i] ?? "" });
    else if (isRemoved) lines.push({ sign: "-", text: before[i] ?? "" });
    else lines.push({ sign: "+", text: after[j] ?? "" });
    if (isSame || isRemoved) i += 1;
    if (isSame || !isRemoved) j += 1;
  }
  return lines;
}

/** How many lines can be paired in order, from line `i` before and line `j` after on. */
function longestRuns(
  before: readonly string[],
  after: readonly string[],
): (i: number, j: number) => number {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

interface Hunk {
  readonly start: number;
  readonly end: number;
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  lines.forEach((line, index) => {
    if (line.sign === " ") return;
    const start = Math.max(0, index - contextLines);
    const end = Math.min(lines.length, index + contextLines + 1);
    const last = hunks.at(-1);
    if (last !== undefined && start <= last.end) hunks[hunks.length - 1] = { ...last, end };
    else hunks.push({ start, end });
  });
  return hunks;
}

/** How many lines of one of the two values stand before each line, and in all. */
function linesBefore(lines: readonly Line[], sign: "-" | "+"): readonly number[] {
  let count = 0;
  return [
    ...lines.map((line) => (line.sign === " " || line.sign === sign ? count++ : count)),
    count,
  ];
}

function hunkText(
  lines: readonly Line[],
  { start, end }: Hunk,
  counts: Readonly<Record<"-" | "+", readonly number[]>>,
): string {
  const range = (sign: "-" | "+") => {
    const before = counts[sign][start] ?? 0;
    return `${sign}${before + 1},${(counts[sign][end] ?? 0) - before}`;
  };
  const body = lines.slice(start, end).map(({ sign, text }) => `${sign}${text}\n`);
  return `@@ ${range("-")} ${range("+")} @@\n${body.join("")}`;
}
