import { type LaneId, laneIds, laneOf } from "../model/lanes.ts";
import type { Timeline } from "../model/timeline.ts";
import type { InformerWorld, WorkQueueWorld, World } from "../model/world.ts";
import { stageText } from "../text/catalogue.ts";
import type { LaneContext, LaneDrawing } from "./lane-context.ts";
import { drawHandlers } from "./lane-handlers.ts";
import { drawIndexer } from "./lane-indexer.ts";
import { drawLog, logTitle } from "./lane-log.ts";
import { drawQueue } from "./lane-queue.ts";
import { drawReflector } from "./lane-reflector.ts";
import { drawApiserver, drawNetwork } from "./lane-server.ts";
import { drawWorkers, drawWorkQueue, drawWriteBack } from "./lane-work.ts";
import { type Box, circle, group, label, line, type Mark, rect } from "./mark.ts";
import { fitProse, fitText, widthOf } from "./measure.ts";
import type { LaneScene, Scene, SceneItem, View } from "./scene.ts";
import { headerHeight, type StageBoxes, stageBoxes } from "./stage-boxes.ts";

/** The drawing of a trace at a position: a pure function of the two and of what the reader chose to see. */
export function sceneOf(timeline: Timeline, position: number, view: View): Scene {
  const world = timeline.worldAt(position);
  const record = timeline.log.recordAt(world.position);
  const informer = chosenInformer(world, view);
  const activeLane = record === undefined ? undefined : laneOf(record.fact);
  const boxes = stageBoxes(view, view.openLane ?? activeLane ?? "apiserver");
  const base = {
    world,
    informer,
    workQueue: chosenQueue(world, view),
    text: stageText(view.language),
    view,
    now: record?.seq ?? 0,
  };
  const log = drawLog({ ...base, box: boxes.log.cells }, timeline.commits);
  const lanes = laneIds.map((id) =>
    drawLane({ ...base, box: boxes.lanes[id].box }, id, boxes, id === activeLane),
  );
  const items = [...log.items, ...lanes.flatMap(({ items: laneItems }) => laneItems)];
  return {
    position: world.position,
    mode: boxes.mode,
    width: boxes.width,
    height: boxes.height,
    lanes: [logScene(boxes, base.text, world), ...lanes.map(({ lane }) => lane)],
    marks: [
      group("log", { class: "iv-lane iv-lane-log", "data-lane": "log" }, [
        rect("frame", boxes.log.frame, "iv-panel", 8),
        ...(boxes.mode === "narrow"
          ? narrowLogTitle(base.text, world, boxes, log.hidden)
          : logTitle(world, base.text, boxes.log.title, log.hidden)),
        ...log.marks,
      ]),
      ...(boxes.strip === undefined
        ? []
        : [
            drawStrip(
              boxes.strip,
              lanes.map(({ lane }) => lane),
              activeLane,
              base.text,
            ),
          ]),
      ...lanes.map(({ mark }) => mark),
      group("write-back", { class: "iv-lane" }, [
        rect("frame", boxes.writeBack, "iv-panel", 8),
        ...drawWriteBack({ ...base, box: boxes.writeBack }, boxes.writeBack),
      ]),
    ],
    items: unique(items),
  };
}

/** The informer that the view names, else the first. */
export function chosenInformer(
  world: World,
  view: Pick<View, "informer">,
): InformerWorld | undefined {
  const named = view.informer === undefined ? undefined : world.informers.get(view.informer);
  return named ?? world.informers.values().next().value;
}

/** The work queue that the view names, else the first. */
export function chosenQueue(world: World, view: Pick<View, "queue">): WorkQueueWorld | undefined {
  const named = view.queue === undefined ? undefined : world.queues.get(view.queue);
  return named ?? world.queues.values().next().value;
}

interface DrawnLane {
  readonly lane: LaneScene;
  readonly mark: Mark;
  readonly items: readonly SceneItem[];
}

function drawLane(
  context: LaneContext,
  id: LaneId,
  boxes: StageBoxes,
  isActive: boolean,
): DrawnLane {
  const { box, isOpen } = boxes.lanes[id];
  const isStrip = id === "workers" && boxes.mode === "wide";
  const inside = isStrip
    ? { x: box.x + 96, y: box.y + 4, width: box.width - 100, height: box.height - 8 }
    : {
        x: box.x,
        y: box.y + headerHeight + 2,
        width: box.width,
        height: box.height - headerHeight - 4,
      };
  const drawing = drawInside({ ...context, box: inside }, id, isStrip);
  const flavour = context.informer?.flavour;
  const isNamed = id === "queue" && flavour !== undefined && context.view.language === "en";
  const title = isNamed ? context.text.flavours[flavour] : context.text.lanes[id];
  const lane: LaneScene = { id, box, title, count: drawing.count, state: drawing.state, isOpen };
  const className = `iv-lane iv-lane-${id}${isActive ? " iv-active" : ""}${isOpen ? "" : " iv-folded"}`;
  const frame = rect("frame", box, "iv-panel", 8);
  // A closed lane of the narrow stage is a dot of the strip and nothing else.
  if (!isOpen && boxes.mode === "narrow")
    return { lane, mark: group(`lane-${id}`, { class: "iv-lane" }, []), items: [] };
  const content = isOpen ? drawing.marks : [];
  const header = isStrip
    ? stripHeader(lane)
    : isOpen
      ? laneHeader(context, lane)
      : foldedHeader(lane);
  const accent = isActive
    ? [
        rect(
          "accent",
          { x: box.x + 10, y: box.y, width: isOpen ? 40 : 20, height: 3 },
          "iv-accent-bar",
          1.5,
        ),
      ]
    : [];
  return {
    lane,
    mark: group(`lane-${id}`, { class: className, "data-lane": id }, [
      frame,
      ...header,
      ...content,
      ...accent,
    ]),
    items: isOpen ? drawing.items : [],
  };
}

function drawInside(context: LaneContext, id: LaneId, isStrip: boolean): LaneDrawing {
  switch (id) {
    case "apiserver":
      return drawApiserver(context);
    case "network":
      return drawNetwork(context);
    case "reflector":
      return drawReflector(context);
    case "queue":
      return drawQueue(context);
    case "indexer":
      return drawIndexer(context);
    case "handlers":
      return drawHandlers(context);
    case "workqueue":
      return drawWorkQueue(context);
    case "workers":
      return drawWorkers(context, isStrip ? "strip" : "lane");
  }
}

function laneHeader({ text }: LaneContext, lane: LaneScene): readonly Mark[] {
  const { box, title, count, state, id } = lane;
  const titleWidth = widthOf(title, 13, "sans");
  const countWidth = count === "" ? 0 : widthOf(count) + 12;
  const room = box.width - 20 - titleWidth - 8 - countWidth;
  const name = text.laneNames[id];
  const sub =
    name !== "" && widthOf(name, 12, "sans") <= room
      ? [label("name", box.x + 10 + titleWidth + 6, box.y + 20, name, "iv-small iv-muted")]
      : [];
  return [
    label("title", box.x + 10, box.y + 20, title, "iv-lane-title"),
    ...sub,
    ...(count === ""
      ? []
      : [label("count", box.x + box.width - 10, box.y + 20, count, "iv-mono iv-count", "end")]),
    label("state", box.x + 10, box.y + 37, fitProse(state, box.width - 18), "iv-small iv-muted"),
  ];
}

function stripHeader({ box, title, count }: LaneScene): readonly Mark[] {
  return [
    label("title", box.x + 12, box.y + 22, title, "iv-lane-title"),
    label("count", box.x + 12, box.y + 44, count, "iv-mono iv-count"),
  ];
}

function foldedHeader({ box, title, count }: LaneScene): readonly Mark[] {
  const turned = label("title", 0, 0, title, "iv-lane-title");
  return [
    {
      ...turned,
      attributes: {
        ...turned.attributes,
        transform: `translate(${box.x + 16},${box.y + 14}) rotate(90)`,
      },
    },
    ...(count === ""
      ? []
      : [label("count", box.x + 20, box.y + box.height - 14, count, "iv-mono iv-count", "middle")]),
  ];
}

function narrowLogTitle(
  text: LaneContext["text"],
  world: World,
  { width }: StageBoxes,
  hidden: number,
): readonly Mark[] {
  const forgotten =
    world.compacted === undefined ? "" : `${text.words.compacted} ${world.compacted} · `;
  return [
    label(
      "log-title",
      10,
      20,
      `${text.lanes.log}${hidden > 0 ? ` ◂ ${hidden}` : ""}`,
      "iv-lane-title",
    ),
    label(
      "log-head",
      width - 10,
      20,
      `${forgotten}${text.words.head} ${world.head ?? "–"}`,
      "iv-small iv-muted",
      "end",
    ),
  ];
}

function logScene(boxes: StageBoxes, text: LaneContext["text"], world: World): LaneScene {
  return {
    id: "log",
    box: boxes.log.frame,
    title: text.lanes.log,
    count: String(world.commits),
    state: `${text.words.head} ${world.head ?? "–"}`,
    isOpen: true,
  };
}

/** Narrow: the pipeline as eight dots; a number says how many things a lane holds. */
function drawStrip(
  box: Box,
  lanes: readonly LaneScene[],
  active: LaneId | undefined,
  text: LaneContext["text"],
): Mark {
  const step = box.width / lanes.length;
  const y = box.y + 18;
  return group("strip", { class: "iv-strip" }, [
    line("strip-line", box.x + step / 2, y, box.x + box.width - step / 2, y, "iv-strip-line"),
    ...lanes.map(({ id, count, isOpen }, index) => {
      const x = box.x + step * (index + 0.5);
      const className = `iv-dot${id === active ? " iv-dot-active" : ""}${isOpen ? " iv-dot-open" : ""}`;
      return group(`dot-${id}`, { class: className, "data-lane": id }, [
        rect("hit", { x: x - step / 2, y: box.y, width: step, height: box.height }, "iv-hit"),
        circle("dot", x, y, 14, "iv-dot-shape"),
        label("dot-count", x, y + 4, fitText(count, 26), "iv-mono", "middle"),
        label(
          "dot-name",
          x,
          y + 30,
          text.short[id === "log" ? "apiserver" : id],
          isOpen ? "iv-small iv-strong" : "iv-small iv-muted",
          "middle",
        ),
      ]);
    }),
  ]);
}

/** A join needs ids that differ; the first of equal ones stays. */
function unique(items: readonly SceneItem[]): readonly SceneItem[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}
