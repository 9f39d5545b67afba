import { seededRandom } from "@informerlab/core";
import { expect, test } from "vitest";
import { choose, variantsOf } from "./choices.ts";

const plan = {
  on: { verb: { oneOf: ["list", "watch"] } },
  do: { latency: { min: 1, max: { between: [5, 9] } } },
};

test("every choice is made within its bounds, and both ends come up", () => {
  const drawn = Array.from({ length: 200 }, (_, seed) => choose(plan, seededRandom(seed)));
  const texts = new Set(drawn.map((one) => JSON.stringify(one)));

  expect(texts.size).toBe(10);
  expect(texts).toContain('{"on":{"verb":"list"},"do":{"latency":{"min":1,"max":5}}}');
  expect(texts).toContain('{"on":{"verb":"watch"},"do":{"latency":{"min":1,"max":9}}}');
});

test("a choice is drawn by its place: another one beside it changes nothing", () => {
  const more = { ...plan, life: { times: { between: [1, 100] } } };
  for (let seed = 0; seed < 20; seed += 1) {
    expect(choose(more, seededRandom(seed))).toMatchObject(
      choose(plan, seededRandom(seed)) as object,
    );
  }
});

test("variants show every end of every choice, one at a time", () => {
  expect(variantsOf(plan)).toEqual([
    { on: { verb: "list" }, do: { latency: { min: 1, max: 5 } } },
    { on: { verb: "watch" }, do: { latency: { min: 1, max: 5 } } },
    { on: { verb: "list" }, do: { latency: { min: 1, max: 9 } } },
  ]);
});

test("a choice may lie in another, and in a list", () => {
  expect(variantsOf([{ oneOf: [{ between: [1, 2] }, "x"] }])).toEqual([[1], [2], ["x"]]);
});

test.each<[unknown, RegExp]>([
  [{ between: [2, 1] }, /between must be two whole numbers, the smaller first, found \[2,1\]/],
  [{ between: [0.5, 1] }, /between must be two whole numbers/],
  [{ between: 3 }, /between must be two whole numbers/],
  [{ oneOf: [] }, /oneOf must be a list of values, found \[\]/],
])("%j is refused", (value, message) => {
  expect(() => variantsOf(value)).toThrow(message);
  expect(() => choose(value, seededRandom(1))).toThrow(message);
});
