import { type Needle, type NeedleId, needlesOf } from "../../model/timeline/needles.ts";
import type { Commit } from "../../model/world/world.ts";
import type { LaneContext } from "../lanes/lane-context.ts";
import { drawGlyph, glyphOfVerb } from "../marks/glyph.ts";
import { type Box, label, line, type Mark, path, placed, rect } from "../marks/mark.ts";
import { shortKey, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import { type Stretch, stretchMarks } from "../marks/stretch.ts";

interface Cell {
  readonly commit: Commit;
  readonly x: number;
  readonly width: number;
  readonly isOwn: boolean;
}

const margin = 12;
const rail = 58;
const stem = { from: 64, to: 78 };
const nameY = 91;

/** The revision log as the one ruler: every write in order, and below it how far each reader has come. */
export function drawRuler(
  context: LaneContext,
  commits: readonly Commit[],
): { readonly marks: readonly Mark[]; readonly items: readonly SceneItem[] } {
  const { box, world, text } = context;
  const cells = cellsOf(context, commits);
  const needles = needlesOf(world, context.informer);
  const hidden = world.commits - cells.length;
  const right = box.x + box.width - margin;
  const asides = [
    ...(hidden > 0 ? [`◂ ${hidden} ${text.words.more}`] : []),
    ...(world.compacted === undefined ? [] : [`${text.words.compacted} ${world.compacted}`]),
  ];
  return {
    marks: [
      label("log-title", box.x + margin, box.y + 15, text.lanes.log, "iv-lane-title"),
      label(
        "log-more",
        box.x + margin + widthOf(text.lanes.log, 14, "sans") + 10,
        box.y + 15,
        asides.join(" · "),
        "iv-small iv-muted",
      ),
      line("rail", box.x + margin, box.y + rail, right, box.y + rail, "iv-rail"),
      path("rail-tip", `M${right - 6},${box.y + rail - 4}l6,4l-6,4`, "iv-rail-tip"),
      ...cells
        .filter(({ isOwn }) => !isOwn)
        .map(({ commit, x, width }) =>
          line(
            `tick-${commit.seq}`,
            x + width / 2,
            box.y + rail - 8,
            x + width / 2,
            box.y + rail,
            commit.seq === context.now ? "iv-tick iv-tick-now" : "iv-tick",
          ),
        ),
    ],
    items: [
      ...forgottenItem(context, cells),
      ...staleness(context, cells, needles),
      ...cells.filter(({ isOwn }) => isOwn).map((cell) => cellItem(context, cell)),
      ...needleItems(context, cells, needles),
    ],
  };
}

/** The newest cells that fit, oldest first; they grow a little where there are few. */
function cellsOf(
  { box, world, informer }: LaneContext,
  commits: readonly Commit[],
): readonly Cell[] {
  const resource = informer?.resource ?? commits[0]?.ref.resource;
  const room = box.width - 2 * margin - 26;
  const reversed: Omit<Cell, "x">[] = [];
  let used = 0;
  for (let index = world.commits - 1; index >= 0; index -= 1) {
    const commit = commits[index];
    if (commit === undefined) continue;
    const isOwn = commit.ref.resource === resource;
    const width = isOwn ? cellWidth(commit) : 9;
    if (used + width > room) break;
    used += width;
    reversed.push({ commit, width, isOwn });
  }
  const stretch = Math.min(2.4, Math.max(1, room / Math.max(used, 1)));
  let x = box.x + margin;
  return reversed.reverse().map(({ commit, width: least, isOwn }) => {
    const width = isOwn ? least * stretch : least;
    const cell = { commit, isOwn, width, x };
    x += width;
    return cell;
  });
}

function cellWidth({ ref }: Commit): number {
  return Math.min(
    66,
    Math.max(38, widthOf(ref.resourceVersion ?? "") + 12, widthOf(shortKey(ref.key, 56)) + 10),
  );
}

function cellItem(context: LaneContext, { commit, x, width }: Cell): SceneItem {
  const { ref, seq, verb } = commit;
  const kind = glyphOfVerb(verb);
  const top = 20;
  return {
    id: `log:${seq}`,
    lane: "log",
    box: { x, y: context.box.y + top, width, height: 52 },
    marks: [
      ...(seq === context.now
        ? [rect("halo", { x: 1, y: 0, width: width - 2, height: 36 }, "iv-now", 6)]
        : []),
      placed("token", width / 2, 11, [drawGlyph(kind, 18)]),
      label("key", width / 2, 32, shortKey(ref.key, width - 4), "iv-mono", "middle"),
      line("tick", width / 2, rail - top - 3, width / 2, rail - top + 3, "iv-rail"),
      label(
        "version",
        width / 2,
        rail - top + 13,
        ref.resourceVersion ?? "",
        "iv-mono iv-version",
        "middle",
      ),
    ],
    heart: 11,
    glyph: kind,
    seq,
    key: ref.key,
    ref,
    object: commit.object,
    label: `${ref.resourceVersion ?? ""} ${verb} ${ref.key}`,
  };
}

/** What the server has forgotten, hatched; it grows along the ruler and overtakes who is slow. */
function forgottenItem(context: LaneContext, cells: readonly Cell[]): readonly SceneItem[] {
  const { box, world, text } = context;
  const forgotten = Number(world.compacted ?? Number.NaN);
  const last = cells.filter(({ commit }) => Number(commit.ref.resourceVersion) < forgotten).at(-1);
  const width = last === undefined ? 0 : last.x + last.width - box.x;
  if (world.compacted === undefined) return [];
  return [
    {
      id: "forgotten",
      lane: "log",
      ...stretched({ kind: "forgotten" }, { x: box.x, y: box.y + 19, width, height: 58 }),
      glyph: "fault",
      seq: 0,
      label: `${text.words.compacted} ${world.compacted}`,
    },
  ];
}

/** Where a revision is on the ruler: at its own write, else just after the last one before it. */
function placeOf(cells: readonly Cell[], revision: string, box: Box): number {
  const exact = cells.find(({ commit }) => commit.ref.resourceVersion === revision);
  if (exact !== undefined) return exact.x + exact.width / 2;
  const number = Number(revision);
  const before = cells.findLast(({ commit }) => Number(commit.ref.resourceVersion) <= number);
  return before === undefined ? box.x + margin : before.x + before.width / 2;
}

/** Needles with their names; those at one place share a stem, and names that would collide move aside. */
function needleItems(
  context: LaneContext,
  cells: readonly Cell[],
  needles: readonly Needle[],
): readonly SceneItem[] {
  const { box, text } = context;
  const placedNeedles = needles
    .map((needle) => ({ needle, x: placeOf(cells, needle.revision, box) }))
    .sort((a, b) => b.x - a.x);
  let freeUntil = Number.POSITIVE_INFINITY;
  const groups = new Map<number, { readonly needles: Needle[]; readonly x: number }>();
  for (const { needle, x } of placedNeedles) {
    const group = groups.get(Math.round(x));
    if (group === undefined) groups.set(Math.round(x), { needles: [needle], x });
    else group.needles.push(needle);
  }
  const items: SceneItem[] = [];
  for (const { needles: here, x } of groups.values()) {
    const most = Math.min(box.x + box.width - margin, freeUntil - 12);
    const words = fittingNames(
      here.map(({ id }) => text.needles[id]),
      most - box.x - 2,
    );
    const width = widthOf(words, 12, "sans");
    const left = Math.max(box.x + 2, Math.min(x - width / 2, most - width));
    if (words !== "") freeUntil = left;
    const parts = namesApart(here, words, text.needles);
    for (const [index, needle] of here.entries()) {
      const [name = "", before = ""] = parts[index] ?? [];
      const place = { x, left: left + widthOf(before, 12, "sans"), words: name, index };
      items.push(needleItem(context, needle, { ...place, count: here.length }));
    }
  }
  return items;
}

/** Names of one place, and what stands before each: one label, but for a needle that snapped, whose own name is red. */
function namesApart(
  [first]: readonly Needle[],
  words: string,
  names: Readonly<Record<NeedleId, string>>,
): readonly (readonly [name: string, before: string])[] {
  const own = first?.isSnapped === true ? names[first.id] : words;
  return own === words || !words.startsWith(own)
    ? [[words, ""]]
    : [
        [own, ""],
        [words.slice(own.length).trimStart(), own],
      ];
}

/** All names, or the first one and how many more, or none where others need the room. */
function fittingNames(names: readonly string[], room: number): string {
  const first = names.length > 1 ? `${names[0]} +${names.length - 1}` : "";
  const fits = (words: string): boolean => widthOf(words, 12, "sans") <= room;
  return [names.join(" · "), first, ""].find(fits) ?? "";
}

function needleItem(
  { box }: LaneContext,
  { id, revision, isSnapped }: Needle,
  place: {
    readonly x: number;
    readonly left: number;
    readonly words: string;
    readonly index: number;
    readonly count: number;
  },
): SceneItem {
  const shift = (place.index - (place.count - 1) / 2) * 5;
  const end = stem.to;
  const colour = `iv-needle iv-needle-${id}${isSnapped ? " iv-snapped" : ""}`;
  // Broken in two between its tip and its name.
  const shaft = isSnapped ? "M0,8l4,2l-8,2l4,2" : `M0,8V${end - stem.from}`;
  return {
    id: `needle:${id}`,
    lane: "log",
    box: { x: place.x + shift - 5, y: box.y + stem.from + 10, width: 10, height: 44 },
    marks: [
      placed("needle", 5, 0, [
        path("shaft", shaft, colour),
        path("tip", "M0,1l5,8h-10Z", `iv-needle-tip ${colour}`),
      ]),
      ...(place.words === ""
        ? []
        : [
            label(
              "name",
              place.left - place.x - shift + 5,
              nameY - stem.from,
              place.words,
              isSnapped ? "iv-small iv-error-text" : "iv-small iv-strong",
            ),
          ]),
    ],
    glyph: "key",
    seq: 0,
    label: `${id} ${revision}`,
  };
}

/** How far the last reader is behind the server: the distance between needles, as a line with a number. */
function staleness(
  context: LaneContext,
  cells: readonly Cell[],
  needles: readonly Needle[],
): readonly SceneItem[] {
  const { box, text } = context;
  const head = needles.find(({ id }) => id === "head");
  const reader = slowest(needles);
  if (head === undefined || reader === undefined) return [];
  const behind = cells.filter(
    ({ commit, isOwn }) => isOwn && Number(commit.ref.resourceVersion) > Number(reader.revision),
  ).length;
  if (behind === 0) return [];
  const from = placeOf(cells, reader.revision, box);
  const width = placeOf(cells, head.revision, box) - from;
  const words = `${behind} ${text.words.behind}`;
  return [
    {
      id: "staleness",
      lane: "log",
      ...stretched({ kind: "distance", words }, { x: from, y: box.y + rail - 2, width, height: 4 }),
      glyph: "key",
      seq: 0,
      label: words,
    },
  ];
}

function stretched(stretch: Stretch, box: Box): Pick<SceneItem, "stretch" | "box" | "marks"> {
  return { stretch, box, marks: stretchMarks(stretch, box) };
}

const readers: readonly NeedleId[] = ["read", "told", "store", "cursor"];

/** Of those that have come somewhere, the one that is furthest behind. */
function slowest(needles: readonly Needle[]): Needle | undefined {
  let last: Needle | undefined;
  for (const id of readers) {
    const needle = needles.find((one) => one.id === id);
    if (needle === undefined) continue;
    if (last === undefined || Number(needle.revision) < Number(last.revision)) last = needle;
  }
  return last;
}
