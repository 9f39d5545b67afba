import { printJson } from "@informerlab/core";
import { type CommonBlock, commonBlocks } from "./common-blocks.ts";

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

/** Lines of the blocks that both values have, and what was removed and added between them. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  const put = (sign: Line["sign"], from: readonly string[], start: number, end: number): void => {
    for (let at = start; at < end; at++) lines.push({ sign, text: from[at] ?? "" });
  };
  for (const block of [...commonBlocks(before, after), endOf(before, after)]) {
    put("-", before, i, block.before);
    put("+", after, j, block.after);
    put(" ", before, block.before, block.before + block.size);
    i = block.before + block.size;
    j = block.after + block.size;
  }
  return lines;
}

function endOf(before: readonly string[], after: readonly string[]): CommonBlock {
  return { before: before.length, after: after.length, size: 0 };
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
