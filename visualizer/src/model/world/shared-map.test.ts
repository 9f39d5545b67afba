import fc from "fast-check";
import { expect, test } from "vitest";
import { SharedMap } from "./shared-map.ts";

const key = fc.integer({ min: 0, max: 40 });
const change = fc.oneof(
  fc.record({ do: fc.constant("set" as const), key, value: fc.nat() }),
  fc.record({ do: fc.constant("delete" as const), key }),
  fc.record({ do: fc.constant("copy" as const) }),
  fc.record({ do: fc.constant("clear" as const) }),
);

test("a shared map is a Map, in its order too, and so is every copy that was taken of it on the way", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const real = new Map<number, number>();
      const shared = new SharedMap<number, number>();
      const copies: { readonly real: Map<number, number>; readonly shared: Map<number, number> }[] =
        [];
      for (const one of changes) {
        if (one.do === "copy") copies.push({ real: new Map(real), shared: shared.copy() });
        else if (one.do === "clear") for (const map of [real, shared]) map.clear();
        else if (one.do === "set") for (const map of [real, shared]) map.set(one.key, one.value);
        else expect(shared.delete(one.key)).toBe(real.delete(one.key));
        expect(shared.size).toBe(real.size);
      }
      for (const pair of [...copies, { real, shared }]) {
        expect([...pair.shared]).toEqual([...pair.real]);
        expect([...pair.shared.keys()]).toEqual([...pair.real.keys()]);
        expect([...pair.shared.values()]).toEqual([...pair.real.values()]);
        for (let at = 0; at <= 41; at += 1) {
          expect(pair.shared.get(at)).toBe(pair.real.get(at));
          expect(pair.shared.has(at)).toBe(pair.real.has(at));
        }
      }
    }),
  );
});

test("a copy that is changed leaves its origin as it was, and the other way round", () => {
  const origin = new SharedMap<number, string>(Array.from({ length: 100 }, (_, at) => [at, "old"]));
  const copy = origin.copy();
  copy.set(1, "copy's");
  origin.set(2, "origin's");
  copy.delete(3);
  expect([origin.get(1), origin.get(2), origin.get(3)]).toEqual(["old", "origin's", "old"]);
  expect([copy.get(1), copy.get(2), copy.get(3)]).toEqual(["copy's", "old", undefined]);
});
