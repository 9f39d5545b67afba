import { expect, test } from "vitest";
import { RememberedBytes } from "./remembered-bytes.ts";

function counting(bytesMax: number, bytesEach: number) {
  const made: object[] = [];
  const remembered = new RememberedBytes<object>(bytesMax, (object) => {
    made.push(object);
    return new Uint8Array(bytesEach);
  });
  return { made, remembered };
}

test("bytes of an object are made once", () => {
  const { made, remembered } = counting(10_000, 100);
  const object = {};

  expect(remembered.of(object)).toBe(remembered.of(object));
  expect(made).toEqual([object]);
});

test("beyond the bound the oldest are made anew, and what is asked for all the time is not", () => {
  const { made, remembered } = counting(100_000, 1000);
  const popular = {};
  const forgotten = {};
  remembered.of(forgotten);
  for (let index = 0; index < 1000; index++) {
    remembered.of(popular);
    remembered.of({});
  }
  remembered.of(forgotten);

  expect(made.filter((object) => object === popular)).toHaveLength(1);
  expect(made.filter((object) => object === forgotten)).toHaveLength(2);
});

test("what is larger than the room for it is made each time", () => {
  const { made, remembered } = counting(1000, 1000);
  const object = {};
  remembered.of(object);
  remembered.of(object);

  expect(made).toHaveLength(2);
});
