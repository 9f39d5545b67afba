import fc from "fast-check";
import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { IndexedHeap } from "./indexed-heap.ts";
import { ItemExponentialFailureRateLimiter } from "./item-exponential-failure-rate-limiter.ts";
import { RateLimitingQueue } from "./rate-limiting-queue.ts";
import { WorkQueue } from "./work-queue.ts";

const item = fc.constantFrom("a", "b", "c");
const operation = fc.oneof(
  fc.record({ op: fc.constant("add" as const), item }),
  fc.record({ op: fc.constant("get" as const), item }),
  fc.record({ op: fc.constant("done" as const), item }),
  fc.record({ op: fc.constant("shutDown" as const), item }),
);

/** The three parts of WQ-1, kept as plainly as can be. */
class Model {
  readonly queue: string[] = [];
  readonly dirty = new Set<string>();
  readonly processing = new Set<string>();
  isShuttingDown = false;

  add(item: string): void {
    if (this.isShuttingDown || this.dirty.has(item)) return;
    this.dirty.add(item);
    if (!this.processing.has(item)) this.queue.push(item);
  }

  get(): string | undefined {
    const item = this.queue.shift();
    if (item === undefined) return undefined;
    this.processing.add(item);
    this.dirty.delete(item);
    return item;
  }

  done(item: string): void {
    this.processing.delete(item);
    if (this.dirty.has(item)) this.queue.push(item);
  }
}

test("WQ-1 … WQ-7: any operations, misuse included, do what three plain sets do", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const queue = new WorkQueue(new Simulation());
      const model = new Model();
      for (const { op, item } of operations) {
        if (op === "add") {
          queue.add(item);
          model.add(item);
        } else if (op === "get") {
          expect(queue.tryGet()).toBe(model.get());
        } else if (op === "done") {
          queue.done(item);
          model.done(item);
        } else {
          queue.shutDown();
          model.isShuttingDown = true;
        }
        expect(queue.length).toBe(model.queue.length);
      }
      while (model.queue.length > 0) expect(queue.tryGet()).toBe(model.get());
      expect(queue.tryGet()).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test("INV-10, INV-11: nothing comes before its earliest time, and nothing asked for is lost", () => {
  const ask = fc.record({
    item,
    delayMs: fc.integer({ min: -1, max: 20 }),
    pauseMs: fc.integer({ min: 0, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 40 }), (asks) => {
      const simulation = new Simulation({ startAt: 0 });
      const rateLimiter = new ItemExponentialFailureRateLimiter({ baseDelayMs: 1, maxDelayMs: 8 });
      const queue = new RateLimitingQueue(simulation, { rateLimiter });
      const dueTimes: { item: string; dueAt: number }[] = [];
      const wanted = new Set<string>();
      const work = (): void => {
        for (let got = queue.tryGet(); got !== undefined; got = queue.tryGet()) {
          const isDue = (due: { item: string; dueAt: number }): boolean =>
            due.item === got && due.dueAt <= simulation.now();
          expect(dueTimes.some(isDue)).toBe(true);
          for (const due of dueTimes.filter(isDue)) dueTimes.splice(dueTimes.indexOf(due), 1);
          wanted.delete(got);
          queue.done(got);
        }
      };
      for (const { item, delayMs, pauseMs } of asks) {
        dueTimes.push({ item, dueAt: simulation.now() + Math.max(0, delayMs) });
        wanted.add(item);
        queue.addAfter(item, delayMs);
        work();
        for (let ms = 0; ms < pauseMs; ms++) {
          simulation.advanceBy(1);
          work();
        }
      }
      simulation.advanceBy(20);
      work();
      expect([...wanted]).toEqual([]);
    }),
  );
});

test("an indexed heap hands out its elements in order, whatever changed in between", () => {
  const change = fc.record({ index: fc.nat(30), value: fc.integer() });
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(change), (values, changes) => {
      const heap = new IndexedHeap<{ value: number; heapIndex: number }>(
        (a, b) => a.value < b.value,
      );
      const elements = values.map((value) => ({ value, heapIndex: -1 }));
      for (const element of elements) heap.push(element);
      for (const { index, value } of changes) {
        const element = elements[index];
        if (element === undefined) continue;
        element.value = value;
        heap.update(element);
      }
      const sorted = elements.map(({ value }) => value).sort((a, b) => a - b);
      expect(elements.map(() => heap.pop()?.value)).toEqual(sorted);
      expect(heap.pop()).toBeUndefined();
      expect(elements.every(({ heapIndex }) => heapIndex === -1)).toBe(true);
    }),
  );
});
