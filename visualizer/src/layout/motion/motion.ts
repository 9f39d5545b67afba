import type { TraceFact } from "@informerlab/core/trace";
import { laneOf } from "../../model/timeline/lanes.ts";
import type { TraceLog, VisualRecord } from "../../trace/trace-log.ts";
import type { GlyphKind } from "../marks/glyph.ts";
import { type Box, round } from "../marks/mark.ts";
import type { ItemLane, Scene, SceneItem } from "../marks/scene.ts";

/** Somewhere on the stage. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of a box's side that faces a point; of a point inside, itself: there is no way to show. */
function edgeOf(box: Box, towards: Point): Point {
  const { x, y } = centreOf(box);
  const aside = Math.max(box.x - towards.x, towards.x - box.x - box.width, 0);
  const above = Math.max(box.y - towards.y, towards.y - box.y - box.height, 0);
  if (aside + above === 0) return towards;
  // The middle of a long row's side is far from what stands in the row.
  const isLong = box.width > 120 && aside > 0;
  if (above > aside && !isLong) return { x, y: towards.y > y ? box.y + box.height + 1 : box.y - 2 };
  if (towards.x > box.x + box.width) return { x: box.x + box.width + 1, y };
  if (towards.x < box.x) return { x: box.x - 2, y };
  return { x, y: towards.y > y ? box.y + box.height + 1 : box.y - 2 };
}

/** Something that came from elsewhere in this step. */
export interface Journey {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** The same ends at the boxes' sides, for arrows. */
  readonly arrow: readonly [Point, Point];
  readonly glyph: GlyphKind;
  /** What it is until it crosses the border: an object changes its form only where the code changes it. */
  readonly glyphFrom: GlyphKind;
  readonly caption: string;
  /** The object that is followed; the others keep out of its light. */
  readonly isHero: boolean;
  /** 0 … 1: when in the step it sets out, so that copies follow each other. */
  readonly delay: number;
  /** It reaches its goal and is turned away: a key that waits already. */
  readonly isTurnedAway: boolean;
}

/** How one drawing becomes the next. */
export interface Transition {
  readonly from: Scene;
  readonly to: Scene;
  readonly journeys: readonly Journey[];
  /** Items of `to` that come from elsewhere: they show themselves on arrival. */
  readonly arriving: ReadonlySet<string>;
  /** Items that only `from` has and that went nowhere. */
  readonly leaving: readonly SceneItem[];
}

/** Works out what moves between two positions of one trace, following causes; `hero` is the key that is followed. */
export function transitionOf(from: Scene, to: Scene, log: TraceLog, hero?: string): Transition {
  const before = new Map(from.items.map((item) => [item.id, item]));
  const after = new Set(to.items.map(({ id }) => id));
  const bySeq = groupBySeq(from.items);
  const firstSeq = log.recordAt(from.position + 1)?.seq ?? Number.POSITIVE_INFINITY;
  const isForward = to.position >= from.position;
  const moves: Move[] = [];
  const arriving = new Set<string>();
  const departed = new Set<string>();
  for (const item of isForward ? to.items : []) {
    const old = before.get(item.id);
    if (!isNew(item, firstSeq) || old?.seq === item.seq) continue;
    const origin = cachedRow(item, from, log) ?? originOf(item, bySeq, log, firstSeq, from, after);
    if (origin === undefined) continue;
    if (origin.item !== undefined) departed.add(origin.item.id);
    arriving.add(item.id);
    moves.push({ item, origin });
  }
  for (const move of isForward ? deletionsOf(from, after) : []) {
    departed.add(move.origin.item?.id ?? "");
    moves.push(move);
  }
  const journeys = journeysOf(moves, hero);
  const bounced = isForward ? turnedAway(from, to, log, bySeq) : undefined;
  if (bounced !== undefined) journeys.push(bounced);
  const leaving = from.items.filter(({ id }) => !after.has(id) && !departed.has(id));
  return { from, to, journeys, arriving, leaving: isForward ? leaving : [] };
}

/** Whether anything of a drawing may have come in the records after `from`: without, {@link transitionOf} has no journeys. */
export function mayHaveArrived({ items, position }: Scene, log: TraceLog, from: number): boolean {
  if (position <= from) return false;
  if (log.recordAt(position)?.fact.kind === "workqueue.collapsed") return true;
  const firstSeq = log.recordAt(from + 1)?.seq ?? Number.POSITIVE_INFINITY;
  return items.some((item) => isNew(item, firstSeq));
}

function isNew({ seq, lane, isOther }: SceneItem, firstSeq: number): boolean {
  return seq >= firstSeq && lane !== "log" && isOther !== true;
}

/** What is deleted goes the way of its deletion: the delta in the consumer's hand comes to the row, and both are gone. */
function deletionsOf({ items }: Scene, after: ReadonlySet<string>): readonly Move[] {
  const gone = items.filter(({ id }) => !after.has(id));
  return gone.flatMap((item) => {
    const row = gone.find(({ lane, key }) => lane === "indexer" && key === item.key);
    if (row === undefined || item.lane !== "queue" || !item.id.startsWith("hand:")) return [];
    const origin = { point: heartOf(item), item };
    return [{ item: { ...row, id: `taken:${row.id}` }, origin }];
  });
}

interface Origin {
  readonly point: Point;
  readonly item?: SceneItem;
}

interface Move {
  readonly item: SceneItem;
  readonly origin: Origin;
}

/** One journey for the hero; those that go the same way with it are one bundle with their number on it. */
function journeysOf(moves: readonly Move[], hero: string | undefined): Journey[] {
  const followed = moves.find(({ item }) => item.key === hero) ?? moves[0];
  const bundles = new Map<string, Move[]>();
  for (const move of moves) {
    if (move.item.key === followed?.item.key) continue;
    const way = `${move.origin.item?.lane ?? ""} ${move.item.lane} ${move.item.glyph}`;
    const bundle = bundles.get(way);
    if (bundle === undefined) bundles.set(way, [move]);
    else bundle.push(move);
  }
  const heroes = moves.filter(({ item }) => item.key === followed?.item.key);
  return [
    ...heroes.slice(0, 6).map((move, index) => journey(move, index * 0.08, true)),
    ...[...bundles.values()].map(([first, ...others], index) => {
      const made = journey(first as Move, 0.14 + Math.min(0.2, index * 0.06), false);
      const caption = others.length === 0 ? made.caption : `×${others.length + 1}`;
      return { ...made, caption };
    }),
  ];
}

function journey({ item, origin }: Move, delay: number, isHero: boolean): Journey {
  const { point: from } = origin;
  const start = origin.item === undefined ? from : edgeOf(origin.item.box, centreOf(item.box));
  return {
    arrow: [start, edgeOf(item.box, start)],
    id: item.id,
    from,
    to: heartOf(item),
    glyph: isRow(item) ? (origin.item?.glyph ?? item.glyph) : item.glyph,
    glyphFrom: formerGlyph(item, origin.item),
    caption: item.key ?? "",
    delay,
    isHero,
    isTurnedAway: false,
  };
}

/** A delta becomes a row where the row is, not on the way there. */
function isRow({ lane }: SceneItem): boolean {
  return lane === "indexer" || lane === "apiserver";
}

/** Out of a list's sheet come objects, out of the copy what is told once more; everything else leaves as what it was. */
function formerGlyph(item: SceneItem, origin: SceneItem | undefined): GlyphKind {
  if (origin === undefined || item.glyph === "sync") return item.glyph;
  return origin.glyph === "list" && item.glyph !== "list" ? item.glyph : origin.glyph;
}

/** Where an item was before: drawn for the record that caused it, or the lane in which that record happened. */
function originOf(
  item: SceneItem,
  bySeq: ReadonlyMap<number, readonly SceneItem[]>,
  log: TraceLog,
  firstSeq: number,
  from: Scene,
  after: ReadonlySet<string>,
): Origin | undefined {
  const whole = causesOf(item, log);
  // What somebody outside does begins there; that a scenario had them do it is no road.
  const root = whole.findIndex(({ fact }) => fact.kind === "actor.acted");
  const chain = root < 0 ? whole : whole.slice(0, root + 1);
  const causes = item.from === undefined ? chain : [log.recordOf(item.from) ?? chain[0], ...chain];
  // It stood somewhere on its way and stands there no more: it sets out from there, however far it comes in this step.
  const left = causes
    .flatMap((cause) => bySeq.get(cause?.seq ?? 0) ?? [])
    .find((one) => hasLeft(one, item, after));
  if (left !== undefined) return at(left);
  const sender = senderOf(log.recordOf(item.seq)?.fact, item);
  for (const cause of causes) {
    if (cause === undefined) continue;
    const drawn = bySeq.get(cause.seq);
    // A write is drawn twice: it leaves from the object's row, not from the ruler.
    const rows = drawn?.filter(({ key, isOther }) => key === item.key && isOther !== true);
    const match =
      rows?.find(({ lane }) => lane !== "log") ??
      rows?.[0] ??
      drawn?.find(({ key }) => key === undefined);
    if (match !== undefined && match.id !== item.id) return at(match);
    const lane = from.lanes.find(({ id }) => id === (sender ?? laneOf(cause.fact)));
    if (lane === undefined || lane.id === item.lane || lane.box.width < 2) continue;
    // The nearest cause elsewhere is where it came from; what led to that is another road.
    if (lane.isOpen && cause.seq >= firstSeq) continue;
    const there = from.items.find((one) => one.lane === lane.id && hasLeft(one, item, after));
    return there === undefined ? { point: exitOf(lane.box, item.box) } : at(there);
  }
  return root < 0 ? undefined : outside(item, from);
}

/** It sets out from where another one stands. */
function at(item: SceneItem): Origin {
  return { point: heartOf(item), item };
}

/** A write of somebody outside comes in at the cluster's outer side. */
function outside(item: SceneItem, { lanes }: Scene): Origin | undefined {
  const cluster = lanes.find(({ id, isOpen }) => id === "apiserver" && isOpen);
  if (cluster === undefined || item.lane !== cluster.id) return undefined;
  return { point: { x: cluster.box.x + 12, y: heartOf(item).y } };
}

/** A resync asks nobody, and a handler that comes late neither: what is told again comes out of the copy. */
function cachedRow(item: SceneItem, from: Scene, log: TraceLog): Origin | undefined {
  // One notification of what was there already leads to the next, from the handler's registration on.
  const cause = causesOf(item, log).find(({ fact }) => fact.kind !== "handler.notified");
  const isTold = cause?.fact.kind === "handler.registered";
  if (!isTold && (item.glyph !== "sync" || item.lane !== "queue")) return undefined;
  const row = from.items.find(({ lane, key }) => lane === "indexer" && key === item.key);
  return row === undefined ? undefined : at(row);
}

/** What led to an item's record, the nearest first. */
function causesOf({ seq }: SceneItem, log: TraceLog): readonly VisualRecord[] {
  return log.chainOf(seq, 12).slice(1);
}

/** Of the same object, and no more where it stood. */
function hasLeft(one: SceneItem, { key }: SceneItem, after: ReadonlySet<string>): boolean {
  return key !== undefined && one.key === key && one.isOther !== true && !after.has(one.id);
}

/** What the server puts on a wire comes from the server, whoever asked for it. */
function senderOf(fact: TraceFact | undefined, { lane }: SceneItem): ItemLane | undefined {
  const isSent = fact?.kind === "server.watch-sent" || fact?.kind === "server.responded";
  return isSent && lane === "network" ? "apiserver" : undefined;
}

/** Where things leave a lane that does not draw them: the side towards their goal, or the middle of its dot. */
function exitOf(box: Box, goal: Box): Point {
  const isDot = box.width < 80;
  const isLeftward = centreOf(goal).x < box.x;
  return {
    x: box.x + (isDot ? box.width / 2 : isLeftward ? 18 : box.width - 18),
    y: box.y + (isDot ? 18 : box.height / 2),
  };
}

/** A key that waits already falls towards its twin and is turned away. */
function turnedAway(
  from: Scene,
  to: Scene,
  log: TraceLog,
  bySeq: ReadonlyMap<number, readonly SceneItem[]>,
): Journey | undefined {
  const record = log.recordAt(to.position);
  if (record?.fact.kind !== "workqueue.collapsed" || to.position === from.position)
    return undefined;
  const { key } = record.fact;
  const goal = to.items.find((item) => item.lane === "workqueue" && item.key === key);
  if (goal === undefined) return undefined;
  const start = log
    .chainOf(record.seq, 6)
    .flatMap(({ seq }) => bySeq.get(seq) ?? [])
    .find((item) => item.key === key && item.lane !== "workqueue");
  const handlers = to.lanes.find(({ id }) => id === "handlers")?.box;
  const point =
    start !== undefined
      ? centreOf(start.box)
      : handlers === undefined
        ? undefined
        : centreOf(handlers);
  if (point === undefined) return undefined;
  return {
    id: `turned:${record.seq}`,
    from: point,
    to: centreOf(goal.box),
    arrow: [point, edgeOf(goal.box, point)],
    glyph: "key",
    glyphFrom: "key",
    caption: key,
    delay: 0,
    isHero: true,
    isTurnedAway: true,
  };
}

/** A journey's point at a phase of its step: an arc, eased at both ends. */
export function pointOf(
  { from, to, delay, isTurnedAway }: Journey,
  phase: number,
): Point & { readonly progress: number } {
  const progress = easeInOut(Math.min(1, Math.max(0, (phase - delay) / (1 - delay))));
  const rise = Math.min(36, Math.hypot(to.x - from.x, to.y - from.y) * 0.14);
  // Turned away: three quarters of the way there, then back a little and down.
  const share = isTurnedAway ? Math.min(progress / 0.7, 1) : progress;
  const fall = isTurnedAway && progress > 0.7 ? (progress - 0.7) / 0.3 : 0;
  const x = from.x + (to.x - from.x) * share - fall * 30;
  const y =
    from.y +
    (to.y - from.y) * share -
    4 * rise * share * (1 - share) -
    Math.sin(fall * Math.PI * 0.6) * 16;
  return { x: round(x), y: round(y), progress };
}

/** The point that bends a journey's arc. */
export function controlOf([from, to]: Journey["arrow"]): Point {
  const rise = Math.min(36, Math.hypot(to.x - from.x, to.y - from.y) * 0.14);
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 2 * rise };
}

/** The arc of a journey as a path, for trails and for pictures that do not move. */
export function arcOf([from, to]: Journey["arrow"]): string {
  const middle = controlOf([from, to]);
  return `M${round(from.x)},${round(from.y)}Q${round(middle.x)},${round(middle.y)} ${round(to.x)},${round(to.y)}`;
}

/** An item's box at a phase: those that both drawings have slide from the one place to the other, new stretches grow. */
export function boxAt(
  transition: Transition,
  before: SceneItem | undefined,
  item: SceneItem,
  phase: number,
): Box {
  if (phase >= 1 || transition.arriving.has(item.id)) return item.box;
  const share = easeInOut(phase);
  if (before === undefined) {
    // What was not there grows from where it begins.
    const { box, stretch } = item;
    return stretch === undefined ? box : { ...box, width: round(box.width * share) };
  }
  const mix = (from: number, to: number): number => round(from + (to - from) * share);
  const { box } = item;
  const x = mix(before.box.x, box.x);
  const y = mix(before.box.y, box.y);
  if (item.stretch === undefined) return { ...box, x, y };
  const width = mix(before.box.width, box.width);
  return { x, y, width, height: mix(before.box.height, box.height) };
}

export function easeInOut(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
}

/** Where an item's glyph is. */
function heartOf({ box, heart }: SceneItem): Point {
  return { x: box.x + box.width / 2, y: box.y + (heart ?? box.height / 2) };
}

export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

function groupBySeq(items: readonly SceneItem[]): ReadonlyMap<number, readonly SceneItem[]> {
  const groups = new Map<number, SceneItem[]>();
  for (const item of items) {
    const existing = groups.get(item.seq);
    if (existing === undefined) groups.set(item.seq, [item]);
    else existing.push(item);
  }
  return groups;
}
