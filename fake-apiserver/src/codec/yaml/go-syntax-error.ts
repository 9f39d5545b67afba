import type { YAMLException } from "js-yaml";
import { YamlSyntaxError } from "./yaml-syntax-error.ts";

/** How the parser's reasons are said by Go's library, and how many lines its place lies from the parser's, counted from 0. */
interface GoWords {
  readonly says: string;
  readonly lines?: number;
}

const goWords: Readonly<Record<string, GoWords>> = {
  "deficient indentation": { says: "found unexpected end of stream", lines: 1 },
  "unknown escape sequence": { says: "found unknown escape character", lines: 1 },
  "expected hexadecimal character": { says: "did not find expected hexdecimal number", lines: 1 },
  "can not read a block mapping entry; a multiline key may not be an implicit key": {
    says: "could not find expected ':'",
    lines: 1,
  },
  "end of the stream or a document separator is expected": {
    says: "could not find expected ':'",
    lines: 2,
  },
  "expected ':' after a mapping key": { says: "could not find expected ':'", lines: 2 },
  "name of an alias node must contain at least one character": {
    says: "did not find expected alphabetic or numeric character",
    lines: 1,
  },
  "name of an anchor node must contain at least one character": {
    says: "did not find expected alphabetic or numeric character",
    lines: 1,
  },
  "alias node should not have any properties": { says: "did not find expected key" },
  "unexpected end of the stream within a verbatim tag": { says: "did not find the expected '>'" },
  "a line break is expected": { says: "did not find expected comment or line break", lines: 1 },
  "bad explicit indentation width of a block scalar; it cannot be less than one": {
    says: "found an indentation indicator equal to 0",
    lines: 1,
  },
  "unexpected end of the stream within a single quoted scalar": {
    says: "found unexpected end of stream",
    lines: 1,
  },
  "unexpected end of the stream within a double quoted scalar": {
    says: "found unexpected end of stream",
    lines: 1,
  },
  "duplication of %YAML directive": { says: "found duplicate %YAML directive", lines: -1 },
  "expected the node content, but found ','": { says: "did not find expected node content" },
};

const withoutLine: Readonly<Record<string, string>> = {
  "unacceptable YAML version of the document": "found incompatible YAML document",
  "directives end mark is expected": "found unknown directive name",
  "the stream contains non-printable characters": "control characters are not allowed",
  "null byte is not allowed in input": "control characters are not allowed",
};

/** A mistake as the real server's library words it; a reason that it does not know keeps the parser's own words. */
export function goSyntaxError(error: YAMLException, text: string): YamlSyntaxError {
  const plain = withoutLine[error.reason];
  if (plain !== undefined) return new YamlSyntaxError(`yaml: ${plain}`);
  const { says, lines = 0 } = goWords[error.reason] ?? wordsByPlace(error, text);
  const line = error.mark?.line ?? 0;
  // The library takes its line 0 for "unknown".
  const place = line === 0 && lines < 2 && !isAtEnd(error, text) ? "" : `line ${line + lines}: `;
  return new YamlSyntaxError(`yaml: ${place}${says}`);
}

const indentationReasons: ReadonlySet<string> = new Set([
  "bad indentation of a mapping entry",
  "bad indentation of a sequence entry",
]);

function isAtEnd({ mark }: YAMLException, text: string): boolean {
  return (mark?.position ?? 0) >= text.length;
}

/** For one reason of the parser Go has several, by what stands at the place. */
function wordsByPlace({ reason, mark }: YAMLException, text: string): GoWords {
  const place = mark?.position ?? 0;
  if (indentationReasons.has(reason)) return indentationWords(text, place);
  if (reason === "tab characters must not be used in indentation") {
    const isIndented = /[^\n]/.test(text.charAt(place - 1));
    const says = isIndented
      ? "found a tab character that violates indentation"
      : "found character that cannot start any token";
    return { says, lines: 1 };
  }
  const close = `did not find expected ',' or '${innermostClose(text, place)}'`;
  if (reason === "missed comma between flow collection entries") return { says: close };
  // The end lies behind the last line, whether that ends with a line break or not.
  if (reason === "unexpected end of the stream within a flow collection") {
    const wantsNode = /[[{,:?]\s*$/.test(text);
    const says = wantsNode ? "did not find expected node content" : close;
    return { says, lines: /\n *$/.test(text) ? 0 : 1 };
  }
  // Go's library goes that far; the parser here is told to stop earlier.
  if (reason.startsWith("nesting exceeded maxDepth"))
    return { says: "exceeded max depth of 10000", lines: 1 };
  return { says: reason, lines: 1 };
}

function indentationWords(text: string, place: number): GoWords {
  const letter = text.charAt(place);
  const lineStart = text.lastIndexOf("\n", place - 1) + 1;
  const before = text.slice(lineStart, place);
  const isAfterKey = /:\s+$/.test(before);
  if (/[@`%]/.test(letter))
    return { says: "found character that cannot start any token", lines: 1 };
  if (letter === "-" && isAfterKey) {
    return { says: "block sequence entries are not allowed in this context", lines: 1 };
  }
  if (isAfterKey && letter === ":")
    return { says: "mapping values are not allowed in this context", lines: 1 };
  if (isAfterKey && letter === "?")
    return { says: "mapping keys are not allowed in this context", lines: 1 };
  if (letter === ":" && /^\s+[^\s:]+$|:\s+\S+$/.test(before)) {
    return { says: "mapping values are not allowed in this context", lines: 1 };
  }
  if (isAfterKey && /[\]},]/.test(letter)) return { says: "did not find expected node content" };
  const previous = text.slice(text.lastIndexOf("\n", lineStart - 2) + 1, lineStart);
  const isAfterItem = before.trim() === "" && previous.startsWith(`${before}- `);
  return {
    says: isAfterItem ? "did not find expected '-' indicator" : "did not find expected key",
  };
}

/** What would close the flow collection that is open at a place. */
function innermostClose(text: string, place: number): string {
  let depth = 0;
  for (let at = place - 1; at >= 0; at--) {
    const letter = text.charAt(at);
    if (letter === "]" || letter === "}") depth += 1;
    else if (letter === "[" || letter === "{") {
      if (depth === 0) return letter === "[" ? "]" : "}";
      depth -= 1;
    }
  }
  return "]";
}
