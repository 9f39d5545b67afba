// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { inside, mount, press } from "../../../demo/mounted.ts";
import { until } from "../../../demo/until.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

const trace = exampleTrace();
const text = { en: "text", "zh-CN": "文" };
const ask = {
  kind: "where",
  question: { en: "Where does it go?", "zh-CN": "到哪里？" },
  answer: "lane()",
  because: { en: "Because of the queue.", "zh-CN": "因为队列。" },
} as const;

const second = { ...ask, question: { en: "And then?", "zh-CN": "然后呢？" } };

beforeEach(() => document.body.replaceChildren());

function seqOf(kind: string): number {
  return trace.records.find(({ fact }) => fact.kind === kind)?.seq ?? 0;
}

function positionOf(kind: string): number {
  return trace.records.findIndex(({ seq }) => seq === seqOf(kind)) + 1;
}

function asking(motion: "full" | "reduced"): InformerVisualizer {
  return mount((it) => {
    it.setAttribute("motion", motion);
    it.setAttribute("speed", "16");
    it.trace = trace;
    it.story = {
      beats: [
        { id: "listed", seq: seqOf("reflector.listed"), text },
        { id: "queued", seq: seqOf("queue.enqueued"), text, ask },
        { id: "stored", seq: seqOf("store.changed"), text },
        { id: "called", seq: seqOf("handler.called"), text },
      ],
    };
  });
}

const isWaiting = (element: InformerVisualizer): boolean =>
  inside(element, ".stage").hasAttribute("data-waiting");

test.each(["full", "reduced"] as const)(
  "Play waits at an open question, and goes on once it is answered (%s motion)",
  async (motion) => {
    const element = asking(motion);
    element.play();
    await until(() => expect(isWaiting(element)).toBe(true));
    expect(element.position).toBe(positionOf("reflector.listed"));
    await until(() => expect(inside(element, ".predict").hidden).toBe(false));
    expect(inside(element, "button.play").getAttribute("aria-label")).toBe("Pause");
    expect(inside(element, "[part=narration]").textContent).not.toContain("queue.enqueued");

    inside(element, '[data-overlay="predict:handlers"]').dispatchEvent(
      new MouseEvent("click", { bubbles: true, composed: true }),
    );
    await until(() => expect(element.position).toBeGreaterThan(positionOf("queue.enqueued")));
    expect(isWaiting(element)).toBe(false);
  },
);

test.each(["the button", "Escape"])(
  "%s leaves the question open, and Play goes on",
  async (how) => {
    const element = asking("full");
    element.play();
    await until(() => expect(isWaiting(element)).toBe(true));
    if (how === "Escape") press(element, "Escape");
    else {
      await until(() => inside(element, ".predict .button:not(.outlined)"));
      inside(element, ".predict .button:not(.outlined)").click();
    }
    await until(() => expect(element.position).toBeGreaterThan(positionOf("queue.enqueued")));
  },
);

/** Two questions in a row; the first is answered. */
function answeredOnce(): InformerVisualizer {
  const element = mount((it) => {
    it.setAttribute("motion", "reduced");
    it.setAttribute("size", "beat");
    it.trace = trace;
    it.story = {
      beats: [
        { id: "listed", seq: seqOf("reflector.listed"), text },
        { id: "queued", seq: seqOf("queue.enqueued"), text, ask },
        { id: "stored", seq: seqOf("store.changed"), text, ask: second },
        { id: "called", seq: seqOf("handler.called"), text },
      ],
    };
    it.answers = { queued: "fifo" };
  });
  element.position = positionOf("queue.enqueued");
  return element;
}

test.each(["the button", "the next step"])(
  "an answer and the next question do not share the card: %s leads from one to the other, and the picture stands still",
  async (how) => {
    const element = answeredOnce();
    const card = (): string => inside(element, ".predict").textContent ?? "";
    await until(() => expect(card()).toContain("Because of the queue."));
    expect(card()).not.toContain("And then?");

    if (how === "the button") inside(element, ".predict-told .button:not(.predict-close)").click();
    else press(element, "ArrowRight");
    await until(() => expect(card()).toContain("And then?"));
    expect(card()).not.toContain("Because of the queue.");
    expect(element.position).toBe(positionOf("queue.enqueued"));

    press(element, "ArrowRight");
    await until(() => expect(element.position).toBe(positionOf("store.changed")));
  },
);

test("Play shows the answer first, and asks the next question where it waits for it", async () => {
  const element = answeredOnce();
  element.setAttribute("speed", "16");
  element.play();
  await until(() => expect(isWaiting(element)).toBe(true));
  await until(() => expect(inside(element, ".predict").textContent).toContain("And then?"));
  expect(inside(element, ".predict").textContent).not.toContain("Because of the queue.");
});

test("while it waits the object stands between two lanes, drawn on its way", async () => {
  const element = asking("full");
  element.play();
  await until(() => expect(isWaiting(element)).toBe(true));
  expect(element.shadowRoot?.querySelector(".iv-traveller")).not.toBeNull();
});

test("a question makes room for a panel that the reader opens in its place", async () => {
  const element = asking("reduced");
  element.seek({ beat: "listed" });
  const isAsked = (): boolean => !inside(element, ".predict").hidden;
  await until(() => expect(isAsked()).toBe(true));
  inside(element, ".around-bar button:not([hidden]):last-child").click();
  await until(() => expect(isAsked()).toBe(false));
  press(element, "Escape");
  await until(() => expect(isAsked()).toBe(true));
});

test("a figure without a toolbar asks nothing and plays through", async () => {
  const element = asking("full");
  element.setAttribute("mode", "figure");
  element.play();
  await until(() => expect(element.position).toBeGreaterThan(positionOf("queue.enqueued")));
});

test("a question is asked before its beat, answered on the stage, and stays beside the truth", async () => {
  const element = mount((it) => {
    it.trace = trace;
    it.story = {
      beats: [
        { id: "listed", seq: seqOf("reflector.listed"), text },
        { id: "queued", seq: seqOf("queue.enqueued"), text, ask },
        { id: "stored", seq: seqOf("store.changed"), text },
      ],
    };
  });
  const answers = vi.fn();
  element.addEventListener("informer-answer", answers);
  await until(() => inside(element, ".iv-predict-offer"));
  expect(inside(element, ".predict").textContent).toContain("Where does it go?");
  expect(inside(element, ".predict").textContent).not.toContain("Because");
  inside(element, '[data-overlay="predict:handlers"]').dispatchEvent(
    new MouseEvent("click", { bubbles: true, composed: true }),
  );
  await until(() => inside(element, ".predict-told"));
  expect(inside(element, ".predict-told").textContent).toMatch(
    /Not so\..*you said: .*it is: queue.*Because of the queue/s,
  );
  expect(element.position).toBe(positionOf("queue.enqueued"));
  expect(answers.mock.calls[0]?.[0].detail).toEqual({ beat: "queued", answer: "handlers" });
  await until(() => inside(element, ".iv-predict-ghost"));
  press(element, "ArrowRight");
  await until(() => expect(inside(element, ".predict").hidden).toBe(true));
  press(element, "ArrowLeft");
  await until(() => expect(inside(element, ".predict").hidden).toBe(false));
});
