import { BoundedCache } from "./bounded-cache.ts";

/** The two faces of the picture: prose and data. */
export type Face = "sans" | "mono";

// Wide enough for the widest common system faces, so that nothing is cut where a narrower one is installed.
const wide = 1;
const wideFrom = 0x2e80;
const advances = { sans: 0.6, mono: 0.605 } as const satisfies Record<Face, number>;
const narrow = /[iljtfrI.,:;'|!()[\] ]/;
const broad = /[mwMW@%…]/;

/** Every text of the stage is measured at each step: the advances of ASCII are looked up. */
const ascii: Readonly<Record<Face, Float64Array>> = {
  sans: asciiOf("sans"),
  mono: asciiOf("mono"),
};

function asciiOf(face: Face): Float64Array {
  return Float64Array.from({ length: 128 }, (_, code) =>
    advanceOf(String.fromCharCode(code), face),
  );
}

/** How far one character below the wide ones brings the pen, in ems. */
function advanceOf(character: string, face: Face): number {
  if (face === "mono") return advances.mono;
  if (narrow.test(character)) return 0.38;
  if (broad.test(character)) return 0.92;
  return advances.sans + (character >= "A" && character <= "Z" ? 0.08 : 0.02);
}

/** How wide a text is about, in pixels; never less than it really is in common faces. */
export function widthOf(text: string, size = 12, face: Face = "mono"): number {
  const known = ascii[face];
  let ems = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 128) ems += known[code] ?? 0;
    else if (code < wideFrom) ems += advanceOf(text.charAt(index), face);
    else {
      ems += wide;
      // Two units that are one character.
      if ((text.codePointAt(index) ?? 0) > 0xffff) index += 1;
    }
  }
  return ems * size;
}

/** Texts that had to be cut. The long names of a cluster stand at the same few places at each step. */
export const fittedTexts: BoundedCache<string> = new BoundedCache(1 << 20, ({ length }) => length);

/** The text, or as much of its two ends as fits with an ellipsis between them. */
export function fitText(text: string, width: number, size = 12, face: Face = "mono"): string {
  const whole = widthOf(text, size, face);
  if (whole <= width) return text;
  return fittedTexts.get(`${width} ${size} ${face} ${text}`, () =>
    shorten(text, width, size, face, whole),
  );
}

function shorten(text: string, width: number, size: number, face: Face, whole: number): string {
  const characters = [...text];
  // About so many fit; a few more are tried, in case they are narrow ones.
  const about = Math.ceil((characters.length * width) / whole) + 6;
  for (let kept = Math.min(characters.length - 1, about); kept > 0; kept -= 1) {
    // Names differ at their end: keep it when there is room.
    const tail = kept >= 6 ? Math.floor(kept / 2) : 0;
    const head = characters.slice(0, kept - tail).join("");
    const shortened = `${head}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
    if (widthOf(shortened, size, face) <= width) return shortened;
  }
  return "…";
}

/** Prose, cut at its end where it must be. */
export function fitProse(text: string, width: number, size = 12, face: Face = "sans"): string {
  if (widthOf(text, size, face) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(`${kept}${character}…`, size, face) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text into at most `linesMax` lines; the last one ends in an ellipsis when something is left. */
export function wrapText(
  text: string,
  width: number,
  linesMax: number,
  size = 12,
  face: Face = "sans",
): readonly string[] {
  const words = text.split(/(?<=[\s，。：、/])|(?=[\u4e00-\u9fff])/u);
  const lines: string[] = [];
  let current = "";
  for (const word of words) {
    if (current !== "" && widthOf((current + word).trimEnd(), size, face) > width) {
      lines.push(current.trim());
      current = "";
    }
    current += word;
  }
  if (current.trim() !== "") lines.push(current.trim());
  const shown = lines.slice(0, linesMax).map((part) => fitText(part, width, size, face));
  if (lines.length > linesMax) {
    const last = shown.at(-1) ?? "";
    shown[shown.length - 1] = fitText(`${last} …`, width, size, face);
  }
  return shown;
}

/** Two letters that stand for a key where it has no room: `node-12` is `n2`, `default/web-a` is `wa`. */
export function monogram(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const letters = [...name].filter((character) => /[\p{L}\p{N}]/u.test(character));
  const first = letters[0] ?? "?";
  return letters.length < 2 ? first : first + (letters.at(-1) ?? "");
}

/** The name without its namespace when the place is narrow. */
export function shortKey(key: string, width: number, size = 12): string {
  if (widthOf(key, size) <= width) return key;
  return fitText(key.slice(key.lastIndexOf("/") + 1), width, size);
}

/** Orders names as people count: `node-2` before `node-10`. Plain code points, the same in every engine. */
export function compareKeys(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const one = left[index] ?? "";
    const other = right[index] ?? "";
    if (one === other) continue;
    const difference = Number(one) - Number(other);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

const knownParts = new Map<string, readonly string[]>();
const knownMax = 8192;

/** Digits and what is between them; the same few thousand names are compared at each step. */
function partsOf(key: string): readonly string[] {
  let parts = knownParts.get(key);
  if (parts === undefined) {
    if (knownParts.size >= knownMax) knownParts.clear();
    parts = key.match(/\d+|\D+/g) ?? [];
    knownParts.set(key, parts);
  }
  return parts;
}
