import type { TraceFact } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { TraceBuilder } from "../../../demo/trace-builder.ts";
import { laneIds } from "../../model/timeline/lanes.ts";
import { Timeline } from "../../model/timeline/timeline.ts";
import { knowEveryLanguage } from "../../text/every-language.ts";
import { narrateAt } from "../../text/narrate.ts";
import { plainText } from "../../text/segment.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import { BoundedCache } from "../marks/bounded-cache.ts";
import type { Mark } from "../marks/mark.ts";
import {
  compareKeys,
  fitProse,
  fitText,
  fittedTexts,
  monogram,
  widthOf,
  wrapText,
} from "../marks/measure.ts";
import { focusAt } from "./focus.ts";
import { sceneOf } from "./stage.ts";
import { stageBoxes } from "./stage-boxes.ts";

knowEveryLanguage();

const timeline = new Timeline(new TraceLog(exampleTrace()));
const widths = [1440, 1280, 1100, 1099, 820, 640, 639, 390, 320];

test("lanes never overlap and never leave the stage, at any width", () => {
  for (const width of widths) {
    const boxes = stageBoxes({ width }, { active: "queue", open: ["network", "queue", "indexer"] });
    const all = [boxes.ruler, boxes.writeBack, ...laneIds.map((id) => boxes.lanes[id].box)];
    for (const [index, a] of all.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(width + 0.01);
      expect(a.y + a.height).toBeLessThanOrEqual(boxes.height);
      for (const b of all.slice(index + 1)) {
        const isApart =
          a.x + a.width <= b.x + 0.01 ||
          b.x + b.width <= a.x + 0.01 ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        expect(isApart, `${width}: ${JSON.stringify(a)} ${JSON.stringify(b)}`).toBe(true);
      }
    }
  }
});

test("the stage keeps its height through the whole trace, so that nothing jumps", () => {
  for (const width of [1280, 820, 390]) {
    const heights = new Set<number>();
    for (let position = 0; position <= timeline.length; position += 5)
      heights.add(sceneOf(timeline, position, { width, language: "en" }).height);
    expect(heights.size).toBe(1);
  }
});

test("items stay inside their lane", () => {
  for (const width of [1280, 820, 390]) {
    for (let position = 0; position <= timeline.length; position += 3) {
      const scene = sceneOf(timeline, position, { width, language: "zh-CN" });
      for (const { box, lane, label } of scene.items) {
        const frame = scene.lanes.find(({ id }) => id === lane)?.box ?? {
          x: 0,
          y: 0,
          width: 0,
          height: 0,
        };
        expect(box.x, `${position} ${label}`).toBeGreaterThanOrEqual(frame.x - 2);
        expect(box.x + box.width, `${position} ${label}`).toBeLessThanOrEqual(
          frame.x + frame.width + 2,
        );
        expect(box.y + box.height, `${position} ${label}`).toBeLessThanOrEqual(
          frame.y + frame.height + 2,
        );
      }
    }
  }
});

test("idle lanes are spines, and the lane where it happens has the most room", () => {
  for (let position = 1; position <= timeline.length; position += 4) {
    const { lanes } = sceneOf(timeline, position, { width: 1280, language: "en" });
    const stations = lanes.filter(({ id }) => id !== "log");
    const open = stations.filter(({ isOpen }) => isOpen);
    const active = focusAt(timeline, position, { width: 1280 }).active;
    expect(open.length).toBeLessThanOrEqual(4);
    const widest = Math.max(...stations.map(({ box }) => box.width));
    expect(stations.find(({ id }) => id === active)?.box.width).toBe(widest);
    expect(widest).toBeGreaterThan(1280 * 0.3);
    for (const { box, isOpen } of stations) if (!isOpen) expect(box.width).toBeLessThan(50);
  }
});

test.each([
  ["read", "indexer"],
  ["add-index", "indexer"],
  ["starve", "queue"],
  ["slow-handler", "handlers"],
  ["enqueue", "workqueue"],
  ["worker-leaves", "workers"],
  ["create", "apiserver"],
])("a program's %s is drawn where it happens, %s: most of it leaves no process", (action, lane) => {
  const fact = { kind: "actor.acted", actor: "program", action, operation: "r" } as const;
  const record = { seq: 1, at: 0, lane: "actor" as never, step: 1, fact };
  const run = new Timeline(new TraceLog({ version: 1, records: [record] }));
  expect(focusAt(run, 1, { width: 1280 }).active).toBe(lane);
});

test("an object's labels are drawn with it", () => {
  const at = timeline.log.records.findIndex(({ fact }) => fact.kind === "informer.synced") + 1;
  const scene = sceneOf(timeline, at, { width: 1280, language: "en" });
  expect(JSON.stringify(scene.items.find(({ id }) => id === "store:node-1")?.marks)).toContain(
    "zone=",
  );
});

test("a lane that the page or the reader opens is open", () => {
  const focus = focusAt(timeline, 100, { width: 1280, lanes: ["queue", "handlers"] });
  expect(focus.open).toEqual(expect.arrayContaining(["queue", "handlers"]));
  expect(focusAt(timeline, 100, { width: 1280, openLane: "workers" }).active).toBe("workers");
});

test("unfolding begins with two boxes and one wire, and ends with the whole picture", () => {
  const at = (share: number) =>
    sceneOf(timeline, 100, {
      width: 1280,
      language: "en",
      lens: { from: "overview", to: 100, share },
    });
  const folded = at(0).lanes.filter(({ box, id }) => id !== "log" && box.width > 0);
  expect(folded.map(({ title }) => title)).toEqual([
    "The cluster",
    "Network",
    "Your copy",
    "your controller",
  ]);
  expect(at(1)).toEqual(sceneOf(timeline, 100, { width: 1280, language: "en" }));
});

test("the five needles hang where each reader has come to, and their distance is told", () => {
  const cut =
    timeline.log.records.findIndex(
      ({ fact }) => fact.kind === "reflector.watch-ended" && fact.reason === "expired",
    ) + 1;
  const scene = sceneOf(timeline, cut, { width: 1280, language: "en" });
  const placeOf = (id: string): number =>
    scene.items.find((item) => item.id === `needle:${id}`)?.box.x ?? Number.NaN;
  expect(placeOf("head")).toBeGreaterThan(placeOf("cursor") + 20);
  for (const id of ["cursor", "store", "told", "read"]) expect(placeOf(id)).not.toBeNaN();
  expect(scene.items.find(({ id }) => id === "staleness")?.label).toMatch(/^\d+ behind$/);
  const hatch = scene.items.find(({ id }) => id === "forgotten");
  expect(hatch?.box.width).toBeGreaterThan(placeOf("cursor"));
  expect(JSON.stringify(scene.items)).toContain("iv-snapped");
});

test("of a needle that snapped only its own name is red, and nothing is drawn through the names", () => {
  const cut = timeline.log.records.findIndex(
    ({ fact }) => fact.kind === "reflector.watch-ended" && fact.reason === "expired",
  );
  const { items } = sceneOf(timeline, cut + 1, { width: 1280, language: "en" });
  const needles = items.filter(({ id }) => id.startsWith("needle:"));
  const names = needles.flatMap(({ box, marks }) =>
    marks
      .filter(({ tag }) => tag === "text")
      .map(({ text, attributes }) => ({
        text,
        isRed: String(attributes["class"]).includes("iv-error-text"),
        top: box.y + Number(attributes["y"]) - 10,
        bottom: box.y + Number(attributes["y"]) + 3,
      })),
  );
  expect(names.filter(({ isRed }) => isRed).map(({ text }) => text)).toEqual(["watch"]);
  expect(names.map(({ text }) => text).join(" ")).toContain("your copy");
  const top = Math.min(...names.map((name) => name.top));
  for (const { box, marks } of needles) {
    const shaft = marks[0]?.children?.find(({ id }) => id === "shaft")?.attributes["d"];
    const [start = 0, ...steps] = [...String(shaft).matchAll(/,(-?\d+)/g)].map(([, y]) =>
      Number(y),
    );
    const end = String(shaft).includes("V")
      ? Number(/V(\d+)/.exec(String(shaft))?.[1])
      : steps.reduce((sum, y) => sum + y, start);
    expect(box.y + end).toBeLessThanOrEqual(top);
  }
  const distance = items.find(({ id }) => id === "staleness");
  const bracket = distance?.marks.find(({ id }) => id === "bracket")?.attributes["d"];
  expect((distance?.box.y ?? 0) + Number(/^M0,(\d+)/.exec(String(bracket))?.[1])).toBeGreaterThan(
    Math.max(...names.map(({ bottom }) => bottom)),
  );
});

test("ten thousand objects draw no more rows than a lane has room for", () => {
  const refs = Array.from({ length: 10_000 }, (_, index) => ({
    resource: "nodes",
    key: `node-${index}`,
    resourceVersion: String(index),
  }));
  const records = [
    {
      seq: 1,
      at: 0,
      lane: "controller" as never,
      step: 1,
      fact: {
        kind: "store.replaced",
        informer: "nodes",
        refs,
        objects: refs.map(() => ({})),
        indexes: {},
        storeResourceVersion: "9999",
      } as const,
    },
  ];
  const scene = sceneOf(new Timeline(new TraceLog({ version: 1, records })), 1, {
    width: 1200,
    language: "en",
  });
  expect(scene.items.length).toBeLessThanOrEqual(40);
  expect(JSON.stringify(scene.marks)).toMatch(/… 99\d\d more/);
});

test("the row that changes now is among those drawn", () => {
  const trace = exampleTrace({ nodes: 40, isExpired: false });
  const crowded = new Timeline(new TraceLog(trace));
  for (const [index, { fact, seq }] of trace.records.entries()) {
    if (fact.kind !== "store.changed" || fact.change === "deleted") continue;
    const scene = sceneOf(crowded, index + 1, { width: 1280, language: "en" });
    expect(scene.items.some((item) => item.lane === "indexer" && item.seq === seq)).toBe(true);
  }
});

test("texts are cut to fit, names in the middle, prose at its end", () => {
  expect(fitText("kube-system/coredns-5d78c9869d-abcde", 120)).toMatch(/^kube.*….*abcde$/);
  expect(widthOf(fitText("x".repeat(500), 80))).toBeLessThanOrEqual(80);
  expect(fitProse("the load balancer did not answer", 100)).toMatch(/…$/);
  expect(wrapText("one two three four five six seven", 60, 2)).toHaveLength(2);
  expect(wrapText("反射器正在等待下一次列举请求", 60, 3).length).toBeGreaterThan(1);
  expect(widthOf("反射器", 12, "sans")).toBe(36);
});

test("names are ordered as people count, and get two letters", () => {
  expect(["node-10", "node-9", "node-1"].sort(compareKeys)).toEqual([
    "node-1",
    "node-9",
    "node-10",
  ]);
  expect(["node-12", "default/web-a", "x"].map(monogram)).toEqual(["n2", "wa", "x"]);
});

test("a name that must be cut is cut once for each width it stands in, not at each step", () => {
  const long = new Timeline(new TraceLog(exampleTrace({ nodes: 60 })));
  const walk = (): number => {
    const before = fittedTexts.computed;
    for (let position = 0; position <= long.length; position += 7)
      sceneOf(long, position, { width: 820, language: "en" });
    return fittedTexts.computed - before;
  };
  expect(walk()).toBeGreaterThan(0);
  expect(walk()).toBe(0);
});

test("a width is the sum of its characters' advances, whatever plane they are of", () => {
  for (const face of ["mono", "sans"] as const) {
    for (const text of ["kube-system/Ömer-W1", "节点 node-1…", "👩‍🚀 pod", "\ud800x", ""]) {
      const sum = [...text].reduce((width, character) => width + widthOf(character, 12, face), 0);
      expect(widthOf(text, 12, face), text).toBeCloseTo(sum, 9);
    }
  }
  expect(widthOf("节", 12, "mono")).toBe(12);
  expect(widthOf("👩", 12, "sans")).toBe(12);
});

test("a cache keeps what it may in bytes, begins anew when there is more, and never keeps what alone is too much", () => {
  const cache = new BoundedCache<string>(2000, ({ length }) => length);
  for (let index = 0; index < 500; index += 1) {
    expect(cache.get(`key ${index}`, () => `${index}`)).toBe(`${index}`);
    expect(cache.bytes).toBeLessThanOrEqual(2000);
  }
  const computed = cache.computed;
  expect(cache.get("key 499", () => "again")).toBe("499");
  expect(cache.computed).toBe(computed);
  cache.get("huge", () => "x".repeat(5000));
  expect(cache.get("huge", () => "anew")).toBe("anew");
  expect(cache.bytes).toBeLessThanOrEqual(2000);
});

test("of several informers only the chosen one's steps light up a lane", () => {
  const started = (informer: string): TraceFact => ({
    kind: "informer.started",
    ...{ informer, resource: informer, queue: "delta", resyncPeriodMs: 0, indexes: [] },
  });
  const ref = { resource: "services", key: "default/a", uid: "u", resourceVersion: "5" };
  const facts: readonly TraceFact[] = [
    started("configmaps"),
    started("services"),
    { kind: "server.watch-sent", watch: "1", type: "ADDED", ref },
    {
      kind: "store.changed",
      ...{ informer: "services", change: "added", ref, object: {}, indexes: {} },
      storeResourceVersion: "5",
    },
  ];
  const records = facts.map((fact, index) => {
    return { seq: index + 1, at: 0, lane: "x" as never, step: index, fact };
  });
  const two = new Timeline(new TraceLog({ version: 1, records }));
  const lit = (at: number, informer: string): boolean =>
    JSON.stringify(sceneOf(two, at, { width: 1280, language: "en", informer }).marks).includes(
      "iv-active",
    );

  expect([3, 4].map((at) => lit(at, "services"))).toEqual([true, true]);
  expect([3, 4].map((at) => lit(at, "configmaps"))).toEqual([false, false]);
  expect(plainText(narrateAt(two, 4, "en"))).toMatch(/^services: The Indexer takes in default\/a/);
  expect(plainText(narrateAt(two, 4, "zh-CN"))).toMatch(/^services：/);
  expect(plainText(narrateAt(two, 3, "en"))).toMatch(/^services: default\/a appeared/);
});

test.each([1280, 820, 390])(
  "why a watch was refused stands beside the name of its wire, not on it (%i px)",
  (width) => {
    const trace = new TraceBuilder();
    trace.step(0, "reflector/nodes");
    trace.emit({
      kind: "reflector.watch-refused",
      informer: "nodes",
      error: `ListOptions.meta.k8s.io "" is invalid: ${"sendInitialEvents: Forbidden ".repeat(4)}`,
    });
    const refused = new Timeline(new TraceLog(trace.toFile()));
    const { marks } = sceneOf(refused, 1, { width, language: "en", openLane: "network" });
    const find = (id: string): Mark | undefined => {
      const search = (all: readonly Mark[]): Mark | undefined => {
        for (const mark of all) {
          const found = mark.id === id ? mark : search(mark.children ?? []);
          if (found !== undefined) return found;
        }
        return undefined;
      };
      return search(marks);
    };
    const [name, reason] = [find("watch-title"), find("watch-state")];
    const end = Number(name?.attributes["x"]) + widthOf(name?.text ?? "", 12, "sans");

    expect(reason?.text).toMatch(/^ListOp/);
    expect(Number(reason?.attributes["x"]) - widthOf(reason?.text ?? "")).toBeGreaterThan(end);
  },
);

test("a write that is to make an object is named by what it makes, not by half a key", () => {
  const trace = new TraceBuilder();
  trace.step(0, "outside");
  trace.emit({
    kind: "server.requested",
    request: "1",
    verb: "create",
    resource: "pods",
    key: "default/",
    options: {},
    client: "user",
  });
  const asked = new Timeline(new TraceLog(trace.toFile()));
  const drawn = JSON.stringify(sceneOf(asked, 1, { width: 1280, language: "en" }).marks);

  expect(plainText(narrateAt(asked, 1, "en"))).toBe("user sends create pods to the apiserver.");
  expect(drawn).toContain("user: create pods");
});
