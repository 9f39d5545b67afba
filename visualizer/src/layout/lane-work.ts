import type { WorkerWorld, WorkQueueWorld } from "../model/world.ts";
import { durationText } from "../text/message.ts";
import { drawGlyph } from "./glyph.ts";
import { chip, emptyNote, type LaneContext, type LaneDrawing } from "./lane-context.ts";
import { waitingRing } from "./lane-reflector.ts";
import { type Box, label, line, type Mark, path, placed, rect } from "./mark.ts";
import { fitProse, fitText, shortKey, widthOf } from "./measure.ts";
import type { SceneItem } from "./scene.ts";

/** The work queue's parts: order, what is being worked on, what is marked dirty, what waits for its time. */
export function drawWorkQueue(context: LaneContext): LaneDrawing {
  const { workQueue, box, text, world } = context;
  if (workQueue === undefined)
    return { count: "", state: "", marks: emptyNote(context, text.words.noQueue), items: [] };
  const marks: Mark[] = [];
  const items: SceneItem[] = [];
  const quarter = box.height / 4.4;
  const sections: readonly [string, string, number, readonly Entry[]][] = [
    ["queue", text.words.queue, 1.4, queued(workQueue)],
    ["processing", text.words.processing, 1, processing(workQueue)],
    ["dirty", text.words.dirty, 1, []],
    ["delayed", text.words.delayed, 1, delayed(workQueue, world.at)],
  ];
  let y = box.y;
  for (const [id, title, share, entries] of sections) {
    const height = quarter * share;
    if (id !== "queue")
      marks.push(line(`rule-${id}`, box.x + 8, y - 1, box.x + box.width - 8, y - 1, "iv-hair"));
    marks.push(label(`title-${id}`, box.x + 10, y + 14, title, "iv-small iv-muted"));
    if (id === "dirty") marks.push(...dirtyKeys(context, workQueue, y));
    const drawn = flow(context, id, entries, {
      x: box.x + 8,
      y: y + 20,
      width: box.width - 16,
      height: height - 20,
    });
    marks.push(...drawn.marks);
    items.push(...drawn.items);
    y += height;
  }
  return {
    count: String(workQueue.queue.length),
    state: workQueue.isShutDown ? text.words.shutDown : workQueue.name,
    marks,
    items,
  };
}

interface Entry {
  readonly id: string;
  readonly key: string;
  readonly text: string;
  readonly seq: number;
  readonly from?: number | undefined;
  readonly className?: string;
  readonly ring?: number;
}

function queued({ queue, dirty }: WorkQueueWorld): readonly Entry[] {
  return queue.map(({ key, seq }) => {
    const asked = dirty.get(key) ?? 1;
    return { id: `queued:${key}`, key, seq, text: asked > 1 ? `${key} ×${asked}` : key };
  });
}

function processing({ processing: taken, dirty }: WorkQueueWorld): readonly Entry[] {
  return [...taken].map(([key, { seq, from }]) => ({
    id: `processing:${key}`,
    key,
    seq,
    from,
    text: key,
    className: dirty.has(key) ? "iv-busy iv-dirty" : "iv-busy",
  }));
}

function delayed({ delayed: waiting }: WorkQueueWorld, now: number): readonly Entry[] {
  return [...waiting]
    .sort(([, a], [, b]) => a.dueAt - b.dueAt)
    .map(([key, { seq, from, dueAt }]) => ({
      id: `delayed:${key}`,
      key,
      seq,
      text: `${key} ${durationText(Math.max(0, dueAt - now))}`,
      ring: (dueAt - now) / Math.max(1, dueAt - from),
    }));
}

/** Chips side by side, in as many rows as there is room; the rest is counted. */
function flow(
  context: LaneContext,
  id: string,
  entries: readonly Entry[],
  box: Box,
): Pick<LaneDrawing, "marks" | "items"> {
  const items: SceneItem[] = [];
  const marks: Mark[] = [];
  const rows = Math.max(1, Math.floor((box.height + 2) / 25));
  let x = box.x;
  let row = 0;
  for (const [index, entry] of entries.entries()) {
    const ringRoom = entry.ring === undefined ? 0 : 20;
    const rest = entries.length - index;
    const reserve = rest > 1 ? 34 : 0;
    const text = fitText(entry.text, box.width - 20 - ringRoom - reserve);
    const width = widthOf(text) + 14;
    if (x > box.x && x + width + ringRoom > box.x + box.width - (row === rows - 1 ? reserve : 0)) {
      row += 1;
      x = box.x;
    }
    if (row >= rows) {
      const lastRight = Math.max(
        ...items
          .filter(({ lane }) => lane === "workqueue")
          .slice(-1)
          .map((item) => item.box.x + item.box.width),
        box.x,
      );
      marks.push(
        label(
          `rest-${id}`,
          lastRight + 6,
          box.y + (rows - 1) * 25 + 15,
          `+${rest}`,
          "iv-mono iv-muted",
        ),
      );
      break;
    }
    const y = box.y + row * 25;
    if (entry.ring !== undefined)
      marks.push(waitingRing(`ring-${entry.key}`, x + 9, y + 11, entry.ring));
    items.push(
      chip(context, entry.id, text, {
        x: x + ringRoom,
        y,
        lane: "workqueue",
        seq: entry.seq,
        from: entry.from,
        key: entry.key,
        width,
        label: `${id}: ${entry.text}`,
        ...(entry.className === undefined ? {} : { className: entry.className }),
      }),
    );
    x += width + ringRoom + 4;
  }
  return { marks, items };
}

function dirtyKeys({ box }: LaneContext, { dirty }: WorkQueueWorld, y: number): readonly Mark[] {
  if (dirty.size === 0) return [label("dirty-keys", box.x + 10, y + 32, "∅", "iv-mono iv-muted")];
  // More than a dozen never fit.
  const keys = [...dirty.keys()].slice(0, 12).map((key) => shortKey(key, 80));
  let shown = keys.length;
  const text = (): string =>
    `${keys.slice(0, shown).join(" ")}${shown < dirty.size ? ` +${dirty.size - shown}` : ""}`;
  while (shown > 1 && widthOf(text()) > box.width - 20) shown -= 1;
  const words = fitText(text(), box.width - 20);
  return [label("dirty-keys", box.x + 10, y + 32, words, "iv-mono")];
}

/** The workers side by side in a strip, or one below the other in a lane. */
export function drawWorkers(context: LaneContext, form: "strip" | "lane"): LaneDrawing {
  const { world, workQueue, box, text } = context;
  const workers = [...world.workers.values()].filter(
    ({ queue }) => workQueue === undefined || queue === workQueue.name,
  );
  const busy = workers.filter(({ key }) => key !== undefined).length;
  const count = workers.length === 0 ? "" : `${busy}/${workers.length}`;
  if (workers.length === 0)
    return { count, state: "", marks: emptyNote(context, text.words.noWorkers), items: [] };
  const width =
    form === "strip"
      ? Math.min(190, (box.width - 8) / Math.min(workers.length, 2)) - 6
      : box.width - 16;
  const height = 52;
  const room =
    form === "strip"
      ? Math.max(1, Math.floor(box.width / (width + 6)))
      : Math.max(1, Math.floor(box.height / (height + 6)));
  const drawn = workers.slice(0, room).map((worker, index) => {
    const x = form === "strip" ? box.x + 8 + index * (width + 6) : box.x + 8;
    const y = form === "strip" ? box.y + 6 : box.y + 2 + index * (height + 6);
    return drawWorker(context, worker, { x, y, width, height });
  });
  return {
    count,
    state: workers.length > room ? `+${workers.length - room}` : "",
    marks: drawn.flatMap(({ marks }) => marks),
    items: drawn.flatMap(({ items }) => items),
  };
}

function drawWorker(
  context: LaneContext,
  worker: WorkerWorld,
  box: Box,
): Pick<LaneDrawing, "marks" | "items"> {
  const { text, now } = context;
  const { name, key, read, outcome } = worker;
  const nameText = fitText(name, 70);
  const marks: Mark[] = [
    rect(`worker-${name}`, box, key === undefined ? "iv-worker" : "iv-worker iv-busy", 6),
    label(`worker-name-${name}`, box.x + 9, box.y + 19, nameText, "iv-mono iv-muted"),
  ];
  if (key === undefined) {
    marks.push(
      label(`worker-idle-${name}`, box.x + 9, box.y + 40, text.words.idle, "iv-small iv-muted"),
    );
    return { marks, items: [] };
  }
  const words =
    outcome === undefined
      ? read === undefined
        ? ""
        : `${text.words.reads} ${read.ref?.resourceVersion ?? text.words.notFound}`
      : outcome === "failed"
        ? `${text.words.failed}: ${worker.error ?? ""}`
        : text.words.done;
  const isNow = read?.seq === now;
  marks.push(
    label(
      `worker-read-${name}`,
      box.x + 9,
      box.y + 40,
      fitProse(words, box.width - 18),
      isNow ? "iv-small iv-strong" : "iv-small",
    ),
  );
  const nameRoom = widthOf(nameText) + 16;
  const width = Math.min(widthOf(key) + 14, box.width - nameRoom - 8);
  const item = chip(context, `worker:${name}`, shortKey(key, width - 12), {
    x: box.x + box.width - width - 7,
    y: box.y + 4,
    lane: "workers",
    seq: worker.seq,
    key,
    width,
    label: `${name}: ${key} ${words}`.trim(),
    className: outcome === "failed" ? "iv-busy iv-failed" : "iv-busy",
  });
  return { marks, items: [item] };
}

/** The way back: the last write, from who made it to the apiserver. */
export function drawWriteBack(context: LaneContext, box: Box): readonly Mark[] {
  const { world, text, now } = context;
  const { write } = world;
  const y = box.y + box.height - 16;
  const title = label("write-title", box.x + 12, box.y + 22, text.words.writeBack, "iv-lane-title");
  const right = box.x + box.width - 12;
  const left = box.x + 12;
  if (write === undefined) {
    return [
      title,
      path("write-line", `M${right},${y}H${left + 8}`, "iv-write"),
      path("write-arrow", `M${left + 8},${y - 4}l-7,4l7,4`, "iv-write"),
      label("write-none", right, box.y + 22, text.words.noWrite, "iv-small iv-muted", "end"),
    ];
  }
  const isNow = write.seq === now || write.answeredSeq === now;
  const answer =
    write.code === undefined
      ? "…"
      : `${write.code}${write.reason === undefined ? "" : ` ${write.reason}`}${write.resourceVersion === undefined ? "" : ` @${write.resourceVersion}`}`;
  const words = `${write.verb} ${write.key === "" ? write.resource : `${write.resource} ${write.key}`}`;
  const isRefused = write.code !== undefined && write.code >= 400;
  const titleRoom = widthOf(text.words.writeBack, 13, "sans") + 24;
  return [
    title,
    label(
      "write-by",
      box.x + titleRoom,
      box.y + 22,
      fitProse(`${text.words.by} ${write.by}`, box.width - titleRoom - 12),
      "iv-small iv-muted",
    ),
    path("write-line", `M${right},${y}H${left + 8}`, isNow ? "iv-write iv-write-now" : "iv-write"),
    path(
      "write-arrow",
      `M${left + 8},${y - 4}l-7,4l7,4`,
      isNow ? "iv-write iv-write-now" : "iv-write",
    ),
    label(
      "write-words",
      right,
      y - 6,
      fitText(words, box.width * 0.55),
      isNow ? "iv-mono iv-strong" : "iv-mono",
      "end",
    ),
    ...(isRefused ? [placed("write-refused", left + 20, y - 11, [drawGlyph("error", 15)])] : []),
    label(
      "write-answer",
      left + (isRefused ? 32 : 14),
      y - 6,
      fitText(answer, box.width * 0.36),
      "iv-mono",
    ),
  ];
}
