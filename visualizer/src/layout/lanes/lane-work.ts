import type { WorkerWorld, WorkQueueWorld } from "../../model/world/world.ts";
import { durationText } from "../../text/amounts.ts";
import { drawGlyph } from "../marks/glyph.ts";
import { type Box, label, type Mark, path, placed, rect } from "../marks/mark.ts";
import { fitProse, fitText, shortKey, widthOf } from "../marks/measure.ts";
import type { SceneItem } from "../marks/scene.ts";
import { chip, emptyNote, type LaneContext, type LaneDrawing } from "./lane-context.ts";
import { waitingRing } from "./lane-reflector.ts";

/** The work queue's parts: order, what is being worked on, what is marked dirty, what waits for its time. */
export function drawWorkQueue(context: LaneContext): LaneDrawing {
  const { workQueue, box, text, world } = context;
  if (workQueue === undefined)
    return { count: "", state: "", marks: emptyNote(context, text.words.noQueue), items: [] };
  const marks: Mark[] = [];
  const items: SceneItem[] = [];
  const all: readonly [string, string, Entries][] = [
    ["queue", text.words.queue, queued(workQueue)],
    ["processing", text.words.processing, processing(workQueue)],
    ["dirty", text.words.dirty, []],
    ["delayed", text.words.delayed, delayed(workQueue, world.at)],
  ];
  const sections = box.height < 150 ? all.slice(0, 2) : all;
  const columns = box.width >= 300 ? 2 : 1;
  const width = (box.width - 12) / columns;
  const height = (box.height - 4) / (sections.length / columns);
  for (const [index, [id, title, entries]] of sections.entries()) {
    const x = box.x + 6 + (index % columns) * width;
    const y = box.y + Math.floor(index / columns) * height;
    marks.push(
      rect(`part-${id}`, { x: x + 1, y, width: width - 4, height: height - 4 }, "iv-card", 6),
      label(`title-${id}`, x + 9, y + 15, title, "iv-small iv-muted"),
    );
    const inside = { x: x + 8, y: y + 20, width: width - 18, height: height - 26 };
    if (id === "dirty") marks.push(...dirtyKeys(workQueue, inside));
    const drawn = flow(context, id, entries, inside);
    marks.push(...drawn.marks);
    items.push(...drawn.items);
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

/** A list of which only what has room is made. */
interface Entries {
  readonly length: number;
  at(index: number): Entry | undefined;
}

function queued({ queue, dirty }: WorkQueueWorld): Entries {
  return {
    length: queue.length,
    at: (index) => {
      const waiting = queue[index];
      if (waiting === undefined) return undefined;
      const { key, seq } = waiting;
      const asked = dirty.get(key) ?? 1;
      return { id: `queued:${key}`, key, seq, text: asked > 1 ? `${key} ×${asked}` : key };
    },
  };
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
  entries: Entries,
  box: Box,
): Pick<LaneDrawing, "marks" | "items"> {
  const items: SceneItem[] = [];
  const marks: Mark[] = [];
  const rows = Math.max(1, Math.floor((box.height + 2) / 25));
  let x = box.x;
  let row = 0;
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries.at(index);
    if (entry === undefined) break;
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

function dirtyKeys({ dirty }: WorkQueueWorld, box: Box): readonly Mark[] {
  const y = box.y + 14;
  if (dirty.size === 0) return [];
  // More than a dozen never fit.
  const keys: string[] = [];
  for (const key of dirty.keys()) if (keys.push(shortKey(key, 80)) === 12) break;
  let shown = keys.length;
  const text = (): string =>
    `${keys.slice(0, shown).join(" ")}${shown < dirty.size ? ` +${dirty.size - shown}` : ""}`;
  while (shown > 1 && widthOf(text()) > box.width) shown -= 1;
  const words = fitText(text(), box.width);
  return [label("dirty-keys", box.x + 2, y, words, "iv-mono")];
}

/** The workers, one below the other. */
export function drawWorkers(context: LaneContext): LaneDrawing {
  const { world, workQueue, box, text } = context;
  const workers = [...world.workers.values()].filter(
    ({ queue }) => workQueue === undefined || queue === workQueue.name,
  );
  const busy = workers.filter(({ key }) => key !== undefined).length;
  const count = workers.length === 0 ? "" : `${busy}/${workers.length}`;
  if (workers.length === 0)
    return { count, state: "", marks: emptyNote(context, text.words.noWorkers), items: [] };
  const height = Math.min(76, Math.max(52, Math.floor(box.height / workers.length) - 6));
  const room = Math.max(1, Math.floor(box.height / (height + 6)));
  const drawn = workers.slice(0, room).map((worker, index) => {
    const y = box.y + 2 + index * (height + 6);
    return drawWorker(context, worker, { x: box.x + 8, y, width: box.width - 16, height });
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
  const y = box.y + 12;
  const right = box.x + box.width - 12;
  const left = box.x + 12;
  const isNow = write !== undefined && (write.seq === now || write.answeredSeq === now);
  const className = isNow ? "iv-write iv-write-now" : "iv-write";
  const arrow = [
    path("write-line", `M${right},${y - 8}V${y}H${left}V${y - 7}`, className),
    path("write-arrow", `M${left - 4},${y - 4}l4,-5l4,5`, className),
  ];
  if (write === undefined)
    return [
      ...arrow,
      label("write-title", right - 8, y + 16, text.words.writeBack, "iv-small iv-muted", "end"),
    ];
  const answer =
    write.code === undefined
      ? "…"
      : `${write.code}${write.reason === undefined ? "" : ` ${write.reason}`}${write.resourceVersion === undefined ? "" : ` @${write.resourceVersion}`}`;
  const words = `${actorName(context, write.by)}: ${write.verb} ${/[^/]$/.test(write.key) ? write.key : write.resource}`;
  const isRefused = write.code !== undefined && write.code >= 400;
  const strong = isNow ? "iv-small iv-strong" : "iv-small iv-muted";
  return [
    ...arrow,
    label("write-words", right - 8, y + 16, fitProse(words, box.width * 0.55), strong, "end"),
    ...(isRefused ? [placed("write-refused", left + 16, y + 12, [drawGlyph("error", 14)])] : []),
    label(
      "write-answer",
      left + (isRefused ? 28 : 10),
      y + 16,
      fitText(answer, box.width * 0.34),
      "iv-mono iv-muted",
    ),
  ];
}

/** Who wrote, as a reader knows them: what a scenario begins with is nobody's. */
function actorName({ text }: LaneContext, name: string): string {
  return name === "seed" ? text.words.before : name;
}
