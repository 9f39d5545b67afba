// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { inside, mount, press } from "../../demo/mounted.ts";
import { expiredStory } from "../../demo/story.ts";
import { repeated } from "../../demo/trace-builder.ts";
import type { Runner } from "../controls/runner.ts";
import "../define.ts";
import type { StepDetail } from "./step-detail.ts";

const runner: Runner = {
  run: (scenario) => exampleTrace({ isExpired: (scenario as { isExpired: boolean }).isExpired }),
  forks: [
    {
      id: "slow",
      label: { en: "Slow handler", "zh-CN": "处理器变慢" },
      apply: (scenario) => scenario,
    },
    {
      id: "expire-watch",
      label: { en: "Expire the watch here", "zh-CN": "让监听在此过期" },
      apply: (scenario) => ({ ...(scenario as object), isExpired: true }),
    },
    {
      id: "lie",
      label: { en: "Lie", "zh-CN": "说谎" },
      isUnsound: true,
      apply: (scenario) => scenario,
    },
  ],
};

beforeEach(() => {
  document.body.replaceChildren();
  document.documentElement.removeAttribute("data-theme");
});

test("steps by keyboard, forwards and backwards, in every size", () => {
  const element = mount();
  press(element, ".", ".", ".");
  expect(element.position).toBe(3);
  press(element, ",");
  expect(element.position).toBe(2);
  press(element, "End");
  expect(element.position).toBe(element.trace?.records.length);
  press(element, "ArrowLeft", "ArrowRight");
  expect(element.position).toBe(element.trace?.records.length);
  press(element, "Home", "Shift+ArrowRight");
  expect(element.trace?.records[element.position - 1]?.fact.kind).toBe("handler.registered");
});

test("arrows and Space work on the whole page, until something else has the focus", () => {
  const element = mount();
  const field = document.createElement("input");
  document.body.append(field);
  const pressOn = (target: EventTarget, key: string): boolean =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  expect(pressOn(document.body, "ArrowRight")).toBe(false);
  const first = element.position;
  expect(first).toBeGreaterThan(0);
  field.focus();
  expect(pressOn(field, "ArrowRight")).toBe(true);
  expect(element.position).toBe(first);
  field.blur();
  expect(pressOn(document.body, " ")).toBe(false);
  expect(inside(element, "button.play").getAttribute("aria-label")).toBe("Pause");
  expect(pressOn(document.body, "t")).toBe(true);
});

test("n and p go from fault to fault, ] and [ follow the selected object", () => {
  const element = mount();
  press(element, "n", "n");
  expect(element.trace?.records[element.position - 1]?.fact.kind).toBe("fault.injected");
  press(element, "p");
  expect(element.trace?.records[element.position - 1]?.fact.kind).toBe("reconcile.failed");
  const before = element.position;
  press(element, "]");
  expect(element.position).toBeGreaterThan(before);
  press(element, "[");
  expect(element.position).toBe(before);
});

test.each(["Enter", "w"])(
  "a digit focuses a lane, arrows its rows, %s tells why the row is there",
  async (key) => {
    const element = mount((it) => it.setAttribute("step", "100"));
    press(element, "5");
    expect(element.shadowRoot?.activeElement?.getAttribute("data-lane")).toBe("indexer");
    press(element, "ArrowDown", "ArrowDown");
    expect(element.shadowRoot?.activeElement?.textContent).toMatch(/^node-2 /);
    press(element, key);
    expect(element.selection).toEqual({ item: "store:node-2", key: "node-2" });
    await vi.waitFor(() => inside(element, ".chain"), { timeout: 10_000 });
    expect(inside(element, ".chain").textContent).toContain("stores a new version of node-2");
    expect(inside(element, "pre.json").textContent).toContain('"name": "node-2"');
    press(element, "Escape", "Escape");
    expect(element.selection).toBeUndefined();
  },
);

test("each step is spoken once, in the reader's language", async () => {
  const element = mount();
  press(element, ".");
  const live = inside(element, "[aria-live]");
  expect(live.textContent).toBe("kubectl creates node-1.");
  press(element, "l");
  await vi.waitFor(() => expect(inside(element, ".root").getAttribute("lang")).toBe("zh-CN"));
  press(element, ".");
  expect(live.textContent).toBe("apiserver 把 node-1 作为新对象写入，修订号为 41。");
  expect(inside(element, ".root").getAttribute("lang")).toBe("zh-CN");
});

test("the timeline is a slider that says where it is", () => {
  const element = mount((it) => it.setAttribute("step", "12"));
  const slider = inside(element, '[role="slider"]');
  expect(slider.getAttribute("aria-valuenow")).toBe("12");
  expect(slider.getAttribute("aria-valuetext")).toMatch(
    /^step 12 of 276, 0\.010 s, controller registers/,
  );
});

test("the drawing is hidden from screen readers, its twin lists the same rows", () => {
  const element = mount((it) => it.setAttribute("step", "100"));
  expect(inside(element, ".stage svg").getAttribute("aria-hidden")).toBe("true");
  const rows = [
    ...(element.shadowRoot?.querySelectorAll('[data-lane="indexer"] [role="option"]') ?? []),
  ].map((row) => row.textContent);
  expect(rows).toEqual(["node-1 41", "node-2 47", "node-3 43", "node-4 44", "node-5 45"]);
});

test("every button has a name", async () => {
  const element = mount((it) => {
    it.runner = runner;
  });
  press(element, "t", "?");
  await vi.waitFor(() => inside(element, ".keys"));
  for (const button of element.shadowRoot?.querySelectorAll("button") ?? []) {
    const name = button.getAttribute("aria-label") ?? button.textContent ?? "";
    if (button.closest("[hidden]") === null) expect(name.trim()).not.toBe("");
  }
});

test("without a runner there is no fork; with one, f offers the expired watch first and shows both futures", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
  });
  press(element, "f");
  expect(element.shadowRoot?.querySelector(".popover")).toBeNull();
  element.runner = runner;
  element.seek({ event: 150 });
  const forked = vi.fn();
  element.addEventListener("informer-fork", forked);
  press(element, "f");
  await vi.waitFor(() => inside(element, ".choice"));
  expect(inside(element, ".choice").dataset["fork"]).toBe("expire-watch");
  expect(inside(element, ".popover").textContent).toContain("This breaks Kubernetes’ promises");
  inside(element, ".choice").click();
  await vi.waitFor(() => expect(forked).toHaveBeenCalled());
  expect(element.branches.length).toBe(2);
  const strands = (): number =>
    element.shadowRoot?.querySelectorAll(".timeline .iv-strand").length ?? 0;
  expect(strands()).toBe(2);
  await vi.waitFor(() => inside(element, ".difference"));
  expect(inside(element, ".difference").textContent).toMatch(/1 more list.*first difference/);
  press(element, "c");
  expect(strands()).toBe(0);
  expect(inside(element, ".futures").textContent).toContain("Expire the watch here");
  press(element, "c");
  expect(strands()).toBe(2);
});

test("a fork is one stage, torn where the futures differ, with a story of its own", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = runner;
    it.setAttribute("step", "150");
  });
  const branch = await element.fork("expire-watch");
  expect(element.shadowRoot?.querySelectorAll(".stage").length).toBe(1);
  expect(element.shadowRoot?.querySelector(".iv-torn")).toBeNull();
  const { story, log } = branch.timeline;
  expect(story?.beats.map(({ title }) => title?.en)).toEqual([
    "Here the futures part",
    "The watch is over",
    "410 Gone",
    "One list",
    "Deleted unseen",
    "What the handlers hear",
    "Another end",
  ]);
  for (const { seq } of story?.beats ?? []) {
    element.position = log.positionOf(seq) ?? 0;
    expect(inside(element, ".beat-text").textContent).not.toBe("");
  }
  const relisted = story?.beats.find(({ title }) => title?.en === "Deleted unseen");
  element.position = log.positionOf(relisted?.seq ?? 0) ?? 0;
  expect(inside(element, ".iv-torn .iv-as-it-was")).toBeDefined();
  expect(inside(element, ".iv-torn .iv-what-if")).toBeDefined();
});

test("a fork in which nothing differs says so, and its two strands are one", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace();
    it.runner = { ...runner, run: () => exampleTrace() };
    it.setAttribute("step", "150");
  });
  const { story } = (await element.fork("expire-watch")).timeline;
  expect(story?.beats.map(({ title }) => title?.en)).toEqual(["Nothing differs"]);
  await vi.waitFor(
    () => expect(inside(element, ".difference b").textContent).toBe("nothing differs"),
    { timeout: 10_000 },
  );
  const strands = [...(element.shadowRoot?.querySelectorAll(".iv-strand") ?? [])];
  expect(new Set(strands.map((strand) => strand.getAttribute("d"))).size).toBe(1);
});

test("a beat that only the original run has is shown there, and the fork stays", async () => {
  const trace = exampleTrace({ isExpired: false });
  const element = mount((it) => {
    it.trace = trace;
    it.runner = runner;
    it.story = {
      beats: [
        { id: "early", seq: 20, text: { en: "Early.", "zh-CN": "早。" } },
        { id: "late", seq: trace.records.length - 2, text: { en: "Late.", "zh-CN": "晚。" } },
      ],
    };
  });
  element.seek({ event: 150 });
  await element.fork("expire-watch");
  element.seek({ beat: "late" });
  expect(inside(element, ".beat-text").textContent).toBe("Late.");
  expect(element.branches.length).toBe(2);
  expect(element.shadowRoot?.querySelectorAll(".timeline .iv-strand").length).toBe(2);
});

test("another queue keeps the story and the place in it", async () => {
  const trace = exampleTrace();
  const element = mount((it) => {
    it.trace = trace;
    it.story = expiredStory(trace);
    it.runner = {
      ...runner,
      run: (scenario) => exampleTrace({ queue: (scenario as { queue: "real" }).queue }),
      withQueue: (scenario, queue) => ({ ...(scenario as object), queue }),
    };
  });
  element.seek({ beat: "tombstone" });
  const title = inside(element, ".beat-title").textContent;
  const select = inside(element, "select") as HTMLSelectElement;
  select.value = "real";
  const switched = vi.fn();
  element.addEventListener("informer-queue", switched);
  select.dispatchEvent(new Event("change"));
  await vi.waitFor(() => expect(switched).toHaveBeenCalled());
  expect(inside(element, ".beat-title").textContent).toBe(title);
  const record = element.trace?.records[element.position - 1];
  expect(record?.fact).toMatchObject({ kind: "queue.enqueued", isTombstone: true });
  element.seek({ beat: "gone" });
  expect(inside(element, ".beat-text").textContent).toContain("The server has forgotten");
});

test("a page hears of the place after another queue was chosen with the story that belongs to it, and between two story points the place stays", async () => {
  const trace = exampleTrace();
  const element = mount((it) => {
    it.trace = trace;
    it.story = expiredStory(trace);
    it.runner = {
      ...runner,
      run: (scenario) => exampleTrace({ queue: (scenario as { queue: "real" }).queue }),
      withQueue: (scenario, queue) => ({ ...(scenario as object), queue }),
    };
  });
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
  const between = trace.records.findIndex(({ fact: { kind } }) => kind === "reflector.received");
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

test("a fork that makes an older one go says so", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = runner;
  });
  for (let made = 0; made < 4; made += 1) await element.fork("expire-watch");
  expect(inside(element, ".top .note").textContent).toContain("is no longer kept");
});

test("a fork that cannot be run is said, and the picture stays", async () => {
  const element = mount((it) => {
    it.runner = {
      ...runner,
      run: () => {
        throw new Error("no such node");
      },
    };
  });
  press(element, "f");
  await vi.waitFor(() => inside(element, ".choice"));
  inside(element, ".choice").click();
  await vi.waitFor(() =>
    expect(inside(element, ".top .note").textContent).toContain("no such node"),
  );
  expect(element.branches.length).toBe(1);
  await expect(element.fork("explode")).rejects.toThrow(
    'no fork "explode"; the runner offers slow, expire-watch, lie',
  );
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

test("steps are told to the page", () => {
  const element = mount();
  const steps: StepDetail[] = [];
  document.body.addEventListener(
    "informer-step",
    (event) => steps.push((event as CustomEvent<StepDetail>).detail),
    { once: true },
  );
  element.step(2, "line");
  expect(steps).toEqual([
    {
      position: 2,
      seq: 2,
      kind: "server.committed",
      sentence: "The apiserver stores node-1 as a new object, at revision 41.",
    },
  ]);
});

test("a trace that cannot be shown is said with its reason", () => {
  const failed = vi.fn();
  const [a, b] = exampleTrace().records;
  const element = mount((it) => {
    it.addEventListener("informer-error", failed);
    it.trace = { version: 1, records: a === undefined || b === undefined ? [] : [b, a] };
  });
  expect(inside(element, ".message.error").textContent).toContain("record 2: seq 1 follows 2");
  expect(failed).toHaveBeenCalled();
});

test("a dropped file replaces the trace; of a bad one its line is named, and what was there stays", async () => {
  const element = mount();
  const said = (): string => inside(element, "[aria-live]").textContent ?? "";
  const drop = (text: string): void => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.assign(event, {
      dataTransfer: {
        files: [{ name: "run.jsonl", arrayBuffer: async () => new TextEncoder().encode(text) }],
      },
    });
    inside(element, ".root").dispatchEvent(event);
  };
  drop('{"version":1}\n{oops');
  await vi.waitFor(() => expect(said()).toMatch(/run\.jsonl: .*line 2: not JSON/));
  expect(element.trace?.records.length).toBe(exampleTrace().records.length);
  drop('{"version":1}\n{"seq":1,"at":0,"lane":"a","step":1,"fact":{"kind":"scenario.quiet"}}');
  await vi.waitFor(() => expect(element.trace?.records.length).toBe(1));
  expect(inside(element, ".message").hidden).toBe(true);
  drop("NAME   STATUS   AGE\nn1     Ready    1d\n");
  await vi.waitFor(() => expect(said()).toContain("-w --output-watch-events -o json"));
  expect(element.trace?.records.length).toBe(1);
});

test("without a picture that could stay, what is wrong with a dropped file stands in its place", async () => {
  const element = mount((it) => {
    it.trace = undefined;
  });
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "object:\n  kind: Pod\n" } });
  inside(element, ".root").dispatchEvent(event);
  await vi.waitFor(() => expect(inside(element, ".message.error").textContent).toContain("YAML"));
});

test("what kubectl prints can be pasted, its resource chosen, and nothing can be forked", async () => {
  const element = mount((it) => {
    it.runner = { run: () => exampleTrace(), forks: [] };
  });
  const object = (kind: string, name: string) => ({
    type: "ADDED",
    object: { apiVersion: "v1", kind, metadata: { name, resourceVersion: "7" } },
  });
  const text = [object("Node", "n1"), object("Pod", "p1")]
    .map((one) => JSON.stringify(one))
    .join("\n");
  const paste = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(paste, { clipboardData: { getData: () => text } });
  inside(element, ".root").dispatchEvent(paste);
  await vi.waitFor(() =>
    expect(element.trace?.records.at(-1)?.fact).toMatchObject({ kind: "store.changed" }),
  );
  expect(
    [...inside(element, ".root").querySelectorAll("option")].map((one) => one.textContent),
  ).toEqual(expect.arrayContaining(["nodes", "pods"]));
  await vi.waitFor(() =>
    expect(inside(element, "[aria-live]").textContent).toContain("2 watch events"),
  );
  press(element, "f");
  expect(element.shadowRoot?.querySelector(".choice")).toBeNull();
});

test("under the timeline stands how far the copy is from the truth", async () => {
  const element = mount();
  await vi.waitFor(() => inside(element, ".distance"));
  const trace = exampleTrace();
  const deleted = trace.records.findIndex(
    ({ fact }) => fact.kind === "server.committed" && fact.verb === "delete",
  );
  element.position = deleted + 1;
  expect(inside(element, ".distance").textContent).toContain("1 ghost");
  element.position = trace.records.length;
  expect(inside(element, ".distance").textContent).toContain("the copy is right");
});

test("why is it not there: the selected object's places are told, and a press draws the torn thread", async () => {
  const element = mount();
  const trace = exampleTrace();
  element.position =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "server.committed" && fact.verb === "delete",
    ) + 1;
  press(element, "5", "ArrowDown", "Enter");
  await vi.waitFor(() => inside(element, ".where-list"));
  const [row] = element.shadowRoot?.querySelectorAll<HTMLElement>(".where-list button") ?? [];
  expect(row?.textContent).toMatch(/in the Indexer/);
  row?.click();
  await vi.waitFor(() => inside(element, ".iv-thread-whole"));
  expect(element.shadowRoot?.querySelector(".where-list button[aria-pressed=true]")).not.toBeNull();
  press(element, "Escape");
  expect(element.shadowRoot?.querySelector(".iv-thread-whole")).toBeNull();
});

test("a fault is picked up, moved by keys over what it would cause, and dropped as a fork", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = {
      ...runner,
      explore: async (scenarios, { done }) => {
        for (const [index] of scenarios.entries()) {
          done(index, {
            lists: index,
            wrongMs: 100 - index,
            mostWrong: 1,
            lostEvents: 0,
            reconciles: 2,
          });
        }
      },
    };
  });
  const bar = [...(element.shadowRoot?.querySelectorAll<HTMLElement>(".around-bar button") ?? [])];
  bar.find((button) => button.textContent === "What if, everywhere")?.click();
  await vi.waitFor(() => inside(element, '[data-explore="expire-watch"]'));
  inside(element, '[data-explore="expire-watch"]').click();
  const strip = inside(element, ".pain");
  await vi.waitFor(() =>
    expect(inside(element, ".explore").textContent).toContain("Worst: 100 ms (at step"),
  );
  const key = (name: string): void => {
    strip.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true }));
  };
  key("End");
  key("ArrowLeft");
  expect(strip.getAttribute("aria-valuetext")).toMatch(
    /^Expire.+at step \d+.*: the copy is wrong for \d+ ms/,
  );
  key("Enter");
  await vi.waitFor(() => expect(element.branches).toHaveLength(2));
  expect(inside(element, ".pain").hidden).toBe(true);
});

test("a question is asked before its beat, answered on the stage, and stays beside the truth", async () => {
  const trace = exampleTrace();
  const seqOf = (kind: string): number =>
    trace.records.find(({ fact }) => fact.kind === kind)?.seq ?? 0;
  const text = { en: "text", "zh-CN": "文" };
  const ask = {
    kind: "where",
    question: { en: "Where does it go?", "zh-CN": "到哪里？" },
    answer: "lane()",
    because: { en: "Because of the queue.", "zh-CN": "因为队列。" },
  } as const;
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
  await vi.waitFor(() => inside(element, ".iv-predict-offer"));
  expect(inside(element, ".predict").textContent).toContain("Where does it go?");
  expect(inside(element, ".predict").textContent).not.toContain("Because");
  inside(element, '[data-overlay="predict:handlers"]').dispatchEvent(
    new MouseEvent("click", { bubbles: true, composed: true }),
  );
  await vi.waitFor(() => inside(element, ".predict-told"));
  expect(inside(element, ".predict-told").textContent).toMatch(
    /Not so\..*you said: .*it is: queue.*Because of the queue/s,
  );
  expect(element.position).toBe(
    trace.records.findIndex(({ seq }) => seq === seqOf("queue.enqueued")) + 1,
  );
  expect(answers.mock.calls[0]?.[0].detail).toEqual({ beat: "queued", answer: "handlers" });
  await vi.waitFor(() => inside(element, ".iv-predict-ghost"));
  press(element, "ArrowRight");
  await vi.waitFor(() => expect(inside(element, ".predict").hidden).toBe(true));
  press(element, "ArrowLeft");
  await vi.waitFor(() => expect(inside(element, ".predict").hidden).toBe(false));
});

test("what is shown can be taken away: as a picture, a moving picture, for Perfetto, and as the trace", async () => {
  const element = mount();
  await expect(document.createElement("informer-visualizer").export("svg")).rejects.toThrow(
    "no trace to export",
  );
  element.position = 60;
  const types = await Promise.all(
    (["svg", "animated-svg", "perfetto", "trace"] as const).map(
      async (format) => (await element.export(format)).type,
    ),
  );
  expect(types).toEqual([
    "image/svg+xml",
    "image/svg+xml",
    "application/json",
    "application/x-ndjson",
  ]);
  const buttons = [
    ...(element.shadowRoot?.querySelectorAll<HTMLElement>(".around-bar button") ?? []),
  ];
  buttons.find(({ textContent }) => textContent === "Export")?.click();
  await vi.waitFor(() => inside(element, '[data-export="png"]'));
  expect(element.shadowRoot?.querySelectorAll("[data-export]").length).toBe(6);
});

test("a live source is followed until its end", async () => {
  const { records } = exampleTrace();
  const element = mount((it) => {
    it.trace = undefined;
    it.source = (async function* () {
      for (const record of records.slice(0, 60)) yield record;
    })();
  });
  await vi.waitFor(() => expect(element.position).toBe(60));
  await vi.waitFor(() =>
    expect(inside(element, "[aria-live]").textContent).toBe("The live source has ended."),
  );
});

test("an unknown place in the attributes is named in the console and not shown", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const element = mount((it) => it.setAttribute("step", "9999"));
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("steps are 0 to 276"));
  expect(element.position).toBe(0);
  warn.mockRestore();
});

test("g goes to a step or a time, and says when there is none", async () => {
  const element = mount();
  press(element, "g");
  await vi.waitFor(() => inside(element, ".popover input"));
  const input = inside(element, ".popover input") as HTMLInputElement;
  input.value = "5000";
  inside(element, ".popover form").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(inside(element, ".popover [role=alert]").textContent).toContain("steps 0 to 276");
  input.value = "1.2s";
  inside(element, ".popover form").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(element.trace?.records[element.position - 1]?.at).toBe(Date.UTC(2026, 0, 1) + 1200);
});

test("the page's theme is followed unless the element has its own", async () => {
  document.documentElement.setAttribute("data-theme", "dark");
  const element = mount();
  expect(element.getAttribute("data-theme")).toBe("dark");
  element.setAttribute("theme", "light");
  expect(element.getAttribute("data-theme")).toBe("light");
});

test("toSVG is the picture of where one stands", async () => {
  const element = mount((it) => it.setAttribute("step", "100"));
  const here = await element.toSVG();
  expect(here).toContain("<svg");
  expect(await element.toSVG({ place: { event: 3 } })).not.toBe(here);
});

test("a page in Chinese can place the picture before the Chinese words have come", async () => {
  const element = mount((it) => {
    it.setAttribute("lang", "zh-CN");
    it.trace = undefined;
  });
  element.trace = exampleTrace();
  element.position = 100;
  expect(element.position).toBe(100);
  await vi.waitFor(() => expect(inside(element, ".what").textContent).toMatch(/[\u4e00-\u9fff]/));
});

test("what must walk through a whole long trace is drawn after the picture, in tasks of its own", async () => {
  const element = mount();
  const file = repeated(exampleTrace(), 40);
  expect(file.records.length).toBeGreaterThan(10_000);
  const spread = (): string => inside(element, ".timeline .iv-density").innerHTML;
  const short = spread();
  expect(short).not.toBe("");
  let atReady: { readonly position: number; readonly spread: string } | undefined;
  element.addEventListener("informer-ready", () => {
    element.position = 5;
    atReady = { position: element.position, spread: spread() };
  });
  element.trace = file;
  await vi.waitFor(() => expect(atReady).toEqual({ position: 5, spread: short }), 10_000);
  await vi.waitFor(() => expect(spread()).not.toBe(short), 10_000);
  expect(inside(element, ".timeline").getAttribute("aria-valuenow")).toBe("5");
});
