import { type Clock, lane } from "@informerlab/core";
import { expect, test } from "vitest";
import type { WatchFrame } from "../request/read/api-request.ts";
import { FrameQueue } from "./frame-queue.ts";

test("delayed frames keep their order when the host fires timers that are due together in another", () => {
  const timers: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    after: (_delayMs, _lane, step) => {
      timers.push(step);
      return () => {};
    },
  };
  const arrived: string[] = [];
  const queue = new FrameQueue(clock, lane("watch"), () => arrived.push("overflow"));
  queue.start({
    frame: ({ type }: WatchFrame) => arrived.push(type),
    end: (how) => arrived.push(how),
  });

  queue.push(frameOf("ADDED"), 20);
  queue.push(frameOf("MODIFIED"), 0);
  queue.push(frameOf("DELETED"), 0);
  queue.end("clean");
  for (const fire of timers.toReversed()) fire();

  expect(arrived).toEqual(["ADDED", "MODIFIED", "DELETED", "clean"]);
});

function frameOf(type: WatchFrame["type"]): WatchFrame {
  return { type, object: {}, encode: () => new Uint8Array() };
}
