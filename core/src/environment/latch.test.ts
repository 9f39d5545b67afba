import { expect, test } from "vitest";
import { Latch } from "./latch.ts";

test("who throws when told keeps nobody else from being told", () => {
  const latch = new Latch();
  const told: string[] = [];
  latch.onSet(() => void told.push("first"));
  latch.onSet(() => {
    throw new Error("of the second");
  });
  latch.onSet(() => void told.push("third"));

  expect(() => latch.set()).toThrow("of the second");
  expect(told).toEqual(["first", "third"]);
  expect(latch.isSet).toBe(true);
});

test("a wait ends with what it waits for, with its signal, or with what makes it hopeless", async () => {
  const stop = new AbortController();
  const [latch, hopeless, end] = [new Latch(), new Latch(), new Latch()];
  const waits = [latch.wait(stop.signal, end), hopeless.wait(stop.signal, end), hopeless.wait()];
  latch.set();
  end.set();
  stop.abort();

  expect(await Promise.all(waits.slice(0, 2))).toEqual([true, false]);
  expect(await hopeless.wait(stop.signal)).toBe(false);
  hopeless.set();
  expect(await waits[2]).toBe(true);
});
