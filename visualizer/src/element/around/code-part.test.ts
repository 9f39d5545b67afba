// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { inside, mount, press } from "../../../demo/mounted.ts";
import { expiredStory } from "../../../demo/story.ts";
import { until } from "../../../demo/until.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

beforeEach(() => document.body.replaceChildren());

function litLine(element: InformerVisualizer): string {
  return inside(element, ".code-panel li[aria-current]").textContent;
}

function goTo(element: InformerVisualizer, kind: string): void {
  const index = element.trace?.records.findIndex(({ fact }) => fact.kind === kind) ?? -1;
  element.position = index + 1;
}

async function opened(element: InformerVisualizer): Promise<void> {
  press(element, "v");
  await until(() => inside(element, ".code-panel"));
}

test("v opens the code at work and Esc closes it; until then nothing of it is there", async () => {
  const element = mount();
  expect(element.shadowRoot?.querySelector(".code-panel")).toBeNull();
  await opened(element);
  expect(inside(element, ".code-place").hidden).toBe(false);
  press(element, "Escape");
  expect(inside(element, ".code-place").hidden).toBe(true);
});

test("the line that runs is lit as the trace goes on, and stands beside client-go's function and ours", async () => {
  const element = mount((it) => it.setAttribute("sources", "/source/"));
  await opened(element);
  goTo(element, "queue.popped");
  expect(inside(element, ".code-name").textContent).toBe("DeltaFIFO");
  expect(litLine(element)).toBe("Pop: the first key, with all its deltas");
  const links = [...(element.shadowRoot?.querySelectorAll(".code-where a") ?? [])];
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "https://github.com/kubernetes/client-go/blob/v0.37.2/tools/cache/delta_fifo.go",
    "/source/core/src/queue/delta-fifo.ts/#pop",
  ]);
  goTo(element, "store.changed");
  expect(inside(element, ".code-name").textContent).toBe("Indexer");
});

test("the badge names the rules of the story point, and which of them client-go's recordings hold", async () => {
  const element = mount((it) => {
    it.story = {
      beats: expiredStory(exampleTrace()).beats.map((beat) => ({
        ...beat,
        rules: ["DF-7", "WQ-10"],
      })),
    };
    it.setAttribute("sources", "/source/");
  });
  await opened(element);
  const rules = [
    ...(element.shadowRoot?.querySelectorAll<HTMLAnchorElement>(".code-badge .rule") ?? []),
  ];
  expect(rules.map((rule) => [rule.textContent, rule.title])).toEqual([
    ["DF-7 ●", "held by recordings of client-go"],
    ["WQ-10", "held by a test"],
  ]);
  expect(rules[0]?.getAttribute("href")).toBe("/source/core/SPEC-COVERAGE.md/#DF-7");
  expect(inside(element, ".code-tag").textContent).toContain("v0.37.2");
});

test("without a page that shows our sources their names stand there without a link", async () => {
  const element = mount();
  await opened(element);
  goTo(element, "handler.called");
  expect(inside(element, ".code-where code").textContent).toBe("call · handler-queue.ts");
});

test("where only the run says something the last line stays, unlit", async () => {
  const element = mount();
  await opened(element);
  press(element, "End");
  const kind = element.trace?.records.at(-1)?.fact.kind;
  expect(kind).toBe("scenario.quiet");
  expect(element.shadowRoot?.querySelector(".code-panel li[aria-current]")).toBeNull();
});

test("the code speaks the reader's language", async () => {
  const element = mount((it) => it.setAttribute("lang", "zh-CN"));
  await until(() => inside(element, ".stage"));
  await opened(element);
  goTo(element, "queue.popped");
  await until(() => expect(litLine(element)).toBe("Pop：取第一个键，连同它的全部增量"));
});
