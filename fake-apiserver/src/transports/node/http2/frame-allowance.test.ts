import { expect, test } from "vitest";
import { ConnectionError } from "./frame.ts";
import { FrameAllowance } from "./frame-allowance.ts";

const spend = (allowance: FrameAllowance, frames: number): void => {
  for (let frame = 0; frame < frames; frame++) allowance.spend();
};

test("a thousand frames that ask for nothing may come at once, and no more", () => {
  const allowance = new FrameAllowance(() => 0);
  spend(allowance, 1_000);

  expect(() => spend(allowance, 1)).toThrow(ConnectionError);
});

test("a ping each second is never too much", () => {
  let now = 0;
  const allowance = new FrameAllowance(() => now);
  for (; now < 86_400_000; now += 1_000) spend(allowance, 1);
});

test("whoever is sent much may widen windows and take back requests as often", () => {
  const allowance = new FrameAllowance(() => 0);
  for (let answer = 0; answer < 10_000; answer++) {
    spend(allowance, 3);
    allowance.earn();
  }
});

test("what was earned is not kept for a flood", () => {
  const allowance = new FrameAllowance(() => 0);
  for (let answer = 0; answer < 10_000; answer++) allowance.earn();

  expect(() => spend(allowance, 1_001)).toThrow("flood");
});

test("who comes back to ten thousand events may widen both windows for each", () => {
  const allowance = new FrameAllowance(() => 0);
  for (let event = 0; event < 10_000; event++) allowance.earn(300);

  for (let update = 0; update < 20_000; update++) allowance.widen();
});

test("who reads long bodies in small pieces may widen windows for each", () => {
  const allowance = new FrameAllowance(() => 0);
  for (let frame = 0; frame < 256; frame++) allowance.earn(16_384);

  for (let update = 0; update < 4_608; update++) allowance.widen();

  expect(() => spend(allowance, 1_001)).toThrow("flood");
});
