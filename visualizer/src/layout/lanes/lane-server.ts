import type { Held, InFlight, InformerWorld } from "../../model/world/world.ts";
import { durationText } from "../../text/amounts.ts";
import { faultWords, reasonWords } from "../../text/fault-words.ts";
import { drawGlyph, glyphOfWatchEvent } from "../marks/glyph.ts";
import { label, line, type Mark, path, placed, rect, round } from "../marks/mark.ts";
import { compareKeys, fitProse, monogram, shortKey, wrapText } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import {
  emptyNote,
  type LaneContext,
  type LaneDrawing,
  moreLine,
  objectRow,
  rowPlaces,
  sortedMax,
  token,
  visiblePart,
} from "./lane-context.ts";

/** The apiserver's objects of the informer's resource. */
export function drawApiserver(context: LaneContext): LaneDrawing {
  const { world, informer, box, text, now } = context;
  const objects = serverRows(context);
  const head = world.head ?? "–";
  if (
    world.commits > 0 &&
    world.tally.commits === 0 &&
    objects.length === 0 &&
    informer?.store.size !== 0
  ) {
    return {
      count: "",
      state: text.words.notRecorded,
      marks: [
        rect(
          "unknown",
          { x: box.x + 8, y: box.y + 2, width: box.width - 16, height: box.height - 12 },
          "iv-hatched",
          4,
        ),
      ],
      items: [],
    };
  }
  const places = rowPlaces({ ...box, height: box.height - 6 }, objects.length);
  const visible = visiblePart(objects, places.room, now);
  const items = visible.entries.map((held, index) =>
    objectRow(context, {
      id: `server:${held.ref.key}`,
      lane: "apiserver",
      held,
      glyph: held.change,
      box: places.at(index),
    }),
  );
  return {
    count: String(objects.length),
    state: `${text.words.head} ${head}`,
    marks:
      objects.length === 0
        ? emptyNote(context, text.words.empty)
        : moreLine(
            context,
            visible.hidden,
            places.at(visible.entries.length).x + 8,
            places.at(visible.entries.length).y + 15,
          ),
    items,
  };
}

/** What the apiserver holds of the informer's resource, by key. */
export function serverRows({ world, informer }: LaneContext): readonly Held[] {
  const resource = informer?.resource;
  const held: Held[] = [];
  for (const entry of world.server.values()) {
    if (resource === undefined || entry.ref.resource === resource) held.push(entry);
  }
  return held.length > sortedMax ? held : held.sort((a, b) => compareKeys(a.ref.key, b.ref.key));
}

/** Two wires: above the list, below the watch, with what is on them. */
export function drawNetwork(context: LaneContext, form: "lane" | "wire" = "lane"): LaneDrawing {
  if (form === "wire") return drawOneWire(context);
  const { world, informer, box, text } = context;
  const isLow = box.height < 150;
  const listY = box.y + (isLow ? 26 : 34);
  const watchY = box.y + (isLow ? 72 : Math.max(104, Math.round(box.height * 0.56)));
  const items: SceneItem[] = [];
  const marks: Mark[] = [
    label("list-title", box.x + 10, listY - 20, text.words.list, "iv-small iv-muted"),
    label("watch-title", box.x + 10, watchY - 26, text.words.watch, "iv-small iv-muted"),
    ...wire(context, "list", listY, informer?.list === undefined ? "idle" : "open"),
    ...wire(context, "watch", watchY, informer?.wire.state ?? "closed"),
  ];
  if (informer !== undefined) {
    marks.push(...listState(context, informer, listY), ...watchState(context, informer, watchY));
    items.push(...listItems(context, informer, listY), ...watchItems(context, informer, watchY));
  }
  if (!world.isHealed) marks.push(...faultMarks(context, listY, watchY));
  return {
    count:
      informer === undefined || informer.inFlight.length === 0
        ? ""
        : String(informer.inFlight.length),
    state:
      informer === undefined
        ? text.wire.closed
        : `${text.words.watch} ${text.wire[informer.wire.state]}`,
    marks,
    items,
  };
}

/** The simplest form: one stream between two boxes. */
function drawOneWire(context: LaneContext): LaneDrawing {
  const { box, informer, text } = context;
  const y = Math.round(box.y + box.height * 0.42);
  const isOpen = informer?.wire.state === "open";
  const line1 = `M${round(box.x - 4)},${y}H${round(box.x + box.width + 4)}`;
  return {
    count: "",
    state: "",
    marks: [
      path("great-wire", line1, isOpen ? "iv-great-wire" : "iv-great-wire iv-wire-closed"),
      ...wrapText(text.words.stream, box.width - 12, box.width < 200 ? 5 : 2, 13).map(
        (words, index) =>
          label(
            `stream-${index}`,
            box.x + box.width / 2,
            y + 52 + index * 18,
            words,
            "iv-muted iv-caption",
            "middle",
          ),
      ),
    ],
    items: informer === undefined ? [] : watchItems(context, informer, y),
  };
}

function wire(
  { box, informer, now }: LaneContext,
  id: string,
  y: number,
  state: string,
): readonly Mark[] {
  const left = box.x + 12;
  const right = box.x + box.width - 12;
  const isNow = id === "watch" ? informer?.wire.seq === now : informer?.list?.seq === now;
  const className = `iv-wire iv-wire-${state}${isNow ? " iv-wire-now" : ""}`;
  const ends = [
    rect(`${id}-left`, { x: left - 4, y: y - 5, width: 4, height: 10 }, "iv-plug", 1),
    rect(`${id}-right`, { x: right, y: y - 5, width: 4, height: 10 }, "iv-plug", 1),
  ];
  if (state !== "broken") {
    const arrow =
      state === "open"
        ? [path(`${id}-arrow`, `M${right - 9},${y - 4}l6,4l-6,4`, "iv-wire-arrow")]
        : [];
    return [...ends, line(`${id}-wire`, left, y, right, y, className), ...arrow];
  }
  const middle = (left + right) / 2;
  return [
    ...ends,
    line(`${id}-before`, left, y, middle - 10, y, className),
    line(`${id}-after`, middle + 10, y, right, y, className),
    path(`${id}-break`, `M${middle - 5},${y - 5}l10,10m0,-10l-10,10`, "iv-break"),
  ];
}

function listState(
  { box, text }: LaneContext,
  informer: InformerWorld,
  y: number,
): readonly Mark[] {
  const { list } = informer;
  if (list === undefined) return [];
  const answered =
    list.code !== undefined && list.code >= 400
      ? String(list.code)
      : `${list.count ?? ""} @${list.resourceVersion ?? "–"}`;
  const words =
    list.phase === "asked"
      ? `${text.words.asked}${list.page > 1 ? ` · ${text.words.page} ${list.page}` : ""}`
      : answered;
  // The answer's sheet lies at the wire's end: the words keep out of its way.
  const right = box.x + box.width - (list.phase === "asked" ? 10 : 48 + tokenSize(box.width) / 2);
  return [label("list-state", right, y - 20, words, "iv-small iv-data", "end")];
}

function watchState(
  { box, text, world, view }: LaneContext,
  informer: InformerWorld,
  y: number,
): readonly Mark[] {
  const {
    wire: { state, from, reason },
    reflector,
  } = informer;
  const words =
    state === "broken" && reason !== undefined
      ? reasonWords(reason, view.language)
      : from === undefined || from === "" || state === "closed"
        ? text.wire[state]
        : `${text.words.after} ${from}`;
  const silence = reflector.lastByteAt === undefined ? 0 : world.at - reflector.lastByteAt;
  return [
    label(
      "watch-state",
      box.x + box.width - 10,
      y - 26,
      fitProse(words, box.width - 74, 12, "mono"),
      "iv-small iv-data",
      "end",
    ),
    ...(state === "open" && silence >= 5000
      ? [
          label(
            "silence",
            box.x + 10,
            y + 44,
            `${text.words.silent} ${durationText(silence)}`,
            "iv-small iv-muted",
          ),
        ]
      : []),
  ];
}

function listItems(context: LaneContext, informer: InformerWorld, y: number): readonly SceneItem[] {
  const { list } = informer;
  if (list === undefined) return [];
  const { box } = context;
  const isError = list.code !== undefined && list.code >= 400;
  return [
    token(context, {
      id: "list",
      lane: "network",
      x: list.phase === "asked" ? box.x + 40 : box.x + box.width - 44,
      y,
      size: tokenSize(box.width),
      kind: isError ? "error" : "list",
      letter: list.phase === "asked" ? "?" : isError ? String(list.code) : String(list.count ?? ""),
      seq: list.seq,
      label:
        list.phase === "asked"
          ? "list ?"
          : `list ${list.count ?? ""} @${list.resourceVersion ?? ""}`,
    }),
  ];
}

function watchItems(
  context: LaneContext,
  informer: InformerWorld,
  y: number,
): readonly SceneItem[] {
  const { box } = context;
  const shown = Math.max(1, Math.min(6, Math.floor((box.width - 24) / 34)));
  // The oldest events are nearest to the client; of a crowd, the newest wait unseen at the server's end.
  const visible = informer.inFlight.slice(0, shown);
  const room = (box.width - 32) / (visible.length + 1);
  return visible.map((event, index) =>
    token(context, {
      id: `wire:${event.seq}`,
      lane: "network",
      x: round(box.x + 16 + (box.width - 32) * (1 - (index + 1) / (visible.length + 1))),
      y,
      size: tokenSize(box.width),
      kind: glyphOfWatchEvent(event.type),
      letter: undefined,
      caption: captionOf(event, room),
      seq: event.seq,
      key: event.ref?.key,
      ref: event.ref,
      label: `${event.type} ${event.ref?.key ?? ""} ${event.ref?.resourceVersion ?? ""}`.trim(),
    }),
  );
}

/** Larger where the lane has room. */
function tokenSize(width: number): number {
  return width >= 300 ? 32 : 24;
}

function captionOf(event: InFlight, width: number): string | undefined {
  const key = event.ref?.key;
  if (key === undefined || key === "") return undefined;
  return width < 50 ? monogram(key) : shortKey(key, width - 8);
}

/** The newest trouble on this road: of the whole cluster, or of this informer; what strikes another one is no news here. */
function faultMarks(
  { world, informer, box, now, view }: LaneContext,
  listY: number,
  watchY: number,
): readonly Mark[] {
  const own = informer?.fault;
  const fault = (own?.seq ?? 0) > (world.fault?.seq ?? 0) ? own : world.fault;
  if (fault === undefined) return [];
  const isNow = fault.seq === now;
  const y = box.y + box.height - 16;
  const strike = fault.target === "list" ? listY : watchY;
  return [
    placed("fault", box.x + 18, y - 4, [drawGlyph("fault", 16)]),
    label(
      "fault-text",
      box.x + 32,
      y,
      fitProse(faultWords(fault.action, view.language), box.width - 42),
      "iv-small",
    ),
    ...(isNow
      ? [placed("strike", box.x + box.width / 2, strike - 16, [drawGlyph("fault", 26)])]
      : []),
  ];
}
