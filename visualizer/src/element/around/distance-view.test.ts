// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { inside, mount } from "../../../demo/mounted.ts";
import { until } from "../../../demo/until.ts";
import { DistanceToTruth } from "../../model/readers/distance.ts";
import { distanceText } from "../../text/panels/distance-text.ts";
import { TraceLog } from "../../trace/trace-log.ts";

const trace = exampleTrace();
const text = { en: "text", "zh-CN": "文" };

function seqOf(kind: string): number {
  return trace.records.find(({ fact }) => fact.kind === kind)?.seq ?? 0;
}

test("while a story point is played, distance and knob are those of what the stage shows, not of its end", async () => {
  const element = mount((it) => {
    it.trace = trace;
    it.story = {
      beats: [
        { id: "listed", seq: seqOf("reflector.listed"), text },
        { id: "synced", seq: seqOf("informer.synced"), text },
      ],
    };
    it.setAttribute("motion", "full");
    it.setAttribute("beat", "listed");
  });
  await until(() => inside(element, ".distance .note"));
  let frame: FrameRequestCallback | undefined;
  using _frames = vi
    .spyOn(document.defaultView ?? window, "requestAnimationFrame")
    .mockImplementation((callback) => {
      frame = callback;
      return 1;
    });
  const distance = new DistanceToTruth(new TraceLog(trace), "nodes");
  const knobs = new Set<string | null>();
  const places = new Set<number>();
  const readouts = new Set<string>();
  element.step(1, "beat");
  for (let nowMs = 0; frame !== undefined; nowMs += 16) {
    const next: FrameRequestCallback = frame;
    frame = undefined;
    next(nowMs);
    const place = Number(/· (\d+)\//.exec(inside(element, ".moment").textContent)?.[1]);
    const readout = inside(element, ".distance .note").textContent;
    places.add(place);
    readouts.add(readout);
    knobs.add(inside(element, ".iv-playhead-knob").getAttribute("cx"));
    expect(readout).toBe(distanceText(distance.at(place), "en"));
  }

  expect(readouts.size).toBeGreaterThan(2);
  expect(knobs.size).toBe(places.size);
});
