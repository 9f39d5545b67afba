// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { exampleRunner } from "../../demo/example-runner.ts";
import { exampleTrace } from "../../demo/example-trace.ts";
import { inside, mount, press } from "../../demo/mounted.ts";
import { until } from "../../demo/until.ts";
import "../define.ts";

beforeEach(() => document.body.replaceChildren());

test("without a runner there is no fork; with one, f offers the expired watch first and shows both futures", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
  });
  press(element, "f");
  expect(element.shadowRoot?.querySelector(".popover")).toBeNull();
  element.runner = exampleRunner;
  element.seek({ event: 150 });
  const forked = vi.fn();
  element.addEventListener("informer-fork", forked);
  press(element, "f");
  await until(() => inside(element, ".choice"));
  expect(inside(element, ".choice").dataset["fork"]).toBe("expire-watch");
  expect(inside(element, ".popover").textContent).toContain("This breaks Kubernetes’ promises");
  inside(element, ".choice").click();
  await until(() => expect(forked).toHaveBeenCalled());
  expect(element.branches.length).toBe(2);
  const strands = (): number =>
    element.shadowRoot?.querySelectorAll(".timeline .iv-strand").length ?? 0;
  expect(strands()).toBe(2);
  await until(() => inside(element, ".difference"));
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
    it.runner = exampleRunner;
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
    it.runner = { ...exampleRunner, run: () => exampleTrace() };
    it.setAttribute("step", "150");
  });
  const { story } = (await element.fork("expire-watch")).timeline;
  expect(story?.beats.map(({ title }) => title?.en)).toEqual(["Nothing differs"]);
  await until(() => expect(inside(element, ".difference b").textContent).toBe("nothing differs"));
  const strands = [...(element.shadowRoot?.querySelectorAll(".iv-strand") ?? [])];
  expect(new Set(strands.map((strand) => strand.getAttribute("d"))).size).toBe(1);
});

test("a beat that only the original run has is shown there, and the fork stays", async () => {
  const trace = exampleTrace({ isExpired: false });
  const element = mount((it) => {
    it.trace = trace;
    it.runner = exampleRunner;
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

test("a fork that makes an older one go says so", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = exampleRunner;
  });
  for (let made = 0; made < 4; made += 1) await element.fork("expire-watch");
  expect(inside(element, ".top .note").textContent).toContain("is no longer kept");
});

test("a fork that is ready after another trace was opened leaves that one where it is", async () => {
  let finish: (() => void) | undefined;
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = {
      ...exampleRunner,
      run: (scenario) =>
        new Promise((resolve) => {
          finish = () => resolve(exampleRunner.run(scenario));
        }),
    };
    it.setAttribute("step", "150");
  });
  const forked = vi.fn();
  element.addEventListener("informer-fork", forked);
  const fork = element.fork("expire-watch");
  await until(() => expect(finish).toBeDefined());
  element.removeAttribute("step");
  element.trace = exampleTrace();
  const { position } = element;
  finish?.();
  await fork;
  expect(element.position).toBe(position);
  expect(element.branches).toHaveLength(1);
  expect(forked).not.toHaveBeenCalled();
});

test("a fork that cannot be run is said, and the picture stays", async () => {
  const element = mount((it) => {
    it.runner = {
      ...exampleRunner,
      run: () => {
        throw new Error("no such node");
      },
    };
  });
  press(element, "f");
  await until(() => inside(element, ".choice"));
  inside(element, ".choice").click();
  await until(() => expect(inside(element, ".top .note").textContent).toContain("no such node"));
  expect(element.branches.length).toBe(1);
  await expect(element.fork("explode")).rejects.toThrow(
    'no fork "explode"; the runner offers slow, expire-watch, lie',
  );
});

test("a fault is picked up, moved by keys over what it would cause, and dropped as a fork", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = {
      ...exampleRunner,
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
  await until(() => inside(element, '[data-explore="expire-watch"]'));
  inside(element, '[data-explore="expire-watch"]').click();
  const strip = inside(element, ".pain");
  await until(() =>
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
  await until(() => expect(element.branches).toHaveLength(2));
  expect(inside(element, ".pain").hidden).toBe(true);
});

test("an exploration of which no run could be made says so", async () => {
  const element = mount((it) => {
    it.trace = exampleTrace({ isExpired: false });
    it.runner = { ...exampleRunner, explore: () => Promise.reject(new Error("not loaded")) };
  });
  const bar = [...(element.shadowRoot?.querySelectorAll<HTMLElement>(".around-bar button") ?? [])];
  bar.find((button) => button.textContent === "What if, everywhere")?.click();
  await until(() => inside(element, '[data-explore="expire-watch"]'));
  inside(element, '[data-explore="expire-watch"]').click();
  await until(() =>
    expect(inside(element, ".explore").textContent).toMatch(/None of the \d+ runs could be made/),
  );
});
