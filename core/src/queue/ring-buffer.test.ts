import fc from "fast-check";
import { expect, test } from "vitest";
import { RingBuffer } from "./ring-buffer.ts";

test("is an array with push, shift and peek, however it grows and shrinks", () => {
  const action = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({ shift: fc.integer({ min: 1, max: 3000 }) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 8 }), (actions) => {
      const buffer = new RingBuffer<number>();
      let model: number[] = [];
      let next = 0;
      for (const each of actions) {
        if ("push" in each) {
          for (let at = 0; at < each.push; at++) {
            buffer.push(next);
            model.push(next);
            next += 1;
          }
        } else {
          const taken = Array.from({ length: each.shift }, () => buffer.shift());
          expect(taken.filter((value) => value !== undefined)).toEqual(model.slice(0, each.shift));
          model = model.slice(each.shift);
        }
        expect(buffer.length).toBe(model.length);
        expect(buffer.peek()).toBe(model[0]);
        expect([...buffer]).toEqual(model);
      }
    }),
    { numRuns: 50 },
  );
});

test("a cleared buffer is empty and usable", () => {
  const buffer = new RingBuffer<number>();
  buffer.push(1);

  buffer.clear();
  buffer.push(2);

  expect([...buffer]).toEqual([2]);
});
