import type { Held, InformerWorld } from "../../model/world/world.ts";
import { type Box, label, line, type Mark, rect } from "../marks/mark.ts";
import { compareKeys, fitProse, fitText, monogram, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import {
  emptyNote,
  type LaneContext,
  type LaneDrawing,
  moreLine,
  objectRow,
  rowPlaces,
  sortedMax,
  visiblePart,
} from "./lane-context.ts";

const bucketHeight = 24;

/** The Indexer: rows by key, and below them a shelf for each index. */
export function drawIndexer(context: LaneContext, hasShelves = true): LaneDrawing {
  const { informer, box, text, now } = context;
  if (informer === undefined)
    return { count: "", state: "", marks: emptyNote(context, text.words.empty), items: [] };
  const rows = sortedRows(informer);
  const shelves = hasShelves ? shelvesOf(informer, rows.length > 2000 ? [] : rows) : [];
  const spare = box.height - rows.length * 28 - 8;
  const shelfRoom = Math.max(Math.round(box.height * 0.28), spare);
  const shelfHeight = shelves.length === 0 ? 0 : Math.min(shelfRoom, shelvesHeight(shelves));
  const places = rowPlaces({ ...box, height: box.height - shelfHeight - 8 }, rows.length);
  const visible = visiblePart(rows, places.room, now);
  const items: SceneItem[] = visible.entries.map((held, index) =>
    objectRow(context, {
      id: `store:${held.ref.key}`,
      lane: "indexer",
      held,
      glyph: held.change,
      isStale: isStale(context, held),
      box: places.at(index),
    }),
  );
  const stage = text.stages[informer.stage];
  const claim =
    informer.storeResourceVersion === undefined || informer.storeResourceVersion === ""
      ? stage
      : `${stage} · ${text.words.claims} ${informer.storeResourceVersion}`;
  const isInconsistent = informer.inconsistency?.seq === now;
  return {
    count: String(rows.length),
    state: isInconsistent ? text.words.missing : claim,
    marks: [
      ...(rows.length === 0 ? emptyNote(context, text.words.empty) : []),
      ...moreLine(
        context,
        visible.hidden,
        places.at(visible.entries.length).x + 8,
        places.at(visible.entries.length).y + 15,
      ),
      ...drawShelves(context, shelves, {
        x: box.x,
        y: box.y + box.height - shelfHeight,
        width: box.width,
        height: shelfHeight,
      }),
    ],
    items,
  };
}

/** True when the apiserver is known to hold another version, or none. */
function isStale({ world }: LaneContext, held: Held): boolean {
  if (world.server.size === 0 && world.head === undefined) return false;
  const current = world.server.get(`${held.ref.resource} ${held.ref.key}`);
  return current === undefined
    ? world.server.size > 0
    : current.ref.resourceVersion !== held.ref.resourceVersion;
}

/** What the Indexer holds, by key. */
export function storeRows({ informer }: LaneContext): readonly Held[] {
  return informer === undefined ? [] : sortedRows(informer);
}

function sortedRows(informer: InformerWorld): readonly Held[] {
  const rows = [...informer.store.values()];
  return rows.length > sortedMax ? rows : rows.sort((a, b) => compareKeys(a.ref.key, b.ref.key));
}

interface Shelf {
  readonly name: string;
  readonly buckets: readonly { readonly value: string; readonly keys: readonly Held[] }[];
}

function shelvesOf({ indexNames }: InformerWorld, rows: readonly Held[]): readonly Shelf[] {
  return indexNames.map((name) => {
    const buckets = new Map<string, Held[]>();
    for (const held of rows) {
      for (const value of held.indexes[name] ?? []) {
        const bucket = buckets.get(value);
        if (bucket === undefined) buckets.set(value, [held]);
        else bucket.push(held);
      }
    }
    const sorted = [...buckets].sort(([a], [b]) => compareKeys(a, b));
    return { name, buckets: sorted.map(([value, keys]) => ({ value, keys })) };
  });
}

function shelvesHeight(shelves: readonly Shelf[]): number {
  return shelves.reduce(
    (sum, { buckets }) => sum + 20 + Math.max(1, buckets.length) * bucketHeight,
    4,
  );
}

function drawShelves(context: LaneContext, shelves: readonly Shelf[], box: Box): readonly Mark[] {
  const marks: Mark[] = [];
  let y = box.y;
  for (const { name, buckets } of shelves) {
    if (y + 20 + bucketHeight > box.y + box.height + 1) break;
    marks.push(
      line(`shelf-${name}`, box.x + 8, y + 2, box.x + box.width - 8, y + 2, "iv-hair"),
      label(
        `shelf-name-${name}`,
        box.x + 10,
        y + 17,
        fitProse(`${context.text.words.indexes} ${name}`, box.width - 20),
        "iv-small iv-muted",
      ),
    );
    y += 22;
    for (const bucket of buckets) {
      if (y + bucketHeight > box.y + box.height + 1) break;
      marks.push(
        ...drawBucket(context, `${name}=${bucket.value}`, bucket, {
          ...box,
          y,
          height: bucketHeight,
        }),
      );
      y += bucketHeight;
    }
  }
  return marks;
}

/** Filed where its index function does not say: somebody edited an object in place. */
function isStray({ values }: Held, id: string): boolean {
  return (
    values !== undefined &&
    !Object.entries(values).some(([name, filed]) =>
      filed.some((value) => id === `${name}=${value}`),
    )
  );
}

/** Monograms of the objects that are filed under one value. */
function drawBucket(
  context: LaneContext,
  id: string,
  bucket: Shelf["buckets"][number],
  box: Box,
): readonly Mark[] {
  const name = fitText(bucket.value === "" ? '""' : bucket.value, 62);
  const nameWidth = Math.min(66, Math.max(20, widthOf(name) + 8));
  const step = 26;
  const room = Math.max(1, Math.floor((box.width - 22 - nameWidth) / step));
  const shown = bucket.keys.length <= room ? bucket.keys : bucket.keys.slice(0, room - 1);
  const x = box.x + 12 + nameWidth;
  return [
    label(`value-${id}`, box.x + 12, box.y + 14, name, "iv-mono"),
    ...shown.flatMap((held, index) => [
      rect(
        `slot-${id}-${held.ref.key}`,
        { x: x + index * step, y: box.y, width: 24, height: 19 },
        `iv-slot${isStray(held, id) ? " iv-stray" : ""}${held.seq === context.now ? " iv-now" : ""}`,
        3,
      ),
      label(
        `mono-${id}-${held.ref.key}`,
        x + index * step + 12,
        box.y + 14,
        monogram(held.ref.key),
        "iv-mono",
        "middle",
      ),
    ]),
    ...(shown.length < bucket.keys.length
      ? [
          label(
            `rest-${id}`,
            x + shown.length * step + 2,
            box.y + 14,
            `+${bucket.keys.length - shown.length}`,
            "iv-mono iv-muted",
          ),
        ]
      : []),
  ];
}
