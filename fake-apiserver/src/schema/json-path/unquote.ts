import { goEscapes } from "../../codec/go/go-escapes.ts";

const simple: Readonly<Record<string, string>> = { ...goEscapes, "\\": "\\" };

const escaped = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/gu;

/**
 * What stands between quotes, with its escapes read as Go reads them; undefined where one is none.
 *
 * @see client-go util/jsonpath/parser.go (UnquoteExtend)
 */
export function unquoted(quotedText: string): string | undefined {
  const quote = quotedText[0] ?? "";
  const inner = quotedText.slice(1, -1);
  if (quotedText.length < 2 || quotedText.at(-1) !== quote) return undefined;
  let isBroken = false;
  const text = inner.replace(escaped, (_, ...groups: (string | undefined)[]) => {
    const [two, four, eight, octal, letter = ""] = groups;
    const hexadecimal = two ?? four ?? eight;
    const code =
      hexadecimal === undefined
        ? octal === undefined
          ? undefined
          : Number.parseInt(octal, 8)
        : Number.parseInt(hexadecimal, 16);
    const value = code === undefined ? (letter === quote ? quote : simple[letter]) : letterOf(code);
    if (value === undefined) isBroken = true;
    return value ?? "";
  });
  return isBroken || (text.length === 0 && inner.endsWith("\\")) ? undefined : text;
}

function letterOf(code: number): string | undefined {
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}
