import { isOfAnother, type LaneId, laneIds } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { InformerWorld, WorkQueueWorld, World } from "../../model/world/world.ts";
import { stageText } from "../../text/catalogue.ts";
import type { DrawnLane, LaneContext, LaneDrawing } from "../lanes/lane-context.ts";
import { drawHandlers } from "../lanes/lane-handlers.ts";
import { drawIndexer } from "../lanes/lane-indexer.ts";
import { drawQueue } from "../lanes/lane-queue.ts";
import { drawReflector } from "../lanes/lane-reflector.ts";
import { drawApiserver, drawNetwork } from "../lanes/lane-server.ts";
import { drawWorkers, drawWorkQueue, drawWriteBack } from "../lanes/lane-work.ts";
import { type Box, circle, group, label, line, type Mark, rect } from "../marks/mark.ts";
import { fitProse, fitText, widthOf } from "../marks/measure.ts";
import type { Arrangement, LaneScene, Scene, SceneItem, View } from "../marks/scene.ts";
import { focusAt } from "./focus.ts";
import { drawReader } from "./overview.ts";
import { drawRuler } from "./ruler.ts";
import { drawSpine } from "./spine.ts";
import {
  blendBoxes,
  headerHeight,
  type LaneBox,
  overviewBoxes,
  type StageBoxes,
  stageBoxes,
} from "./stage-boxes.ts";

/** The drawing of a trace at a position: a pure function of the two and of what the reader chose to see. */
export function sceneOf(timeline: Timeline, position: number, view: View): Scene {
  const boxes = boxesAt(timeline, position, view);
  const world = timeline.worldAt(position);
  const base = contextOf(timeline, world, view);
  const lit = litLane(timeline, position, view);
  const ruler = drawRuler({ ...base, box: boxes.ruler }, timeline.commits);
  const lanes = laneIds.map((id) =>
    drawLane({ ...base, box: boxes.lanes[id].box }, id, boxes, id === lit),
  );
  const items = [...ruler.items, ...lanes.flatMap(({ items: laneItems }) => laneItems)];
  return {
    position: world.position,
    mode: boxes.mode,
    width: boxes.width,
    height: boxes.height,
    lanes: [rulerScene(boxes, base), ...lanes.map(({ lane }) => lane)],
    marks: [
      group("log", { class: "iv-lane iv-lane-log", "data-lane": "log" }, ruler.marks),
      ...(boxes.strip === undefined
        ? []
        : [
            drawStrip(
              boxes.strip,
              lanes.map(({ lane }) => lane),
              lit,
              base.text,
            ),
          ]),
      ...lanes.map(({ mark }) => mark),
      ...(boxes.lanes.queue.form === "hidden"
        ? []
        : [
            group(
              "write-back",
              { class: "iv-lane" },
              drawWriteBack({ ...base, box: boxes.writeBack }, boxes.writeBack),
            ),
          ]),
    ],
    items: unique(items),
  };
}

/** Where it happens; nowhere in a step of what the reader has not chosen, for nothing changes in what is drawn. */
export function litLane(timeline: Timeline, position: number, view: View): LaneId | undefined {
  const informer = chosenInformer(timeline.worldAt(position), view);
  return isOfAnother(timeline.log.recordAt(position)?.fact, informer)
    ? undefined
    : focusAt(timeline, position, view).active;
}

/** What all lanes are drawn from, but their boxes. */
export function contextOf(timeline: Timeline, world: World, view: View): Omit<LaneContext, "box"> {
  return {
    world,
    informer: chosenInformer(world, view),
    workQueue: chosenQueue(world, view),
    text: stageText(view.language),
    view,
    now: timeline.log.recordAt(world.position)?.seq ?? 0,
  };
}

/** Where everything stands: as the position asks for, or between two arrangements. */
export function boxesAt(timeline: Timeline, position: number, view: View): StageBoxes {
  const arranged = (arrangement: Arrangement): StageBoxes =>
    arrangement === "overview"
      ? overviewBoxes(view)
      : stageBoxes(view, focusAt(timeline, arrangement, view));
  const { lens } = view;
  if (lens === undefined) return arranged(position);
  const to = arranged(lens.to);
  const from = lens.from === lens.to ? to : arranged(lens.from);
  if (lens.via === undefined) return blendBoxes(from, to, lens.share);
  const via = stageBoxes(view, lens.via);
  return lens.share < 0.5
    ? blendBoxes(from, via, lens.share * 2)
    : blendBoxes(via, to, lens.share * 2 - 1);
}

/** The informer that the view names, else the first. */
export function chosenInformer(
  world: World,
  view: Pick<View, "informer">,
): InformerWorld | undefined {
  return world.informers.get(view.informer ?? "") ?? world.informers.values().next().value;
}

/** The work queue that the view names, else the first. */
export function chosenQueue(world: World, view: Pick<View, "queue">): WorkQueueWorld | undefined {
  return world.queues.get(view.queue ?? "") ?? world.queues.values().next().value;
}

/** One lane in the form that its box asks for. */
export function drawLane(
  context: LaneContext,
  id: LaneId,
  boxes: Pick<StageBoxes, "lanes" | "mode">,
  isActive: boolean,
): DrawnLane {
  const laneBox = boxes.lanes[id];
  const { box, form } = laneBox;
  if (form === "great" && id === "workers") return drawReader(context, box);
  const drawing = drawInside({ ...context, box: insideOf(laneBox) }, id, form);
  const title = titleOf(context, id, form);
  const isOpen = form === "open" || form === "great";
  const lane: LaneScene = { id, box, title, count: drawing.count, state: drawing.state, isOpen };
  if (form === "hidden" || form === "dot")
    return { lane, mark: group(`lane-${id}`, { class: "iv-lane" }, []), items: [] };
  const spine = form === "spine" ? drawSpine(lane, drawing.items) : undefined;
  const isWire = form === "great" && id === "network";
  const className = `iv-lane iv-lane-${id}${isActive ? " iv-active" : ""}${isOpen ? "" : " iv-folded"}`;
  return {
    lane,
    mark: group(`lane-${id}`, { class: className, "data-lane": id }, [
      ...(isWire ? [] : [rect("frame", box, "iv-panel", 10)]),
      ...(spine === undefined
        ? [...(isWire ? [] : laneHeader(context, lane)), ...drawing.marks]
        : spine.marks),
    ]),
    items: spine?.items ?? drawing.items,
  };
}

function insideOf({ box, form }: LaneBox): Box {
  const width = form === "open" || form === "great" ? box.width : Math.max(box.width, 190);
  const top = headerHeight + 2;
  return { x: box.x, y: box.y + top, width, height: Math.max(120, box.height - top - 4) };
}

function titleOf({ text, informer, view }: LaneContext, id: LaneId, form: LaneBox["form"]): string {
  if (form === "great" && id === "apiserver") return text.words.cluster;
  if (form === "great" && id === "indexer") return text.words.copy;
  const flavour = informer?.flavour;
  // In Chinese the lane's own word is DeltaFIFO's.
  const isNamed = flavour !== undefined && (view.language === "en" || flavour !== "delta");
  return id === "queue" && isNamed ? text.flavours[flavour] : text.lanes[id];
}

/** What stands in a lane, whatever its form. */
export function drawInside(context: LaneContext, id: LaneId, form: LaneBox["form"]): LaneDrawing {
  switch (id) {
    case "apiserver":
      return drawApiserver(context);
    case "network":
      return drawNetwork(context, form === "great" ? "wire" : "lane");
    case "reflector":
      return drawReflector(context);
    case "queue":
      return drawQueue(context);
    case "indexer":
      return drawIndexer(context, form !== "great");
    case "handlers":
      return drawHandlers(context);
    case "workqueue":
      return drawWorkQueue(context);
    case "workers":
      return drawWorkers(context);
  }
}

/** A lane's name, what it holds, and how it is. */
export function laneHeader({ text }: LaneContext, lane: LaneScene): readonly Mark[] {
  const { box, title, count, state, id } = lane;
  const titleWidth = widthOf(title, 14, "sans");
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

function rulerScene(boxes: StageBoxes, { text, world }: Omit<LaneContext, "box">): LaneScene {
  return {
    id: "log",
    box: boxes.ruler,
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
export function unique(items: readonly SceneItem[]): readonly SceneItem[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}
