// @vitest-environment jsdom
import type { TraceFile } from "@informerlab/core/trace";
import { beforeEach, expect, test } from "vitest";
import { inside, mount, press } from "../../../demo/mounted.ts";
import { TraceBuilder } from "../../../demo/trace-builder.ts";
import { until } from "../../../demo/until.ts";
import type { Story } from "../../model/timeline/story.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

const trace = twoInformers();
const text = { en: "What the author says.", "zh-CN": "作者的话。" };
const story: Story = {
  beats: [
    { id: "first", seq: 4, text, informer: "slow" },
    { id: "second", seq: 6, text, informer: "fast" },
  ],
};

beforeEach(() => document.body.replaceChildren());

const shown = (element: InformerVisualizer): string =>
  (inside(element, 'select[aria-label="Informer"]') as HTMLSelectElement).value;

test("the informer of a story point is shown from the beginning of the way there", async () => {
  const element = mount((it) => {
    it.setAttribute("motion", "full");
    it.trace = trace;
    it.story = story;
  });
  await until(() => expect(element.position).toBe(4));
  expect(shown(element)).toBe("slow");

  press(element, "Shift+ArrowRight");
  expect(shown(element)).toBe("fast");
});

test("the informer that a reader chooses stays until another story point, whatever attribute changes", () => {
  const element = mount((it) => {
    it.trace = trace;
    it.story = story;
  });
  const select = inside(element, 'select[aria-label="Informer"]') as HTMLSelectElement;
  select.value = "fast";
  select.dispatchEvent(new Event("change"));
  element.setAttribute("theme", "dark");
  expect(shown(element)).toBe("fast");

  press(element, ",");
  press(element, ".");
  expect(shown(element)).toBe("slow");
});

test("after the last story point the end of the run is named as the end", () => {
  const element = mount((it) => {
    it.trace = trace;
    it.story = story;
  });
  press(element, "Shift+ArrowRight");
  expect(inside(element, ".said").textContent).toBe("What the author says.");

  press(element, "End");
  expect(inside(element, ".said").textContent).toContain("The story ends here.");
  expect(inside(element, ".aside").textContent).not.toBe("");
});

/** Two informers of the same resource, started one after the other. */
function twoInformers(): TraceFile {
  const builder = new TraceBuilder();
  for (const informer of ["slow", "fast"]) {
    builder.step(0, "outside");
    builder.emit({
      kind: "informer.started",
      informer,
      resource: "nodes",
      queue: "delta",
      resyncPeriodMs: 0,
      indexes: [],
    });
  }
  for (const informer of ["slow", "fast", "slow"]) {
    builder.step(10, `reflector/${informer}`);
    builder.emit({ kind: "reflector.moved", informer, from: "idle", to: "listing" });
    builder.emit({
      kind: "reflector.list-requested",
      informer,
      options: { resourceVersion: "0" },
      page: 1,
    });
  }
  return builder.toFile();
}
