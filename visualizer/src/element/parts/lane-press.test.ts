// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { inside, mount, press } from "../../../demo/mounted.ts";
import type { InformerVisualizer } from "../informer-visualizer.ts";

beforeEach(() => document.body.replaceChildren());

function widthOf(element: InformerVisualizer, lane: string): number {
  return Number(
    inside(element, `.stage svg [data-lane="${lane}"] > .iv-panel`).getAttribute("width"),
  );
}

/** The words at the head of a lane, or along its spine. */
function head(element: InformerVisualizer, lane: string): HTMLElement {
  return inside(element, `.stage svg [data-lane="${lane}"] .iv-lane-title`);
}

test.each(["workqueue", "workers", "network", "reflector"])(
  "a press on the head of the lane %s gives it the room, until the next step",
  (lane) => {
    const element = mount((it) => it.setAttribute("step", "100"));
    const before = widthOf(element, lane);

    head(element, lane).dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }));
    expect(widthOf(element, lane)).toBeGreaterThan(before * 1.5);
    expect(element.position).toBe(100);

    press(element, ".", ",");
    expect(widthOf(element, lane)).toBe(before);
  },
);
