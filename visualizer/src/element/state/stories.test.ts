// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleRunner } from "../../../demo/example-runner.ts";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { inside, mount, press } from "../../../demo/mounted.ts";
import { expiredStory } from "../../../demo/story.ts";
import { until } from "../../../demo/until.ts";
import "../../define.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

beforeEach(() => document.body.replaceChildren());

/** The picture of a story whose run can be had with another queue. */
function withQueues(): InformerVisualizer {
  const trace = exampleTrace();
  return mount((it) => {
    it.trace = trace;
    it.story = expiredStory(trace);
    it.runner = {
      ...exampleRunner,
      run: (scenario) => exampleTrace({ queue: (scenario as { queue: "real" }).queue }),
      withQueue: (scenario, queue) => ({ ...(scenario as object), queue }),
    };
  });
}

test("another queue keeps the story and the place in it", async () => {
  const element = withQueues();
  element.seek({ beat: "tombstone" });
  const title = inside(element, ".beat-title").textContent;
  const select = inside(element, "select") as HTMLSelectElement;
  select.value = "real";
  const switched = vi.fn();
  element.addEventListener("informer-queue", switched);
  select.dispatchEvent(new Event("change"));
  await until(() => expect(switched).toHaveBeenCalled());
  expect(inside(element, ".beat-title").textContent).toBe(title);
  const record = element.trace?.records[element.position - 1];
  expect(record?.fact).toMatchObject({ kind: "queue.enqueued", isTombstone: true });
  element.seek({ beat: "gone" });
  expect(inside(element, ".beat-text").textContent).toContain("The server has forgotten");
});

test("a page hears of the place after another queue was chosen with the story that belongs to it, and between two story points the place stays", async () => {
  const element = withQueues();
  const heard: unknown[] = [];
  element.addEventListener("informer-step", (event) => {
    const { seq } = (event as CustomEvent<{ seq?: number }>).detail;
    heard.push(element.story?.beats.find((beat) => beat.seq === seq)?.id);
  });
  const switchTo = async (queue: string): Promise<unknown> => {
    const select = inside(element, "select") as HTMLSelectElement;
    select.value = queue;
    const switched = new Promise<Event>((resolve) =>
      element.addEventListener("informer-queue", resolve, { once: true }),
    );
    select.dispatchEvent(new Event("change"));
    return ((await switched) as CustomEvent).detail;
  };
  const fact = (): unknown => element.trace?.records[element.position - 1]?.fact;

  element.seek({ beat: "tombstone" });
  for (const queue of ["real", "real-atomic", "delta"]) {
    expect(await switchTo(queue)).toEqual({ queue, beat: "tombstone" });
    expect(heard.at(-1)).toBe("tombstone");
  }
  const between =
    element.trace?.records.findIndex(({ fact: { kind } }) => kind === "reflector.received") ?? -1;
  element.position = between + 1;
  const before = fact();
  for (const queue of ["real", "real-atomic", "delta"]) {
    expect(await switchTo(queue)).toEqual({ queue, beat: undefined });
    expect(fact()).toEqual(before);
  }
});

test("at a story point the live region says what the author says", () => {
  const trace = exampleTrace();
  const element = mount((it) => {
    it.trace = trace;
    it.story = expiredStory(trace);
  });
  press(element, "ArrowRight");
  expect(inside(element, "[aria-live]").textContent).toBe(
    "Warm. All 5 objects are cached. Reads are free from here on.",
  );
});

test("with reduced motion nothing begins by itself, and the opening stands still", () => {
  const element = mount((it) => it.setAttribute("opening", "show"));
  expect(inside(element, ".narration").textContent).toContain("It reads a copy");
  expect(inside(element, ".stage svg").textContent).toContain("Your copy");
  expect(element.shadowRoot?.querySelectorAll(".iv-still .iv-trail").length).toBeGreaterThan(0);
  press(element, "ArrowRight");
  expect(inside(element, ".stage svg").textContent).not.toContain("Your copy");
  expect(element.position).toBe(0);
});

test("the opening asks nothing, and its arrow begins at the row that was written", async () => {
  const trace = exampleTrace();
  const story = expiredStory(trace);
  const ask = {
    kind: "value",
    question: { en: "How many?", "zh-CN": "多少？" },
    answer: "lists()",
    because: { en: "So.", "zh-CN": "所以。" },
  } as const;
  const element = mount((it) => {
    it.trace = trace;
    it.story = { ...story, beats: story.beats.map((beat) => ({ ...beat, ask })) };
    it.setAttribute("opening", "show");
    it.setAttribute("mode", "lesson");
  });
  await until(() => inside(element, ".predict-place"));
  expect(inside(element, ".stage svg").textContent).toContain("Your copy");
  expect(inside(element, ".predict").textContent).toBe("");
  const trails = [...(element.shadowRoot?.querySelectorAll(".iv-still .iv-trail") ?? [])];
  expect(trails).toHaveLength(1);
  press(element, "ArrowRight");
  expect(inside(element, ".predict").textContent).toContain("How many?");
});

test("with reduced motion a story point shows all its hops as numbered arrows; a single step has none", () => {
  const element = mount((it) => {
    it.story = expiredStory(exampleTrace());
  });
  press(element, "Shift+ArrowRight", "Shift+ArrowRight");
  const numbers = [...(element.shadowRoot?.querySelectorAll(".iv-hop text") ?? [])].map((text) =>
    Number(text.textContent),
  );
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(element.shadowRoot?.querySelectorAll(".iv-trail").length).toBe(numbers.length);
  press(element, ".");
  expect(element.shadowRoot?.querySelector(".iv-hop")).toBeNull();
});

test("a story opens at its first beat and steps by beats", () => {
  const trace = exampleTrace();
  const element = mount((it) => {
    it.trace = trace;
    it.story = expiredStory(trace);
  });
  expect(inside(element, ".beat-title").textContent).toContain("A state with a number on it");
  press(element, "ArrowRight");
  expect(inside(element, ".beat-text").textContent).toBe(
    "All 5 objects are cached. Reads are free from here on.",
  );
  element.seek({ beat: "tombstone" });
  expect(inside(element, ".beat-text").textContent).toContain("node-3 is missing");
  expect(() => element.seek({ beat: "moon" })).toThrow('no place {"beat":"moon"}');
});
