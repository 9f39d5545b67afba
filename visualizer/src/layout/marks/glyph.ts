import type { DeltaType, NotificationType } from "@informerlab/core/trace";
import { BoundedCache } from "./bounded-cache.ts";
import { circle, group, label, type Mark, path, placed, round } from "./mark.ts";

/** What a token is about, by shape and letter; colour comes third. */
export type GlyphKind =
  | "added"
  | "updated"
  | "deleted"
  | "tombstone"
  | "replaced"
  | "sync"
  | "bookmark"
  | "replaced-all"
  | "sync-all"
  | "list"
  | "fault"
  | "error"
  | "key";

const letters: Readonly<Record<GlyphKind, string>> = {
  added: "+",
  updated: "~",
  deleted: "×",
  tombstone: "†",
  replaced: "R",
  sync: "↻",
  bookmark: "B",
  "replaced-all": "R∗",
  "sync-all": "↻∗",
  list: "",
  fault: "!",
  error: "!",
  key: "",
};

const deltaGlyphs: Readonly<Record<DeltaType, GlyphKind>> = {
  Added: "added",
  Updated: "updated",
  Deleted: "deleted",
  Replaced: "replaced",
  Sync: "sync",
  ReplacedAll: "replaced-all",
  SyncAll: "sync-all",
  Bookmark: "bookmark",
};

export function glyphOfDelta(type: DeltaType, isTombstone: boolean): GlyphKind {
  return isTombstone && type === "Deleted" ? "tombstone" : deltaGlyphs[type];
}

const notificationGlyphs: Readonly<Record<NotificationType, GlyphKind>> = {
  add: "added",
  update: "updated",
  delete: "deleted",
  sync: "sync",
};

export function glyphOfNotification(type: NotificationType, isTombstone: boolean): GlyphKind {
  return isTombstone && type === "delete" ? "tombstone" : notificationGlyphs[type];
}

const watchGlyphs: Readonly<
  Record<"ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR", GlyphKind>
> = {
  ADDED: "added",
  MODIFIED: "updated",
  DELETED: "deleted",
  BOOKMARK: "bookmark",
  ERROR: "error",
};

export function glyphOfWatchEvent(type: keyof typeof watchGlyphs): GlyphKind {
  return watchGlyphs[type];
}

const verbGlyphs: Readonly<Record<"create" | "update" | "delete", GlyphKind>> = {
  create: "added",
  update: "updated",
  delete: "deleted",
};

export function glyphOfVerb(verb: keyof typeof verbGlyphs): GlyphKind {
  return verbGlyphs[verb];
}

const glyphs = new BoundedCache<Mark>(1 << 18, (mark) => JSON.stringify(mark).length);

/** A glyph centred on the origin. `text` takes the letter's place: the count on a list's sheet, an error's code. */
export function drawGlyph(kind: GlyphKind, size = 20, text: string = letters[kind]): Mark {
  // The same object for the same glyph: what is drawn already is then not looked into.
  return glyphs.get(`${kind} ${size} ${text}`, () => glyphOf(kind, size, text));
}

function glyphOf(kind: GlyphKind, size: number, text: string): Mark {
  const half = size / 2;
  const className = `iv-glyph iv-${kind}`;
  const letter = text === "" ? [] : [letterOf(kind, text, size)];
  if (kind === "replaced-all" || kind === "sync-all") {
    const single = kind === "replaced-all" ? "replaced" : "sync";
    const stack = [-3, 0, 3].map((offset) =>
      placed(`layer${offset}`, offset, -offset / 2, [
        path("shape", outline(single, half - 1), "iv-shape"),
      ]),
    );
    return group("glyph", { class: className }, [...stack.reverse(), ...letter]);
  }
  if (kind === "sync") {
    return group("glyph", { class: className }, [
      circle("shape", 0, 0, half - 1, "iv-shape"),
      ...letter,
    ]);
  }
  return group("glyph", { class: className }, [
    path("shape", outline(kind, half), "iv-shape"),
    ...letter,
  ]);
}

/** Strokes for the three commonest letters: a font's own stand now higher, now lower. */
const strokes: Readonly<Partial<Record<GlyphKind, string>>> = {
  added: "M-1,0H1M0,-1V1",
  updated: "M-1.1,0.25C-0.7,-0.75 -0.35,-0.45 0,0S0.7,0.75 1.1,-0.25",
  deleted: "M-0.85,-0.85L0.85,0.85M0.85,-0.85L-0.85,0.85",
};

function letterOf(kind: GlyphKind, text: string, size: number): Mark {
  const stroke = text === letters[kind] ? strokes[kind] : undefined;
  if (stroke !== undefined) {
    const mark = path("letter", scaled(stroke, size * 0.21), "iv-stroke");
    return { ...mark, attributes: { ...mark.attributes, "stroke-width": round(size * 0.1) } };
  }
  const lift = kind === "fault" || kind === "error" ? 0.34 : kind === "bookmark" ? 0.16 : 0.28;
  const scale = text.length > 2 ? 0.42 : text.length > 1 ? 0.5 : 0.66;
  const shift = kind === "bookmark" ? -size * 0.08 : 0;
  const mark = label("letter", shift, size * lift, text, "iv-letter", "middle");
  return { ...mark, attributes: { ...mark.attributes, "font-size": round(size * scale) } };
}

/** The shape's outline around the origin, `r` being half its size. */
function outline(kind: GlyphKind, r: number): string {
  switch (kind) {
    case "added":
      return round1(`M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`);
    case "updated":
      return polygon([
        [0, -r * 1.12],
        [r * 1.12, 0],
        [0, r * 1.12],
        [-r * 1.12, 0],
      ]);
    case "deleted":
      return regular(8, r * 1.04, 22.5);
    case "replaced":
      return regular(6, r * 1.06, 0);
    case "tombstone":
      return round1(
        `M${-r * 0.82},${r}V${-r * 0.15}a${r * 0.82},${r * 0.85} 0 0,1 ${r * 1.64},0V${r}Z`,
      );
    case "bookmark":
      return polygon([
        [-r * 0.9, -r * 0.85],
        [r, -r * 0.2],
        [-r * 0.6, r * 0.5],
        [-r * 0.6, r],
        [-r * 0.9, r],
      ]);
    case "list":
      return polygon([
        [-r * 0.85, -r],
        [r * 0.35, -r],
        [r * 0.85, -r * 0.5],
        [r * 0.85, r],
        [-r * 0.85, r],
      ]);
    case "fault":
    case "error":
      return polygon([
        [0, -r],
        [r * 1.1, r * 0.9],
        [-r * 1.1, r * 0.9],
      ]);
    case "key":
      return polygon([
        [-r, -r * 0.6],
        [r, -r * 0.6],
        [r, r * 0.6],
        [-r, r * 0.6],
      ]);
    default:
      return round1(`M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`);
  }
}

function regular(sides: number, r: number, turn: number): string {
  const points = Array.from({ length: sides }, (_, index): [number, number] => {
    const angle = ((index * 360) / sides + turn) * (Math.PI / 180);
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
  return polygon(points);
}

function polygon(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${round(x)},${round(y)}`).join("L")}Z`;
}

function scaled(d: string, factor: number): string {
  return d.replaceAll(/-?\d+(?:\.\d+)?/g, (number) => String(round(Number(number) * factor)));
}

function round1(d: string): string {
  return d.replaceAll(/-?\d+\.\d+/g, (number) => String(round(Number(number))));
}
