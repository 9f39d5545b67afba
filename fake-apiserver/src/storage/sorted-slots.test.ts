import fc from "fast-check";
import { expect, test } from "vitest";
import { SortedSlots } from "./sorted-slots.ts";

const keys = fc.stringMatching(/^[a-c]{1,6}$/);

test("whatever comes and goes, what is left stands in the order of its keys", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ key: keys, comes: fc.boolean() }), { maxLength: 3000, size: "max" }),
      keys,
      (steps, prefix) => {
        const slots = new SortedSlots<{ key: string }>();
        const expected = new Set<string>();
        for (const { key, comes } of steps) {
          if (!comes) slots.remove(key);
          else if (!expected.has(key)) slots.insert({ key });
          if (comes) expected.add(key);
          else expected.delete(key);
        }
        const sorted = [...expected].sort();

        expect(slots.size).toBe(expected.size);
        expect(slots.withPrefix("").map(({ key }) => key)).toEqual(sorted);
        expect(slots.withPrefix(prefix).map(({ key }) => key)).toEqual(
          sorted.filter((key) => key.startsWith(prefix)),
        );
      },
    ),
    { numRuns: 30 },
  );
});
