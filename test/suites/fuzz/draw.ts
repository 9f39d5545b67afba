import { type Random, randomInteger } from "@informerlab/core";

/** One of several, each as likely as the others. */
export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[randomInteger(random, choices.length)] as T;
}

/** True so often out of a hundred times. */
export function happens(random: Random, percent: number): boolean {
  return random.next() * 100 < percent;
}

/** What programs get wrong: values at the edges of types, texts that mean something elsewhere. */
export const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e21,
  2 ** 31,
  2n ** 53n + 1n,
  -(2n ** 63n),
  2n ** 63n - 1n,
  2 ** 63,
  "",
  " ",
  "\u0000",
  "\uD800",
  "𝕊",
  "__proto__",
  "constructor",
  "toString",
  "0",
  "-1",
  "1e400",
  "NaN",
  "true",
  "null",
  "2026-13-45T99:99:99Z",
  "a/b/c",
  "../..",
  "%00",
  "(a+)+$",
  "self.all(x, x)",
  "x".repeat(300),
  [],
  {},
  [[]],
  [null],
  { "": null },
  { $patch: "delete" },
  { $patch: "bogus" },
  { "$setElementOrder/x": [1] },
  { ["__proto__"]: { a: 1 } },
];

/** A value with one thing in it changed, added, taken away or said twice. */
export function mutated(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || happens(random, 12))
    return structuredClone(oneOf(random, oddValues));
  if (Array.isArray(value)) return mutatedList(random, value);
  const members = Object.entries(value);
  if (members.length === 0 || happens(random, 10))
    return Object.fromEntries([...members, [oneOf(random, oddNames), oneOf(random, oddValues)]]);
  const [name] = oneOf(random, members);
  if (happens(random, 10)) return Object.fromEntries(members.filter(([other]) => other !== name));
  return Object.fromEntries(
    members.map(([other, member]) => [other, other === name ? mutated(random, member) : member]),
  );
}

const oddNames = [
  "",
  "$patch",
  "$retainKeys",
  "metadata",
  "spec",
  "status",
  "constructor",
  "x y",
  "~1",
];

function mutatedList(random: Random, list: readonly unknown[]): unknown {
  const at = randomInteger(random, list.length + 1);
  const item = list[Math.min(at, list.length - 1)];
  if (list.length === 0 || happens(random, 20))
    return list.toSpliced(at, 0, oneOf(random, oddValues));
  if (happens(random, 15)) return list.toSpliced(at, 1);
  if (happens(random, 15)) return list.toSpliced(at, 0, item);
  return list.with(Math.min(at, list.length - 1), mutated(random, item));
}

/** A text with some characters gone, doubled or replaced. */
export function damaged(random: Random, text: string): string {
  const at = randomInteger(random, text.length + 1);
  const span = randomInteger(random, 6);
  const noise = oneOf(random, [
    "",
    "\u0000",
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    ",",
    ": ",
    "\n- ",
    "&a ",
    "*a ",
    "---\n",
    "é",
  ]);
  return happens(random, 20)
    ? text.slice(0, at)
    : `${text.slice(0, at)}${noise}${text.slice(at + span)}`;
}
