import type { Commit, World } from "../model/world.ts";
import { drawGlyph, glyphOfVerb } from "./glyph.ts";
import type { LaneContext } from "./lane-context.ts";
import { type Box, label, line, type Mark, path, placed, rect } from "./mark.ts";
import { monogram, shortKey, widthOf } from "./measure.ts";
import type { SceneItem } from "./scene.ts";

interface Cell {
  readonly commit: Commit;
  readonly x: number;
  readonly width: number;
  readonly isOwn: boolean;
}

/** The revision log: every write in order, the informer's own resource as cells, others as ticks. */
export function drawLog(
  context: LaneContext,
  commits: readonly Commit[],
): {
  readonly marks: readonly Mark[];
  readonly items: readonly SceneItem[];
  readonly hidden: number;
} {
  const { box, world } = context;
  const cells = cellsOf(context, commits);
  const own = cells.filter(({ isOwn }) => isOwn);
  const items = own.map((cell) => cellItem(context, cell));
  const ticks = cells
    .filter(({ isOwn }) => !isOwn)
    .map(({ commit, x, width }) =>
      line(
        `tick-${commit.seq}`,
        x + width / 2,
        box.y + 18,
        x + width / 2,
        box.y + 40,
        commit.seq === context.now ? "iv-tick iv-tick-now" : "iv-tick",
      ),
    );
  const rail = line("rail", box.x, box.y + 47, box.x + box.width, box.y + 47, "iv-hair");
  return {
    marks: [...compaction(context, cells), rail, ...ticks, ...pennants(context, cells)],
    items,
    hidden: world.commits - cells.length,
  };
}

/** The newest cells that fit, oldest first. */
function cellsOf(
  { box, world, informer }: LaneContext,
  commits: readonly Commit[],
): readonly Cell[] {
  const resource = informer?.resource ?? commits[0]?.ref.resource;
  const reversed: Omit<Cell, "x">[] = [];
  let used = 0;
  for (let index = world.commits - 1; index >= 0; index -= 1) {
    const commit = commits[index];
    if (commit === undefined) continue;
    const isOwn = commit.ref.resource === resource;
    const width = isOwn ? cellWidth(commit) : 9;
    if (used + width > box.width) break;
    used += width;
    reversed.push({ commit, width, isOwn });
  }
  let x = box.x;
  return reversed.reverse().map((cell) => {
    const placedCell = { ...cell, x };
    x += cell.width;
    return placedCell;
  });
}

function cellWidth({ ref }: Commit): number {
  return Math.min(
    62,
    Math.max(34, widthOf(ref.resourceVersion ?? "") + 10, widthOf(shortKey(ref.key, 56)) + 8),
  );
}

function cellItem(context: LaneContext, { commit, x, width }: Cell): SceneItem {
  const { ref, seq, verb } = commit;
  const height = 62;
  const isNow = seq === context.now;
  const kind = glyphOfVerb(verb);
  return {
    id: `log:${seq}`,
    lane: "log",
    box: { x, y: context.box.y + 4, width, height },
    marks: [
      rect(
        "halo",
        { x: 1, y: 0, width: width - 2, height },
        isNow ? "iv-halo iv-now" : "iv-halo",
        6,
      ),
      placed("token", width / 2, 16, [drawGlyph(kind, 20)]),
      label(
        "key",
        width / 2,
        39,
        shortKey(ref.key, width - 4) || monogram(ref.key),
        "iv-mono",
        "middle",
      ),
      label("version", width / 2, 56, ref.resourceVersion ?? "", "iv-mono iv-version", "middle"),
    ],
    glyph: kind,
    seq,
    key: ref.key,
    ref,
    object: commit.object,
    label: `${ref.resourceVersion ?? ""} ${verb} ${ref.key}`,
  };
}

function compaction({ box, world }: LaneContext, cells: readonly Cell[]): readonly Mark[] {
  const forgotten = Number(world.compacted ?? Number.NaN);
  if (Number.isNaN(forgotten)) return [];
  const last = cells.filter(({ commit }) => Number(commit.ref.resourceVersion) < forgotten).at(-1);
  if (last === undefined) return [];
  const width = last.x + last.width - box.x;
  return [rect("forgotten", { x: box.x, y: box.y + 2, width, height: 66 }, "iv-hatched", 4)];
}

/** Marks below the cells: up to where the Indexer and the Reflector have come. */
function pennants(context: LaneContext, cells: readonly Cell[]): readonly Mark[] {
  const { informer, text, box } = context;
  const wanted: [string, string | undefined][] = [
    [text.words.store, informer?.storeResourceVersion],
    [text.words.seen, informer?.reflector.lastResourceVersion],
  ];
  const groups = new Map<number, { readonly names: string[]; readonly isBehind: boolean }>();
  for (const [name, version] of wanted) {
    const place = placeOf(cells, version, box);
    if (place === undefined) continue;
    const existing = groups.get(place.x);
    if (existing === undefined) groups.set(place.x, { names: [name], isBehind: place.isBehind });
    else existing.names.push(name);
  }
  let freeFrom = Number.NEGATIVE_INFINITY;
  return [...groups]
    .sort(([a], [b]) => a - b)
    .flatMap(([x, { names, isBehind }]) => {
      const words = names.join(" · ");
      const width = widthOf(words, 12, "sans");
      const left = Math.min(Math.max(box.x, x - width / 2, freeFrom), box.x + box.width - width);
      freeFrom = left + width + 12;
      const y = box.y + 69;
      return [
        path(
          `pennant-${names[0] ?? ""}`,
          isBehind ? `M${x + 2},${y + 3}l6,-4v8Z` : `M${x},${y}l5,7h-10Z`,
          "iv-pennant",
        ),
        label(`pennant-text-${names[0] ?? ""}`, left, y + 19, words, "iv-small"),
      ];
    });
}

function placeOf(
  cells: readonly Cell[],
  version: string | undefined,
  box: Box,
): { x: number; isBehind: boolean } | undefined {
  if (version === undefined || version === "" || cells.length === 0) return undefined;
  const exact = cells.find(({ commit }) => commit.ref.resourceVersion === version);
  if (exact !== undefined) return { x: Math.round(exact.x + exact.width / 2), isBehind: false };
  const number = Number(version);
  const before = cells.filter(({ commit }) => Number(commit.ref.resourceVersion) <= number).at(-1);
  return before === undefined
    ? { x: box.x, isBehind: true }
    : { x: Math.round(before.x + before.width / 2), isBehind: false };
}

/** The title column beside the cells. */
export function logTitle(
  world: World,
  text: LaneContext["text"],
  box: Box,
  hidden: number,
): readonly Mark[] {
  const marks = [
    label("log-title", box.x + 12, box.y + 22, text.lanes.log, "iv-lane-title"),
    label(
      "log-head",
      box.x + 12,
      box.y + 42,
      `${text.words.head} ${world.head ?? "–"}`,
      "iv-small iv-muted",
    ),
  ];
  const more = [
    ...(world.compacted === undefined ? [] : [`${text.words.compacted} ${world.compacted}`]),
    ...(hidden > 0 ? [`◂ ${hidden} ${text.words.more}`] : []),
  ];
  return [
    ...marks,
    ...more.map((words, index) =>
      label(`log-more-${index}`, box.x + 12, box.y + 60 + index * 18, words, "iv-small iv-muted"),
    ),
  ];
}
