// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { inside, mount, press } from "../../../demo/mounted.ts";
import { until } from "../../../demo/until.ts";
import type { Ask } from "../../model/timeline/story.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

beforeEach(() => document.body.replaceChildren());

const trace = exampleTrace();
const text = { en: "text", "zh-CN": "文" };
const because = { en: "Because.", "zh-CN": "因为。" };
const question = { en: "What comes?", "zh-CN": "来什么？" };
const choices = ["indexer", "queue", "handlers"].map((value) => ({
  value,
  label: { en: `the ${value}`, "zh-CN": value },
}));

const asks: Readonly<Record<"where" | "value" | "choose" | "order" | "digits", Ask>> = {
  where: { kind: "where", question, answer: "lane()", because },
  value: { kind: "value", question, answer: "lists()", because },
  choose: { kind: "choose", question, choices, answer: "lane()", because },
  order: { kind: "order", question, choices, answer: '["queue", "indexer", "handlers"]', because },
  digits: {
    kind: "value",
    question,
    choices: ["5", "0", "3"].map((value) => ({ value, label: { en: value, "zh-CN": value } })),
    answer: "lists()",
    because,
  },
};

/** The picture at an open question. */
async function asked(
  kind: keyof typeof asks,
  change: (element: InformerVisualizer) => void = () => {},
): Promise<InformerVisualizer> {
  const seqOf = (name: string): number =>
    trace.records.find(({ fact }) => fact.kind === name)?.seq ?? 0;
  const element = mount((it) => {
    it.trace = trace;
    it.story = {
      beats: [
        { id: "listed", seq: seqOf("reflector.listed"), text },
        { id: "queued", seq: seqOf("queue.enqueued"), text, ask: asks[kind] },
        { id: "stored", seq: seqOf("store.changed"), text },
      ],
    };
    change(it);
  });
  element.seek({ beat: "listed" });
  await until(() => expect(inside(element, ".predict").textContent).toContain("What comes?"));
  return element;
}

/** As on a page on which nothing has the focus. */
function pressOnPage(...keys: string[]): void {
  for (const key of keys)
    document.body.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }),
    );
}

/** Frames that are 16 ms apart, however long the machine takes for one; calls back after each. */
function steadyFrames(look: () => void): Disposable {
  const view = document.defaultView;
  if (view === null) throw new Error("no window");
  const request = view.requestAnimationFrame.bind(view);
  let nowMs = 0;
  return vi.spyOn(view, "requestAnimationFrame").mockImplementation((callback) =>
    request(() => {
      nowMs += 16;
      callback(nowMs);
      look();
    }),
  );
}

const focused = (element: InformerVisualizer): Element | null | undefined =>
  element.shadowRoot?.activeElement;
const told = (element: InformerVisualizer): HTMLElement => inside(element, ".predict-told");

test.each([
  ["choose", ["2"], "queue"],
  ["order", ["2", "1", "3"], "queue,indexer,handlers"],
  ["where", ["4"], "queue"],
  ["digits", ["3"], "3"],
] as const)(
  "a question (%s) is answered by the digits it shows, without a Tab: %j",
  async (kind, keys, answer) => {
    const element = await asked(kind);
    pressOnPage(...keys);
    expect(element.answers).toEqual({ queued: answer });
  },
);

test("a digit begins the number that is asked for, wherever the focus is; Enter says it", async () => {
  const element = await asked("value");
  pressOnPage("1");
  const field = inside(element, ".predict input") as HTMLInputElement;
  expect(field.value).toBe("1");
  expect(focused(element)).toBe(field);
  field.form?.requestSubmit();
  expect(element.answers).toEqual({ queued: "1" });
});

test.each(["１", " 1 ", "1.0"])(
  "a number is right however a keyboard writes it: %j",
  async (said) => {
    const element = await asked("value");
    const field = inside(element, ".predict input") as HTMLInputElement;
    field.value = said;
    field.form?.requestSubmit();
    await until(() => expect(told(element).dataset["right"]).toBe("true"));
  },
);

test("without a question digits go to the lanes, and a digit that no choice has does, too", async () => {
  const element = await asked("choose");
  press(element, "8");
  expect(focused(element)?.getAttribute("data-lane")).toBe("workers");
  expect(element.answers).toEqual({});
});

test("what was put into order can be begun anew, by the mouse and by Backspace", async () => {
  const element = await asked("order");
  const left = (): number => element.shadowRoot?.querySelectorAll("[data-answer]").length ?? 0;
  pressOnPage("1", "3");
  expect(left()).toBe(1);
  inside(element, ".predict-ordered").click();
  expect(left()).toBe(3);
  pressOnPage("1", "Backspace");
  expect(left()).toBe(3);
  expect(element.answers).toEqual({});
});

test("who answers by the keyboard keeps the focus: on the next choice, and after the last one on the picture", async () => {
  const element = await asked("order");
  for (const value of ["queue", "indexer"]) {
    const choice = inside(element, `[data-answer="${value}"]`);
    choice.focus();
    choice.click();
    expect(focused(element)?.hasAttribute("data-answer")).toBe(true);
  }
  (focused(element) as HTMLElement).click();
  expect(focused(element)).toBe(inside(element, ".stage"));
  expect(element.answers).toEqual({ queued: "queue,indexer,handlers" });
});

test("while the object flies, the ghost stands where the reader put it", async () => {
  const element = await asked("where", (it) => it.setAttribute("motion", "full"));
  const has = (selector: string): boolean => element.shadowRoot?.querySelector(selector) !== null;
  const inFlight: { readonly ghost: boolean; readonly truth: boolean }[] = [];
  using _ = steadyFrames(() => {
    if (has(".iv-traveller"))
      inFlight.push({ ghost: has(".iv-predict-ghost"), truth: has(".iv-predict-truth") });
  });
  pressOnPage("6");
  await until(() => expect(inFlight.length).toBeGreaterThan(3));
  expect(inFlight.filter(({ ghost, truth }) => !ghost || truth)).toEqual([]);
});
