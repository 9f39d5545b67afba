/** One JSON value of a text that holds several, and the line it begins in. */
export interface JsonDocument {
  readonly value: unknown;
  readonly line: number;
}

/** What a text of JSON values on end holds. */
export interface JsonDocuments {
  readonly documents: readonly JsonDocument[];
  /** The last value is incomplete: the line it begins in. */
  readonly cut?: number;
  /** The first piece that is not JSON; what follows it was not read. */
  readonly bad?: { readonly line: number; readonly text: string };
}

/**
 * Splits a text of objects or arrays on end, each on one line or over several, as kubectl prints them. Reads once from
 * left to right, whatever the text holds.
 */
export function jsonDocuments(text: string): JsonDocuments {
  const documents: JsonDocument[] = [];
  const scan = new Scan(text);
  for (;;) {
    scan.skipSpace();
    const { line, position: start } = scan;
    if (scan.isAtEnd) return { documents };
    const end = scan.endOfValue();
    if (end === undefined) {
      // A text that ends inside a value was cut; anything else is no JSON.
      return scan.isAtEnd && /[[{]/.test(text[start] ?? "")
        ? { documents, cut: line }
        : { documents, bad: { line, text: excerpt(text, start) } };
    }
    try {
      documents.push({ value: JSON.parse(text.slice(start, end)), line });
    } catch {
      return { documents, bad: { line, text: excerpt(text, start) } };
    }
  }
}

class Scan {
  readonly #text: string;
  position = 0;
  line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#text.length;
  }

  /** White space, and the byte order mark of files that were joined. */
  skipSpace(): void {
    while (!this.isAtEnd && /[\s\uFEFF]/.test(this.#text[this.position] ?? "")) this.#next();
  }

  /** Behind the object or array that begins here; undefined when there is none, or it does not end. */
  endOfValue(): number | undefined {
    if (!/[[{]/.test(this.#text[this.position] ?? "")) return undefined;
    let depth = 0;
    while (!this.isAtEnd) {
      const character = this.#next();
      if (character === '"') this.#skipString();
      else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      if (depth === 0) return this.position;
    }
    return undefined;
  }

  #skipString(): void {
    while (!this.isAtEnd) {
      const character = this.#next();
      if (character === "\\") this.#next();
      else if (character === '"') return;
    }
  }

  #next(): string | undefined {
    const character = this.#text[this.position];
    if (character === "\n") this.line += 1;
    this.position += 1;
    return character;
  }
}

/** The beginning of a piece of text, on one line. */
export function excerpt(text: string, start = 0, length = 60): string {
  const piece = text.slice(start, start + length + 1).split(/\r?\n/, 1)[0] ?? "";
  return piece.length > length ? `${piece.slice(0, length)}…` : piece;
}
