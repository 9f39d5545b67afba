import type { InformerWorld, WorkQueueWorld, World } from "../../model/world/world.ts";
import type { StageText } from "../../text/stage-text.ts";
import { drawGlyph, type GlyphKind } from "../marks/glyph.ts";
import { type Box, label, type Mark, placed, rect } from "../marks/mark.ts";
import { fitText, shortKey, widthOf, wrapText } from "../marks/measure.ts";
import type { LaneScene, SceneItem, View } from "../marks/scene.ts";

/** What a lane is drawn from. */
export interface LaneContext {
  readonly world: World;
  readonly informer: InformerWorld | undefined;
  readonly workQueue: WorkQueueWorld | undefined;
  readonly text: StageText;
  readonly view: View;
  /** The lane's inside, below its header. */
  readonly box: Box;
  /** The `seq` of the record just applied; 0 at the start. */
  readonly now: number;
}

/** What a lane draws. */
export interface LaneDrawing {
  /** For the header's right end. */
  readonly count: string;
  /** For the header's second line. */
  readonly state: string;
  readonly marks: readonly Mark[];
  readonly items: readonly SceneItem[];
}

/** A lane as drawn. */
export interface DrawnLane {
  readonly lane: LaneScene;
  readonly mark: Mark;
  readonly items: readonly SceneItem[];
}

/** The part of a long list that has room, with the newest entry in it. */
export interface Visible<T> {
  readonly entries: readonly T[];
  readonly first: number;
  readonly hidden: number;
}

/** Chooses the window: the start of the list, moved just far enough to hold what changed now. */
export function visiblePart<T extends { readonly seq: number }>(
  all: readonly T[],
  rows: number,
  now: number,
): Visible<T> {
  if (all.length <= rows) return { entries: all, first: 0, hidden: 0 };
  const shown = Math.max(1, rows - 1);
  const changed = all.findIndex(({ seq }) => seq === now);
  const first = changed < shown ? 0 : Math.min(changed - shown + 1, all.length - shown);
  return { entries: all.slice(first, first + shown), first, hidden: all.length - shown };
}

/** A key in a rounded box: what a work queue holds. */
export function chip(
  context: LaneContext,
  id: string,
  text: string,
  options: ChipOptions,
): SceneItem {
  const { x, y, seq, lane } = options;
  const width = options.width ?? widthOf(text) + 14;
  const height = 22;
  const className = `iv-chip${seq === context.now ? " iv-now" : ""}${options.className === undefined ? "" : ` ${options.className}`}`;
  return {
    id,
    lane,
    box: { x, y, width, height },
    marks: [
      rect("box", { x: 0, y: 0, width, height }, className, 5),
      label("key", 7, 15, fitText(text, width - 12), "iv-mono"),
    ],
    glyph: "key",
    seq,
    from: options.from,
    key: options.key,
    label: options.label,
  };
}

export interface ChipOptions {
  readonly x: number;
  readonly y: number;
  readonly lane: SceneItem["lane"];
  readonly seq: number;
  readonly from?: number | undefined;
  readonly key: string;
  readonly label: string;
  readonly width?: number;
  readonly className?: string;
}

/** Key and version as the apiserver's table and the Indexer show them: a row, or a card with labels where there is room. */
export function objectRow(context: LaneContext, options: RowOptions): SceneItem {
  const { held, box, id, lane, glyph, isStale = false } = options;
  const { edit } = held;
  // A version that the content is not of: the pencil says whose hand it was.
  const version = `${held.ref.resourceVersion ?? "–"}${edit === undefined ? "" : ` ✎ ${edit.by ?? "?"}`}`;
  const pill = widthOf(version) + 14;
  const isNow = held.seq === context.now;
  const labels = labelsText(held.object);
  const isCard = box.height >= 40 && labels !== "";
  const keyWidth = widthOf(held.ref.key, 12.5);
  const beside = box.width - keyWidth - pill - 44;
  const isBeside = !isCard && labels !== "" && beside >= 56;
  const y = isCard ? 17 : box.height / 2 + 4;
  return {
    id,
    lane,
    box,
    marks: [
      rect(
        "box",
        { x: 0, y: 0, width: box.width, height: box.height },
        `iv-row${isStale ? " iv-row-stale" : ""}${edit === undefined ? "" : " iv-row-edited"}${isNow ? " iv-now" : ""}`,
        6,
      ),
      label("key", 10, y, shortKey(held.ref.key, box.width - pill - 24), "iv-mono iv-key"),
      rect(
        "pill",
        { x: box.width - pill - 7, y: y - 12.5, width: pill, height: 17 },
        isStale ? "iv-pill iv-stale" : "iv-pill",
        8.5,
      ),
      label("version", box.width - 7 - pill / 2, y, version, "iv-mono iv-version", "middle"),
      ...(isBeside
        ? [label("labels", keyWidth + 24, y, fitText(labels, beside, 11.5), "iv-mono iv-labels")]
        : []),
      ...(isCard
        ? [
            label(
              "labels",
              10,
              box.height - 8,
              fitText(labels, box.width - 20, 11.5),
              "iv-mono iv-labels",
            ),
          ]
        : []),
    ],
    glyph,
    seq: held.seq,
    key: held.ref.key,
    ref: held.ref,
    object: held.object,
    isStale,
    label: `${held.ref.key} ${version}`,
  };
}

/** An object's labels as kubectl writes them. */
function labelsText(object: SceneItem["object"]): string {
  const labels = object?.metadata?.labels ?? {};
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** More rows than a lane can ever show are not put in order: they stand as they came. */
export const sortedMax = 120;

/** Places for `count` rows in a box: tall cards for a few, thin rows for many, a second column where there is room. */
export function rowPlaces(box: Box, count: number): RowPlaces {
  const least = 26;
  const most = 66;
  const columns = count * least > box.height && box.width >= 380 ? 2 : 1;
  const perColumn = Math.max(1, Math.ceil(count / columns));
  const pitch = Math.min(most, Math.max(least, Math.floor(box.height / perColumn)));
  const width = (box.width - 12 - (columns - 1) * 6) / columns;
  const rows = Math.max(1, Math.floor(box.height / pitch));
  return {
    room: rows * columns,
    at: (index) => ({
      x: box.x + 6 + Math.floor(index / rows) * (width + 6),
      y: box.y + (index % rows) * pitch,
      width,
      height: pitch - 4,
    }),
  };
}

/** See {@link rowPlaces}. */
export interface RowPlaces {
  /** How many rows there is room for. */
  readonly room: number;
  at(index: number): Box;
}

export interface RowOptions {
  readonly id: string;
  readonly lane: SceneItem["lane"];
  readonly held: Pick<SceneItem, "object"> & {
    readonly ref: NonNullable<SceneItem["ref"]>;
    readonly seq: number;
    readonly edit?: { readonly by: string | undefined } | undefined;
  };
  readonly box: Box;
  readonly glyph: GlyphKind;
  readonly isStale?: boolean;
}

/** A glyph with its object's short name below. */
export function token(context: LaneContext, options: TokenOptions): SceneItem {
  const { x, y, size = 22, kind, caption, seq } = options;
  const width = Math.max(size + 4, caption === undefined ? 0 : widthOf(caption) + 4);
  const height = size + (caption === undefined ? 4 : 18);
  const halo =
    seq === context.now ? [rect("halo", { x: 0, y: 0, width, height }, "iv-halo iv-now", 6)] : [];
  return {
    id: options.id,
    lane: options.lane,
    box: { x: x - width / 2, y: y - size / 2 - 2, width, height },
    marks: [
      ...halo,
      placed("token", width / 2, size / 2 + 2, [drawGlyph(kind, size, options.letter)]),
      ...(caption === undefined
        ? []
        : [label("key", width / 2, size + 15, caption, "iv-mono", "middle")]),
    ],
    heart: size / 2 + 2,
    glyph: kind,
    seq,
    from: options.from,
    key: options.key,
    ref: options.ref,
    label: options.label,
  };
}

export interface TokenOptions {
  readonly id: string;
  readonly lane: SceneItem["lane"];
  /** The glyph's centre. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly kind: GlyphKind;
  readonly letter?: string | undefined;
  readonly caption?: string | undefined;
  readonly seq: number;
  readonly from?: number | undefined;
  readonly key?: string | undefined;
  readonly ref?: SceneItem["ref"];
  readonly label: string;
}

/** `… 12 more` under a list that had no room. */
export function moreLine(
  context: LaneContext,
  hidden: number,
  x: number,
  y: number,
): readonly Mark[] {
  if (hidden === 0) return [];
  const words = moreText(context, hidden);
  return [label("more", x, y, words, "iv-small iv-muted")];
}

function moreText({ text, view }: LaneContext, hidden: number): string {
  return view.language === "en" ? `… ${hidden} ${text.words.more}` : `… 还有 ${hidden} 个`;
}

/** A quiet word where a lane has nothing to show. */
export function emptyNote(context: LaneContext, words: string): readonly Mark[] {
  const { box } = context;
  return wrapText(words, box.width - 20, 3).map((part, index) =>
    label(`empty-${index}`, box.x + 10, box.y + 18 + index * 16, part, "iv-small iv-muted"),
  );
}
