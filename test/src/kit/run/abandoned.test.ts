import { afterEach, expect, test, vi } from "vitest";
import { watchTest } from "./abandoned.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function inJest(state: object): void {
  vi.stubEnv("JEST_WORKER_ID", "1");
  vi.stubGlobal("expect", { getState: () => state });
}

test("in jest a test is over when the next one has begun, or when its environment is gone", () => {
  const state = { currentTestName: "first" };
  inJest(state);
  const isOver = watchTest(undefined);

  expect(isOver()).toBe(false);
  state.currentTestName = "second";
  expect(isOver()).toBe(true);
  state.currentTestName = "first";
  expect(isOver()).toBe(false);
  vi.stubGlobal("expect", undefined);
  expect(isOver()).toBe(true);
});

test("of tests of jest that run side by side none is the one at hand", () => {
  const state = { currentTestName: "first", currentConcurrentTestName: () => "other" };
  inJest(state);
  const isOver = watchTest(undefined);

  state.currentTestName = "second";
  expect(isOver()).toBe(false);
});

test("elsewhere it is over when its signal is given", () => {
  const stop = new AbortController();
  const isOver = watchTest(stop.signal);

  expect(isOver()).toBe(false);
  stop.abort();
  expect(isOver()).toBe(true);
});
