import { expect, test } from "vitest";
import { RetryAfter } from "./retry-after.ts";

test("who is refused is told to stay away twice as long while many are, and less when few are", () => {
  const retryAfter = new RetryAfter();
  const refuse = (second: number, count: number): number => {
    for (let nth = 0; nth < count; nth++) retryAfter.refused(second * 1000);
    return retryAfter.seconds;
  };

  expect(refuse(100, 5)).toBe(1);
  expect(refuse(101, 10)).toBe(2);
  expect(refuse(102, 10)).toBe(2);
  expect(refuse(103, 1)).toBe(4);
  expect(refuse(120, 1)).toBe(3);
});
