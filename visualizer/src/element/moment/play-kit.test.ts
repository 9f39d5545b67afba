// @vitest-environment jsdom
import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { until } from "../../../demo/until.ts";
import "../../define.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";
import { loadPlayKit, playKit } from "./play-kit.ts";

const trace = exampleTrace();
const text = { en: "The list is here.", "zh-CN": "列表到了。" };
const listed = trace.records.findIndex(({ fact }) => fact.kind === "reflector.listed") + 1;
const story = { beats: [{ id: "listed", seq: trace.records[listed - 1]?.seq ?? 0, text }] };

interface Shown {
  readonly isDrawn: boolean;
  readonly said: string;
  readonly position: number;
}

function shown(element: InformerVisualizer): Shown {
  const { shadowRoot, position } = element;
  const isHidden = shadowRoot?.querySelector<HTMLElement>(".slot-stage")?.hidden ?? true;
  const isDrawn = !isHidden && shadowRoot?.querySelector(".stage svg text") !== null;
  return { isDrawn, said: shadowRoot?.querySelector(".said")?.textContent ?? "", position };
}

/** Whether what the page has put into the element stands there instead of a drawing. */
function isOwnShown({ shadowRoot }: InformerVisualizer): boolean {
  return shadowRoot?.querySelector(".root[hidden] + slot") !== null;
}

/** Puts a picture into the page, does something at once, and notes what stands there before anything else can be loaded. */
function atOnce(
  attributes: Readonly<Record<string, string>>,
  act: (element: InformerVisualizer) => void = () => {},
): {
  readonly element: InformerVisualizer;
  readonly before: Shown;
  readonly isOwnShown: boolean;
  readonly steps: string[];
} {
  const element = document.createElement("informer-visualizer");
  const steps: string[] = [];
  element.addEventListener("informer-step", ({ detail }: CustomEventInit) =>
    steps.push(`${detail.position} ${detail.sentence}`),
  );
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (attributes["mode"] === "lesson") element.story = story;
  element.trace = trace;
  document.body.append(element);
  act(element);
  return { element, before: shown(element), isOwnShown: isOwnShown(element), steps };
}

// All of them stand in the page before what moves and tells can have come.
const plain = atOnce({});
const linked = atOnce({ step: "100" });
const lesson = atOnce({ mode: "lesson", motion: "full", speed: "16" });
const played = atOnce({ speed: "16", motion: "reduced" }, (element) => element.play());
const stepped = atOnce({ motion: "full" }, (element) => element.step(1, "line"));
const isThereAtOnce = playKit() !== undefined;

test("before anything has happened the picture stands, although what moves and tells is still on its way", () => {
  expect(isThereAtOnce).toBe(false);
  const start = { isDrawn: true, said: "Nothing has happened yet. Step forward to begin." };
  expect(plain.before).toEqual({ ...start, position: 0 });
  expect(lesson.before).toEqual({ ...start, position: 0 });
  expect(plain.steps[0]).toBe(`0 ${start.said}`);
});

test("a place where something has happened is drawn with its sentence, or not at all", async () => {
  expect(linked.before).toEqual({ isDrawn: false, said: "", position: 100 });
  expect(linked.isOwnShown).toBe(true);
  await until(() => expect(shown(linked.element).isDrawn).toBe(true));
  expect(shown(linked.element).said).not.toBe("");
  expect(isOwnShown(linked.element)).toBe(false);
  expect(linked.steps).toHaveLength(1);
  expect(linked.steps[0]).toBe(`100 ${shown(linked.element).said}`);
});

test("what a reader wants before it is there happens once it is", async () => {
  await until(() => expect(played.element.position).toBeGreaterThan(0));
  expect(stepped.before.position).toBe(1);
  await until(() => expect(shown(stepped.element).said).toBe("kubectl creates node-1."));
  expect(stepped.steps).toContain("1 kubectl creates node-1.");
});

test("a lesson goes to its first story point by itself as soon as it can", async () => {
  await until(() => expect(lesson.element.position).toBe(listed));
  await until(() => expect(shown(lesson.element).said).toBe(text.en));
});

test("what the page has put into the element stands there until the first trace, and a word about none where it has put nothing", async () => {
  await loadPlayKit();
  const empty = document.createElement("informer-visualizer");
  const withPoster = document.createElement("informer-visualizer");
  withPoster.append(document.createElement("img"));
  document.body.append(empty, withPoster);
  expect([isOwnShown(empty), isOwnShown(withPoster)]).toEqual([false, true]);
  expect(empty.shadowRoot?.querySelector(".message")?.textContent).toContain("No trace yet");

  withPoster.trace = trace;
  expect(isOwnShown(withPoster)).toBe(false);
});

test("all who wait for what moves hear of it in one go: nothing is drawn between a picture and its opening", () => {
  expect(loadPlayKit()).toBe(loadPlayKit());
});
