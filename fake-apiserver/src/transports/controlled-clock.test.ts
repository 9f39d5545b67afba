import { lane } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { ControlledClock } from "./controlled-clock.ts";

const unit = lane("unit");

function clockIn(simulation: Simulation): {
  readonly clock: ControlledClock;
  readonly fired: string[];
} {
  const fired: string[] = [];
  const clock = new ControlledClock(simulation);
  return { clock, fired };
}

test("left alone, it goes with the clock below it", () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  clock.after(100, unit, () => fired.push("a"));

  simulation.advanceBy(99);
  const before = [...fired];
  simulation.advanceBy(1);

  expect([before, fired]).toEqual([[], ["a"]]);
  expect(clock.now()).toBe(simulation.now());
});

test("advancing fires timers in order, each with its consequences before the next", async () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  const start = clock.now();
  clock.after(3_600_000, unit, () => fired.push(`late ${clock.now() - start}`));
  clock.after(1000, unit, () => {
    fired.push(`early ${clock.now() - start}`);
    clock.after(500, unit, () => fired.push(`consequence ${clock.now() - start}`));
  });

  const advanced = clock.advance(7_200_000);
  await simulation.advanceByAsync(0);
  await advanced;

  expect(fired).toEqual(["early 1000", "consequence 1500", "late 3600000"]);
  expect(clock.now() - start).toBe(7_200_000);
});

test("paused, nothing fires until it is resumed or moved", () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  clock.pause();
  clock.after(100, unit, () => fired.push("a"));

  simulation.advanceBy(1000);
  const before = [...fired];
  clock.resume();
  simulation.advanceBy(100);

  expect([before, fired]).toEqual([[], ["a"]]);
});

test("resumed at speed ten, a tenth of the time is enough", () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  clock.resume(10);
  clock.after(1000, unit, () => fired.push("a"));

  simulation.advanceBy(100);

  expect(fired).toEqual(["a"]);
});

test("a cancelled timer does not fire", async () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  const cancel = clock.after(100, unit, () => fired.push("a"));

  cancel();
  simulation.advanceBy(1000);

  expect([fired, clock.pending]).toEqual([[], []]);
});

test.each([0, -1, Number.NaN])("a speed of %d is refused", (speed) => {
  expect(() => clockIn(new Simulation()).clock.resume(speed)).toThrow(RangeError);
});

test("time cannot be moved beyond what timestamps can say, nor back", () => {
  const { clock } = clockIn(new Simulation());
  const before = clock.now();

  expect(() => clock.advance(9_999_999_999_999 * 3_600_000)).toThrow("the end of the year 9999");
  expect(() => clock.advance(-1)).toThrow(RangeError);
  expect(clock.now()).toBe(before);
});

test("advances that overlap add up", async () => {
  const simulation = new Simulation();
  const { clock, fired } = clockIn(simulation);
  clock.pause();
  const start = clock.now();
  clock.after(1500, unit, () => fired.push("a"));

  const advanced = Promise.all([clock.advance(1000), clock.advance(1000)]);
  await simulation.advanceByAsync(0);
  await advanced;

  expect([clock.now() - start, fired]).toEqual([2000, ["a"]]);
});

test("an advance that would lead past the last moment leaves those behind it as they are", async () => {
  const simulation = new Simulation();
  const { clock } = clockIn(simulation);
  clock.pause();
  const start = clock.now();
  const toTheEnd = Date.parse("9999-12-31T23:59:59Z") - start - 1000;

  const [far, past, fits] = [clock.advance(toTheEnd), clock.advance(2000), clock.advance(500)];
  const refused = expect(past).rejects.toThrow("up to the end of the year 9999");
  await simulation.advanceByAsync(0);
  await Promise.all([far, refused, fits]);

  expect(clock.now() - start).toBe(toTheEnd + 500);
});
