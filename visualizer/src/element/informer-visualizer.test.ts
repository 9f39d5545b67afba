// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleRunner } from "../../demo/example-runner.ts";
import { exampleTrace } from "../../demo/example-trace.ts";
import { inside, mount, press } from "../../demo/mounted.ts";
import { repeated } from "../../demo/trace-builder.ts";
import { until } from "../../demo/until.ts";
import "../define.ts";
import type { StepDetail } from "./parts/step-detail.ts";

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

test("a position beyond the trace is its end, one before it its start", () => {
  const element = mount();
  const end = element.trace?.records.length;
  element.position = 99_999;
  expect(element.position).toBe(end);
  expect(inside(element, ".moment").textContent).toContain(`${end}/${end}`);
  element.position = -3;
  expect(element.position).toBe(0);
  element.position = 2.6;
  expect(element.position).toBe(3);
  element.position = Number.NaN;
  expect(element.position).toBe(0);
});

test("however many steps are asked for, the last one is the end; what is no number is no step", () => {
  const element = mount();
  element.step(Number.POSITIVE_INFINITY, "line");
  expect(element.position).toBe(element.trace?.records.length);
  element.step(-2.4, "line");
  expect(element.position).toBe((element.trace?.records.length ?? 0) - 2);
  const { position } = element;
  element.step(Number.NaN);
  expect(element.position).toBe(position);
  element.step(Number.NEGATIVE_INFINITY);
  expect(element.position).toBe(0);
});

test("it plays on where it is moved within the page; taken out, it pauses, and can be played again", () => {
  const element = mount((it) => it.setAttribute("motion", "full"));
  const play = (): string | null => inside(element, "button.play").getAttribute("aria-label");
  element.play();
  expect(play()).toBe("Pause");
  document.body.append(element);
  expect(play()).toBe("Pause");

  element.remove();
  document.body.append(element);
  expect(play()).toBe("Play");
  inside(element, "button.play").click();
  expect(play()).toBe("Pause");
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
    await until(() => inside(element, ".chain"));
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
  await until(() => expect(inside(element, ".root").getAttribute("lang")).toBe("zh-CN"));
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
    it.runner = exampleRunner;
  });
  press(element, "t", "?");
  await until(() => inside(element, ".keys"));
  for (const button of element.shadowRoot?.querySelectorAll("button") ?? []) {
    const name = button.getAttribute("aria-label") ?? button.textContent ?? "";
    if (button.closest("[hidden]") === null) expect(name.trim()).not.toBe("");
  }
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

test("under the timeline stands how far the copy is from the truth", async () => {
  const element = mount();
  await until(() => inside(element, ".distance"));
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
  await until(() => inside(element, ".where-list"));
  const [row] = element.shadowRoot?.querySelectorAll<HTMLElement>(".where-list button") ?? [];
  expect(row?.textContent).toMatch(/in the Indexer/);
  row?.click();
  await until(() => inside(element, ".iv-thread-whole"));
  expect(element.shadowRoot?.querySelector(".where-list button[aria-pressed=true]")).not.toBeNull();
  press(element, "Escape");
  expect(element.shadowRoot?.querySelector(".iv-thread-whole")).toBeNull();
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
  await until(() => inside(element, '[data-export="png"]'));
  expect(element.shadowRoot?.querySelectorAll("[data-export]").length).toBe(6);
});

test("an unknown place in the attributes is named in the console and not shown", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const element = mount((it) => it.setAttribute("step", "9999"));
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("steps are 0 to 276"));
  expect(element.position).toBe(0);
  warn.mockRestore();
});

test("a trace in which something was found wrong begins there, unless the attributes name a place", () => {
  const trace = exampleTrace();
  const record = trace.records[41];
  if (record === undefined) throw new Error("the example has more records");
  const found = {
    ...trace,
    finding: { rule: "all are counted", message: "a is not", seq: record.seq },
  };

  const element = mount((it) => {
    it.trace = found;
  });
  expect(element.position).toBe(42);
  const elsewhere = mount((it) => {
    it.trace = found;
    it.setAttribute("step", "7");
  });
  expect(elsewhere.position).toBe(7);
});

test("g goes to a step or a time, and says when there is none", async () => {
  const element = mount();
  press(element, "g");
  await until(() => inside(element, ".popover input"));
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
  await until(() => expect(inside(element, ".what").textContent).toMatch(/[\u4e00-\u9fff]/));
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
  await until(() => expect(atReady).toEqual({ position: 5, spread: short }));
  await until(() => expect(spread()).not.toBe(short));
  expect(inside(element, ".timeline").getAttribute("aria-valuenow")).toBe("5");
});
