/**
 * The text with the lines that begin inside a flow collection or a quoted scalar moved to the right of everything else.
 * The real server's library does not mind how these are indented, a parser that follows YAML 1.2 does:
 *
 * ```yaml
 * args: [
 *   a
 * ]
 * ```
 *
 * Lines keep their numbers.
 */
export function indentFlowLines(text: string): string {
  const lines = text.split("\n");
  const widest = Math.max(0, ...lines.slice(0, linesMax).map(indentOf));
  if (lines.length > linesMax || widest > indentMax) return text;
  const indent = " ".repeat(widest + 1);
  const scan = new FlowScan();
  return lines.map((line) => (scan.next(line) ? `${indent}${line.trimStart()}` : line)).join("\n");
}

/** Beyond these the text would grow by more than a few megabytes. */
const linesMax = 50_000;
const indentMax = 100;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Follows a text line by line as far as needed to know what is open at the end of each. */
class FlowScan {
  /** Flow collections that are open. */
  #depth = 0;
  #quote: "'" | '"' | undefined;
  /** Lines deeper than this belong to a block scalar. */
  #blockIndent: number | undefined;

  /** Reads a line; true when it begins inside a flow collection or a quoted scalar. */
  next(line: string): boolean {
    if (this.#blockIndent !== undefined) {
      if (line.trim() === "" || indentOf(line) > this.#blockIndent) return false;
      this.#blockIndent = undefined;
    }
    const isInside = this.#depth > 0 || this.#quote !== undefined;
    this.#read(line);
    if (!isInside && this.#depth === 0 && /(?:^|[\s:-])[|>][-+0-9]*\s*(?:#[\s\S]*)?$/.test(line)) {
      this.#blockIndent = indentOf(line);
    }
    return isInside;
  }

  #read(line: string): void {
    /** Where a new token may begin: brackets and quotes inside a plain scalar are its letters. */
    let isStart = true;
    for (let at = 0; at < line.length; at++) {
      const letter = line.charAt(at);
      if (this.#quote !== undefined) at = this.#readQuoted(line, at);
      else if (letter === "#" && /^\s?$/.test(line.charAt(at - 1))) return;
      else if (letter !== " " && letter !== "\t")
        isStart = this.#readLetter(letter, line.charAt(at + 1), isStart);
    }
  }

  /** Answers whether a token may begin behind this letter. */
  #readLetter(letter: string, next: string, isStart: boolean): boolean {
    const isFlow = this.#depth > 0;
    if (isStart && (letter === "[" || letter === "{")) {
      this.#depth += 1;
      return true;
    }
    if (isFlow && (letter === "]" || letter === "}")) {
      this.#depth -= 1;
      return true;
    }
    if (isStart && (letter === "'" || letter === '"')) this.#quote = letter;
    return (isFlow && letter === ",") || (/[:?-]/.test(letter) && /^\s?$/.test(next));
  }

  /** Answers where the last letter of the quoted scalar on this line is, from `start` on. */
  #readQuoted(line: string, start: number): number {
    for (let at = start; at < line.length; at++) {
      const letter = line.charAt(at);
      if (letter === "\\" && this.#quote === '"') at += 1;
      else if (letter === this.#quote) {
        if (letter === "'" && line.charAt(at + 1) === "'") at += 1;
        else {
          this.#quote = undefined;
          return at;
        }
      }
    }
    return line.length;
  }
}
