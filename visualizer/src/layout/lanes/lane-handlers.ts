import type { HandlerWorld, Notification } from "../../model/world/world.ts";
import { durationText } from "../../text/amounts.ts";
import { glyphOfNotification } from "../marks/glyph.ts";
import { type Box, label, line, type Mark, rect } from "../marks/mark.ts";
import { fitText, monogram, shortKey, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import { emptyNote, type LaneContext, type LaneDrawing, token } from "./lane-context.ts";

const block = { least: 74, most: 128 } as const;

/** One block a handler: its unbounded buffer, then its callback. */
export function drawHandlers(context: LaneContext): LaneDrawing {
  const { informer, box, text } = context;
  const handlers = [...(informer?.handlers.values() ?? [])];
  if (handlers.length === 0)
    return { count: "", state: "", marks: emptyNote(context, text.words.noHandlers), items: [] };
  const blockHeight = Math.min(
    block.most,
    Math.max(block.least, Math.floor(box.height / handlers.length)),
  );
  const room = Math.max(1, Math.floor(box.height / blockHeight));
  const shown = pickHandlers(handlers, room, context.now);
  const drawings = shown.map((handler, index) =>
    drawHandler(
      context,
      handler,
      { x: box.x, y: box.y + index * blockHeight, width: box.width, height: blockHeight },
      index,
    ),
  );
  const waiting = handlers.reduce((sum, { buffer }) => sum + buffer.length, 0);
  const hidden = handlers.length - shown.length;
  return {
    count: String(handlers.length),
    state: `${waiting} ${text.words.waiting}${hidden > 0 ? ` · +${hidden}` : ""}`,
    marks: drawings.flatMap(({ marks }) => marks),
    items: drawings.flatMap(({ items }) => items),
  };
}

/** The first ones, and the one that something happens to. */
function pickHandlers(
  handlers: readonly HandlerWorld[],
  room: number,
  now: number,
): readonly HandlerWorld[] {
  const shown = handlers.slice(0, room);
  const busy = handlers.find(
    (handler) =>
      handler.seq === now || handler.current?.seq === now || handler.buffer.at(-1)?.seq === now,
  );
  return busy === undefined || shown.includes(busy) ? shown : [...shown.slice(0, -1), busy];
}

function drawHandler(
  context: LaneContext,
  handler: HandlerWorld,
  box: Box,
  index: number,
): Pick<LaneDrawing, "marks" | "items"> {
  const { name, buffer, current } = handler;
  const flags = flagsOf(context, handler);
  const nameWidth = box.width - 24 - widthOf(flags, 12, "sans");
  const trackHeight = box.height - 30;
  const size = trackHeight >= 72 && box.width >= 220 ? 30 : 20;
  const step = size + 8;
  const y = box.y + 23 + (trackHeight - 14) / 2;
  const callbackWidth = size + 20;
  const callback = {
    x: box.x + box.width - callbackWidth - 8,
    y: box.y + 23,
    width: callbackWidth,
    height: trackHeight,
  };
  const track = {
    x: box.x + 8,
    y: box.y + 23,
    width: callback.x - box.x - 20,
    height: trackHeight,
  };
  const room = Math.max(1, Math.floor((track.width - 4) / step));
  const visible = buffer.length <= room ? buffer : buffer.slice(0, room - 1);
  const marks: Mark[] = [
    label(
      `name-${name}`,
      box.x + 10,
      box.y + 15,
      fitText(name, Math.max(40, nameWidth)),
      handler.isRemoved ? "iv-mono iv-struck" : "iv-mono iv-strong",
    ),
    label(`flags-${name}`, box.x + box.width - 9, box.y + 15, flags, "iv-small iv-muted", "end"),
    rect(`track-${name}`, track, "iv-track", 5),
    rect(
      `callback-${name}`,
      callback,
      current === undefined ? "iv-callback" : "iv-callback iv-busy",
      5,
    ),
    label(
      `function-${name}`,
      callback.x + callback.width / 2,
      callback.y + trackHeight / 2 + 6,
      current === undefined ? "ƒ" : "",
      "iv-function",
      "middle",
    ),
    line(`feed-${name}`, track.x + track.width + 2, y + 8, callback.x - 2, y + 8, "iv-feed"),
    ...(visible.length < buffer.length
      ? [
          label(
            `rest-${name}`,
            track.x + 6,
            y + 12,
            `+${buffer.length - visible.length}`,
            "iv-mono iv-muted",
          ),
        ]
      : []),
    ...(index > 0
      ? [line(`rule-${name}`, box.x + 8, box.y - 1, box.x + box.width - 8, box.y - 1, "iv-hair")]
      : []),
  ];
  // The oldest notification stands next to the callback.
  const items = visible.map((notification, place) =>
    notificationItem(
      context,
      handler,
      notification,
      track.x + track.width - step / 2 - 2 - place * step,
      y,
      size,
    ),
  );
  if (current !== undefined) {
    const x = callback.x + callback.width / 2;
    items.push(notificationItem(context, handler, current, x, y, size));
  }
  return { marks, items };
}

function notificationItem(
  context: LaneContext,
  handler: HandlerWorld,
  notification: Notification,
  x: number,
  y: number,
  size: number,
): SceneItem {
  const { ref, type, isTombstone, seq } = notification;
  return token(context, {
    id: `note:${handler.name}:${seq}`,
    lane: "handlers",
    x,
    y,
    size,
    kind: glyphOfNotification(type, isTombstone),
    caption: size > 24 ? shortKey(ref.key, size + 10) : monogram(ref.key),
    seq,
    from: notification.from,
    key: ref.key,
    ref,
    label:
      `${handler.name}: ${isTombstone ? "tombstone" : type} ${ref.key} ${ref.resourceVersion ?? ""}`.trim(),
  });
}

function flagsOf({ text }: LaneContext, handler: HandlerWorld): string {
  const { words } = text;
  if (handler.isRemoved) return words.removed;
  if (handler.errors > 0) return `${words.errors}: ${handler.errors}`;
  if (handler.isLate && !handler.isSynced) return words.late;
  if (handler.isSynced) return words.synced;
  return handler.resyncPeriodMs === 0 ? "" : `↻ ${durationText(handler.resyncPeriodMs)}`;
}
