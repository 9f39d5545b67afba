import type { ReflectorState } from "@informerlab/core/trace";
import type { InformerWorld } from "../../model/world/world.ts";
import { durationText, numberText } from "../../text/amounts.ts";
import { glyphOfWatchEvent } from "../marks/glyph.ts";
import { type Box, circle, label, type Mark, path, placed, rect, ring } from "../marks/mark.ts";
import { fitProse, fitText, shortKey, wrapText } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import { emptyNote, type LaneContext, type LaneDrawing, token } from "./lane-context.ts";

/** The Reflector's loop: where it is, what it has seen, how long it waits. */
export function drawReflector(context: LaneContext): LaneDrawing {
  const { informer, text, box, view } = context;
  if (informer === undefined) {
    return { count: "", state: "", marks: emptyNote(context, text.stages.registered), items: [] };
  }
  const { reflector } = informer;
  const facts: [string, string][] = [
    [text.words.lastVersion, reflector.lastResourceVersion ?? "–"],
    [text.words.events, numberText(reflector.events, view.language)],
    [
      text.words.resync,
      informer.resyncPeriodMs === 0
        ? text.words.resyncNever
        : durationText(informer.resyncPeriodMs),
    ],
  ];
  // A torn lane has room for half.
  if (box.height < 160) facts.length = 1;
  else if (reflector.buffered > 0)
    facts.push([text.words.buffered, numberText(reflector.buffered, view.language)]);
  const isWide = box.width >= 240 && box.height >= 160;
  const loopWidth = isWide ? Math.min(190, box.width * 0.42) : box.width - 16;
  const facing = isWide
    ? { ...box, x: box.x + loopWidth + 14, width: box.width - loopWidth - 14, y: box.y - 32 }
    : box;
  const marks: Mark[] = [
    ...(isWide ? drawLoop(context, informer, loopWidth) : []),
    ...facts.flatMap(([name, value], index) =>
      factLines({ ...context, box: facing }, name, value, facing.y + 50 + index * 36, index),
    ),
  ];
  const below = facing.y + 50 + facts.length * 36;
  const beside = { ...context, box: { ...facing, height: box.y + box.height - facing.y } };
  marks.push(
    ...backoff(beside, informer, below - 8),
    ...errorLines(beside, informer, below + (reflector.backoff === undefined ? 0 : 30)),
  );
  return {
    count: "",
    state: informer.resource ?? informer.name,
    marks,
    items: [
      stateItem(context, informer, isWide ? loopWidth : undefined),
      ...arrivedItems(context, informer),
    ],
  };
}

const loop: readonly ReflectorState[] = ["listing", "opening-watch", "watching", "backing-off"];

/** The state there is. With room, its place is on the loop: it goes there when the state changes. */
function stateItem(
  { box, text, now }: LaneContext,
  { reflector }: InformerWorld,
  loopWidth: number | undefined,
): SceneItem {
  const words = text.reflector[reflector.state];
  const place =
    loopWidth === undefined
      ? { x: box.x + 8, y: box.y + 2, width: box.width - 16, height: 26 }
      : loopPlace(box, loopWidth, placeOnLoop(reflector.state));
  const inside = { ...place, x: 0, y: 0 };
  const look = reflector.seq === now ? "iv-now" : "iv-here";
  return {
    id: "reflector-state",
    lane: "reflector",
    box: place,
    marks: pill("state", inside, words, look, "iv-state-text"),
    isOfLane: true,
    glyph: "key",
    seq: 0,
    label: words,
  };
}

/** A state that is none of the loop's stands where the loop begins. */
const placeOnLoop = (state: ReflectorState): number => Math.max(0, loop.indexOf(state));

function loopPlace(box: Box, width: number, index: number): Box {
  const pitch = Math.min(44, (box.height - 62) / loop.length);
  return { x: box.x + 8, y: box.y + 2 + index * pitch, width, height: pitch - 8 };
}

function pill(
  id: string,
  place: Box,
  words: string,
  look: string,
  textLook: string,
): readonly Mark[] {
  const { x, y, width, height } = place;
  const fitting = fitProse(words, width - 14, 12.5);
  return [
    rect(id, place, `iv-state ${look}`, 10),
    label(`text-${id}`, x + width / 2, y + height / 2 + 4.5, fitting, textLook, "middle"),
  ];
}

/** The loop's states, for those that can be seen at once: where in it the Reflector is, is an item. */
function drawLoop(
  { box, text }: LaneContext,
  { reflector }: InformerWorld,
  width: number,
): readonly Mark[] {
  const placeOf = (index: number): Box => loopPlace(box, width, index);
  const middle = (index: number): number => placeOf(index).y + 18;
  const right = box.x + 8 + width;
  return [
    path("back", `M${right},${middle(3)}H${right + 8}V${middle(0)}H${right + 2}`, "iv-loop"),
    ...loop.flatMap((state, index) => {
      // The item says its own words.
      const words = index === placeOnLoop(reflector.state) ? "" : text.reflector[state];
      return pill(state, placeOf(index), words, "iv-idle", "iv-small iv-muted");
    }),
  ];
}

/** What has just come in and is about to be queued. */
function arrivedItems(context: LaneContext, { arrived }: InformerWorld): readonly SceneItem[] {
  if (arrived === undefined) return [];
  const { box } = context;
  const { event, count } = arrived;
  const key = event.ref?.key === "" ? undefined : event.ref?.key;
  return [
    token(context, {
      id: `arrived:${event.seq}`,
      lane: "reflector",
      x: box.x + box.width / 2,
      y: box.y + box.height - 40,
      size: 26,
      kind: count === undefined ? glyphOfWatchEvent(event.type) : "list",
      letter: count === undefined ? undefined : String(count),
      caption: key === undefined ? undefined : shortKey(key, box.width - 16),
      seq: event.seq,
      key,
      ref: event.ref,
      label: count === undefined ? `${event.type} ${key ?? ""}`.trim() : `list ${count}`,
    }),
  ];
}

function factLines(
  { box }: LaneContext,
  name: string,
  value: string,
  y: number,
  index: number,
): readonly Mark[] {
  const isWide = box.width >= 200;
  return isWide
    ? [
        label(`fact-${index}`, box.x + 10, y, name, "iv-small iv-muted"),
        label(`value-${index}`, box.x + box.width - 10, y, value, "iv-mono", "end"),
      ]
    : [
        label(`fact-${index}`, box.x + 10, y, fitProse(name, box.width - 20), "iv-small iv-muted"),
        label(`value-${index}`, box.x + 10, y + 16, fitText(value, box.width - 20), "iv-mono"),
      ];
}

const radius = 7;

/** A ring that empties: what is left of a waiting time. */
export function waitingRing(id: string, x: number, y: number, left: number): Mark {
  return placed(id, x, y, [
    circle("track", 0, 0, radius, "iv-ring-track"),
    ring("left", radius, left, "iv-ring"),
  ]);
}

function backoff(
  { box, world, text }: LaneContext,
  informer: InformerWorld,
  y: number,
): readonly Mark[] {
  const waiting = informer.reflector.backoff;
  if (waiting === undefined) return [];
  const span = Math.max(1, waiting.until - waiting.from);
  const words = `${text.words.backOff} ${durationText(span)}`;
  return [
    waitingRing("ring", box.x + 19, y + 4, (waiting.until - world.at) / span),
    label("backoff", box.x + 34, y + 8, fitProse(words, box.width - 42), "iv-small"),
  ];
}

function errorLines({ box }: LaneContext, informer: InformerWorld, y: number): readonly Mark[] {
  const { error } = informer.reflector;
  const bottom = box.y + box.height - (informer.arrived === undefined ? 0 : 56);
  const room = Math.floor((bottom - y) / 15);
  if (error === undefined || room < 1) return [];
  return wrapText(error, box.width - 20, Math.min(3, room)).map((words, index) =>
    label(`error-${index}`, box.x + 10, y + 8 + index * 15, words, "iv-small iv-error-text"),
  );
}
