import type { InformerWorld, QueuedDelta } from "../../model/world/world.ts";
import { drawGlyph, glyphOfDelta } from "../marks/glyph.ts";
import { type Box, label, line, type Mark, path, placed, rect } from "../marks/mark.ts";
import { fitText, shortKey, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import {
  emptyNote,
  type LaneContext,
  type LaneDrawing,
  moreLine,
  visiblePart,
} from "./lane-context.ts";

const rowHeight = 28;
const handHeight = 48;

/** The queue between Reflector and Indexer, each flavour in its own shape; below it, what was popped just now. */
export function drawQueue(context: LaneContext): LaneDrawing {
  const { informer, text } = context;
  if (informer === undefined)
    return { count: "", state: "", marks: emptyNote(context, text.words.empty), items: [] };
  const body =
    informer.keys.length > 0 ? drawKeys(context, informer) : drawRibbon(context, informer);
  const hand = drawHand(context, informer);
  const deltas =
    informer.ribbon.length +
    [...informer.deltas.values()].reduce((sum, list) => sum + list.length, 0);
  const isEmpty = deltas === 0;
  const waiting =
    informer.flavour === "delta"
      ? `${text.words.keys} ${informer.keys.length} · ${text.words.deltas} ${deltas}`
      : `${text.words.deltas} ${deltas}`;
  return {
    count: isEmpty ? "" : String(informer.flavour === "delta" ? informer.keys.length : deltas),
    state: isEmpty ? text.words.empty : waiting,
    marks: [...body.marks, ...hand.marks],
    items: [...body.items, ...hand.items],
  };
}

/** DeltaFIFO: one row a key in the order of the queue, its deltas oldest first. */
function drawKeys(
  context: LaneContext,
  informer: InformerWorld,
): Pick<LaneDrawing, "marks" | "items"> {
  const { box, now } = context;
  const rows = informer.keys.map((key) => {
    const deltas = informer.deltas.get(key) ?? [];
    return { key, deltas, seq: deltas.at(-1)?.seq ?? 0 };
  });
  const hasRoom = box.width >= 260 && box.height >= 150;
  if (hasRoom && rows.length <= Math.floor((box.width - 8) / cardWidth.least))
    return drawKeyCards(context, rows);
  const visible = visiblePart(rows, Math.floor((box.height - handHeight) / rowHeight), now);
  const keyWidth = Math.min(
    76,
    Math.max(...visible.entries.map(({ key }) => widthOf(shortKey(key, 70)) + 8)),
  );
  const marks: Mark[] = [];
  const items: SceneItem[] = [];
  for (const [index, { key, deltas }] of visible.entries.entries()) {
    const y = box.y + index * rowHeight;
    const place = visible.first + index;
    if (place === 0) marks.push(path("head", `M${box.x + 5},${y + 8}l5,5l-5,5Z`, "iv-head"));
    marks.push(
      label(`key-${key}`, box.x + 14, y + 17, shortKey(key, keyWidth), "iv-mono"),
      line(
        `row-${key}`,
        box.x + 8,
        y + rowHeight - 1,
        box.x + box.width - 8,
        y + rowHeight - 1,
        "iv-hair",
      ),
    );
    items.push(
      ...deltaRow(
        context,
        deltas,
        { x: box.x + 18 + keyWidth, y, width: box.width - keyWidth - 24, height: rowHeight },
        key,
      ),
    );
  }
  marks.push(
    ...moreLine(
      context,
      visible.hidden,
      box.x + 14,
      box.y + visible.entries.length * rowHeight + 16,
    ),
  );
  return { marks, items };
}

const cardWidth = { least: 78, most: 150 } as const;

/** With room: a card a key, side by side in the order of the queue, its deltas one below the other, the oldest on top. */
function drawKeyCards(
  context: LaneContext,
  rows: readonly { readonly key: string; readonly deltas: readonly QueuedDelta[] }[],
): Pick<LaneDrawing, "marks" | "items"> {
  const { box } = context;
  const width = Math.min(cardWidth.most, (box.width - 12) / rows.length);
  const height = box.height - handHeight;
  const step = 40;
  const room = Math.max(1, Math.floor((height - 34) / step));
  const marks: Mark[] = [];
  const items: SceneItem[] = [];
  for (const [index, { key, deltas }] of rows.entries()) {
    const x = box.x + 6 + index * width;
    const card = { x: x + 2, y: box.y, width: width - 6, height: height - 4 };
    const shown = deltas.length <= room ? deltas : deltas.slice(-(room - 1));
    const hidden = deltas.length - shown.length;
    marks.push(
      rect(`card-${key}`, card, index === 0 ? "iv-card iv-card-next" : "iv-card", 8),
      label(
        `key-${key}`,
        x + width / 2 - 1,
        box.y + 20,
        shortKey(key, width - 16),
        "iv-mono iv-key",
        "middle",
      ),
      ...(hidden > 0
        ? [
            label(
              `hidden-${key}`,
              x + width / 2 - 1,
              box.y + height - 12,
              `+${hidden}`,
              "iv-mono iv-muted",
              "middle",
            ),
          ]
        : []),
    );
    for (const [place, delta] of shown.entries())
      items.push(
        deltaItem(
          context,
          delta,
          { x: x + width / 2 - 19, y: box.y + 28 + place * step, width: 36, height: 38 },
          "compact",
          30,
        ),
      );
  }
  return { marks, items };
}

function deltaRow(
  context: LaneContext,
  deltas: readonly QueuedDelta[],
  box: Box,
  key: string,
): readonly SceneItem[] {
  const step = 25;
  const room = Math.max(1, Math.floor(box.width / step));
  const shown = deltas.length <= room ? deltas : deltas.slice(-(room - 1));
  const hidden = deltas.length - shown.length;
  const items = shown.map((delta, index) =>
    deltaItem(
      context,
      delta,
      { x: box.x + (index + (hidden > 0 ? 1 : 0)) * step, y: box.y + 2, width: 24, height: 24 },
      "compact",
    ),
  );
  if (hidden === 0) return items;
  return [
    {
      id: `hidden:${key}`,
      lane: "queue",
      box: { x: box.x, y: box.y + 2, width: 24, height: 24 },
      marks: [label("count", 12, 16, `+${hidden}`, "iv-mono iv-muted", "middle")],
      glyph: "key",
      seq: deltas[0]?.seq ?? 0,
      key,
      label: `${key} +${hidden}`,
    },
    ...items,
  ];
}

/** RealFIFO: one ribbon in order of arrival. */
function drawRibbon(
  context: LaneContext,
  informer: InformerWorld,
): Pick<LaneDrawing, "marks" | "items"> {
  const { box, now } = context;
  if (informer.ribbon.length === 0) return { marks: [], items: [] };
  const fit = Math.floor((box.height - handHeight) / Math.max(1, informer.ribbon.length));
  const pitch = box.width < 220 ? rowHeight : Math.min(42, Math.max(rowHeight, fit));
  const visible = visiblePart(informer.ribbon, Math.floor((box.height - handHeight) / pitch), now);
  const height = visible.entries.length * pitch;
  const marks: Mark[] = [
    line("ribbon", box.x + 24, box.y + 2, box.x + 24, box.y + height - 2, "iv-ribbon"),
    ...(visible.first === 0
      ? [path("head", `M${box.x + 4},${box.y + 9}l5,5l-5,5Z`, "iv-head")]
      : []),
    ...moreLine(context, visible.hidden, box.x + 14, box.y + height + 16),
  ];
  const items = visible.entries.map((delta, index) =>
    deltaItem(
      context,
      delta,
      { x: box.x + 10, y: box.y + index * pitch + 1, width: box.width - 16, height: pitch - 2 },
      "wide",
      Math.min(30, pitch - 8),
    ),
  );
  return { marks, items };
}

/** One delta: as a glyph alone, or with key and version beside it. */
function deltaItem(
  context: LaneContext,
  delta: QueuedDelta,
  box: Box,
  form: "compact" | "wide",
  size = 20,
): SceneItem {
  const kind = glyphOfDelta(delta.type, delta.isTombstone);
  const isNow = delta.seq === context.now;
  const version = delta.resourceVersion === undefined ? "" : delta.resourceVersion;
  const name =
    delta.ref?.key ??
    (delta.count === undefined ? delta.type : `${delta.count} ${context.text.words.objects}`);
  const texts =
    form === "compact"
      ? []
      : [
          label(
            "key",
            36,
            box.height / 2 + 4,
            fitText(name, box.width - 48 - widthOf(version)),
            "iv-mono",
          ),
          label("version", box.width - 6, box.height / 2 + 4, version, "iv-mono iv-version", "end"),
        ];
  return {
    id: `delta:${delta.seq}`,
    lane: "queue",
    box,
    marks: [
      rect(
        "halo",
        { x: 0, y: 0, width: box.width, height: box.height },
        isNow ? "iv-halo iv-now" : "iv-halo",
        6,
      ),
      placed("token", form === "compact" ? box.width / 2 : 15, box.height / 2, [
        drawGlyph(kind, size),
      ]),
      ...texts,
    ],
    glyph: kind,
    seq: delta.seq,
    key: delta.ref?.key,
    ref: delta.ref,
    label: `${delta.isTombstone ? "tombstone" : delta.type} ${name} ${version}`.trim(),
  };
}

/** What the consumer holds between popping and the Indexer. */
function drawHand(
  context: LaneContext,
  informer: InformerWorld,
): Pick<LaneDrawing, "marks" | "items"> {
  const { box, text } = context;
  const { hand } = informer;
  if (hand === undefined) return { marks: [], items: [] };
  const y = box.y + box.height - handHeight + 4;
  const step = 25;
  const first = hand.deltas[0];
  const isAlone = hand.deltas.length === 1;
  const key =
    first?.ref?.key ?? (first?.count === undefined ? "" : `${first.count} ${text.words.objects}`);
  const room = Math.max(1, Math.floor((box.width - 24) / step));
  const shown = hand.deltas.slice(0, room);
  return {
    marks: [
      rect(
        "hand",
        { x: box.x + 6, y: y - 2, width: box.width - 12, height: handHeight - 8 },
        "iv-hand",
        6,
      ),
      label(
        "hand-title",
        box.x + 13,
        y + 11,
        hand.isBatch ? text.words.batch : text.words.popped,
        "iv-small iv-muted",
      ),
      ...(isAlone || !hand.isBatch
        ? [
            label(
              "hand-key",
              box.x + 13,
              y + 28,
              fitText(shortKey(key, 80), box.width - 28 - Math.min(shown.length, 3) * step),
              "iv-mono",
            ),
          ]
        : []),
    ],
    items: shown.map((delta, index) => {
      const right = box.x + box.width - 12 - (shown.length - index) * step;
      const item = deltaItem(
        context,
        delta,
        { x: right, y: y + 6, width: 24, height: 24 },
        "compact",
      );
      const [, ...marks] = item.marks;
      return { ...item, id: `hand:${delta.seq}:${index}`, from: delta.from, marks };
    }),
  };
}
