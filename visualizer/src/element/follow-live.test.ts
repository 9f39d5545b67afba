// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { inside, mount, press } from "../../demo/mounted.ts";
import { repeated } from "../../demo/trace-builder.ts";
import { until } from "../../demo/until.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import type { InformerVisualizer } from "./informer-visualizer.ts";

beforeEach(() => document.body.replaceChildren());

const { records } = exampleTrace();
const endOf = (kind: string, after = 0): number =>
  records.findIndex(({ fact }, index) => index >= after && fact.kind === kind) + 1;

/** A page that follows a source to which a test adds. */
function following(speed = "16"): {
  readonly element: InformerVisualizer;
  readonly comes: (to: number) => void;
  /** Whether the source was told that nobody reads it any more. */
  readonly isLeft: () => boolean;
} {
  let known = 0;
  let isLeft = false;
  let wake = (): void => {};
  async function* source(): AsyncGenerator<VisualRecord> {
    try {
      for (let at = 0; ; at += 1) {
        while (at >= known) await new Promise<void>((resolve) => (wake = resolve));
        const record = records[at];
        if (record === undefined) return;
        yield record;
      }
    } finally {
      isLeft = true;
    }
  }
  const element = mount((it) => {
    it.setAttribute("motion", "full");
    it.setAttribute("speed", speed);
    it.trace = undefined;
    it.source = source();
  });
  const comes = (to: number): void => {
    known = to;
    wake();
  };
  return { element, comes, isLeft: () => isLeft };
}

const known = (element: InformerVisualizer): number => element.branches[0]?.timeline.length ?? 0;
const playButton = (element: InformerVisualizer): string | null =>
  inside(element, "button.play").getAttribute("aria-label");

test("what had happened before is there at once; what comes then flies over the stage, to the last of it", async () => {
  const { element, comes } = following("1");
  const watched = endOf("reflector.watch-requested");
  comes(watched);
  await until(() => expect(element.position).toBe(watched));
  expect(element.shadowRoot?.querySelector(".iv-traveller")).toBeNull();

  const called = endOf("handler.called", watched);
  comes(called);
  await until(() => expect(element.shadowRoot?.querySelector(".iv-traveller")).not.toBeNull());
  comes(called + 3);
  await until(() => expect(element.position).toBe(called + 3));
});

test("the play button pauses following, a step back stays, and playing on to the end follows again", async () => {
  const { element, comes } = following();
  comes(60);
  await until(() => expect(element.position).toBe(60));
  expect(playButton(element)).toBe("Pause");

  press(element, " ");
  expect(playButton(element)).toBe("Play");
  press(element, ",");
  expect(element.position).toBe(59);
  comes(64);
  await until(() => expect(known(element)).toBe(64));
  expect(element.position).toBe(59);

  press(element, " ");
  await until(() => expect(element.position).toBe(64));
  comes(70);
  await until(() => expect(element.position).toBe(70));
});

test("a trace that is opened instead is not live", async () => {
  const { element, comes } = following();
  comes(20);
  await until(() => expect(element.position).toBe(20));
  element.trace = exampleTrace();
  comes(30);
  expect(inside(element, ".live").hidden).toBe(true);
  expect(playButton(element)).toBe("Play");
});

test("a long trace that is still being taken in does not take the place of a live one set after it", async () => {
  const { element, comes } = following();
  element.trace = repeated(exampleTrace(), 30);
  let wake = (): void => {};
  element.source = (async function* () {
    yield* records.slice(0, 20);
    await new Promise<void>((resolve) => (wake = resolve));
  })();
  await until(() => expect(element.position).toBe(20));
  comes(10);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
  expect(known(element)).toBe(20);
  expect(inside(element, ".live").hidden).toBe(false);
  wake();
});

test("taken out and put back in flight, it follows again", async () => {
  const { element, comes } = following("1");
  const watched = endOf("reflector.watch-requested");
  comes(watched);
  await until(() => expect(element.position).toBe(watched));
  const called = endOf("handler.called", watched);
  comes(called);
  await until(() => expect(element.shadowRoot?.querySelector(".iv-traveller")).not.toBeNull());
  element.remove();
  document.body.append(element);
  comes(called + 3);
  await until(() => expect(element.position).toBe(called + 3));
});

test.each<readonly [string, (element: InformerVisualizer) => void]>([
  ["whose source is taken away", (element) => (element.source = undefined)],
  ["that is taken out of the page", (element) => element.remove()],
])("a picture %s is not live any more, and reads nothing more", async (_what, end) => {
  const { element, comes, isLeft } = following();
  comes(20);
  await until(() => expect(element.position).toBe(20));
  end(element);
  await until(() => expect(inside(element, ".live").hidden).toBe(true));
  comes(30);
  await until(() => expect(isLeft()).toBe(true));
  expect(known(element)).toBe(20);
});
