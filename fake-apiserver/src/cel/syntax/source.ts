/** One thing wrong with an expression; without an offset, with it as a whole. */
export interface CelProblem {
  readonly message: string;
  readonly offset: number | undefined;
}

/** An expression that cannot be used, in the words of cel-go. */
export class CelCompileError extends Error {
  override readonly name = "CelCompileError";
  readonly problems: readonly CelProblem[];

  constructor(source: string, problems: readonly CelProblem[]) {
    super(problemsText(source, problems));
    this.problems = problems;
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const problemsMax = 100;
const snippetMax = 16_384;

/**
 * Problems as cel-go shows them: a place, a text, the line and a pointer into it.
 *
 * @see cel-go common/error.go
 */
function problemsText(source: string, problems: readonly CelProblem[]): string {
  if (source === "")
    return problems.map(({ message }) => `ERROR: <input>:1:0: ${message}`).join("\n");
  const lines = source.split("\n").map((line) => [...line]);
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  const placed = problems
    .slice(0, problemsMax)
    .map(({ message, offset }) => ({ message, place: placeOf(offset, starts) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const texts = placed.map(({ message, place }) => problemText(message, place, lines));
  if (problems.length > problemsMax)
    texts.push(`${problems.length - problemsMax} more errors were truncated`);
  return texts.join("\n");
}

function placeOf(offset: number | undefined, starts: readonly number[]): Place {
  if (offset === undefined) return { line: -1, column: -1 };
  let line = 0;
  while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
  return { line: line + 1, column: offset - (starts[line] ?? 0) };
}

function problemText(
  message: string,
  { line, column }: Place,
  lines: readonly (readonly string[])[],
): string {
  const head = `ERROR: <input>:${line}:${column + 1}: ${message}`;
  const letters = lines[line - 1];
  if (letters === undefined || letters.length > snippetMax) return head;
  const isWide = (letter: string | undefined): boolean => letter !== undefined && letter > "\u007f";
  const dots = letters.slice(0, Math.max(0, column)).map((letter) => (isWide(letter) ? "．" : "."));
  const pointer = isWide(letters[column]) ? "＾" : "^";
  const shown = letters.join("").replaceAll("\t", " ");
  return `${head}\n | ${shown}\n | ${dots.join("")}${pointer}`;
}
