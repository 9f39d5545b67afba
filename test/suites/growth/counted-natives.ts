/**
 * Work that the engine does on behalf of one call, by its own name: how many elements or letters a call looks at. Callbacks of
 * `map`, `some` and the like are counted where they are written.
 */
const costs: readonly (readonly [object, Readonly<Record<string, Cost>>])[] = [
  [
    Array.prototype,
    {
      indexOf: scanned,
      includes: whole,
      lastIndexOf: whole,
      shift: pushedAside,
      unshift: pushedAside,
      splice: pushedAsideBehind,
      toSpliced: whole,
      with: whole,
      join: whole,
      reverse: whole,
      toReversed: whole,
      sort: whole,
      toSorted: whole,
      concat: whole,
      flat: whole,
      slice: resulting,
    },
  ],
  [
    String.prototype,
    {
      indexOf: scanned,
      lastIndexOf: whole,
      includes: whole,
      split: whole,
      replace: whole,
      replaceAll: whole,
      normalize: whole,
      trim: whole,
      localeCompare: whole,
      toLowerCase: whole,
      toUpperCase: whole,
      isWellFormed: whole,
      toWellFormed: whole,
      repeat: resulting,
      padStart: resulting,
      padEnd: resulting,
    },
  ],
  [RegExp.prototype, { test: matched, exec: matched }],
  [
    Object,
    {
      keys: resulting,
      values: resulting,
      entries: resulting,
      fromEntries: (_, result) => Object.getOwnPropertyNames(result).length,
      assign: (_, result) => Object.getOwnPropertyNames(result).length,
    },
  ],
  [Math, { max: compared, min: compared }],
  [JSON, { stringify: resulting, parse: (_, __, [text]) => String(text).length }],
  [Array, { from: resulting }],
  [
    Object.getPrototypeOf(Uint8Array.prototype),
    { slice: resulting, set: (_, __, [from]) => lengthOf(from) },
  ],
  [TextEncoder.prototype, { encode: resulting }],
  [TextDecoder.prototype, { decode: resulting }],
];

type Cost = (self: unknown, result: unknown, parameters: readonly unknown[]) => number;

function lengthOf(value: unknown): number {
  const { length } = Object(value) as { readonly length?: unknown };
  return typeof length === "number" ? length : 0;
}

function whole(self: unknown): number {
  return lengthOf(self);
}

function resulting(_: unknown, result: unknown): number {
  return lengthOf(result);
}

/** A list that is spread for a call is as many parameters. */
function compared(_: unknown, __: unknown, parameters: readonly unknown[]): number {
  return parameters.length;
}

/** Elements that stay together are moved many at a time. */
const movedAtOnce = 64;

function pushedAside(self: unknown): number {
  return lengthOf(self) / movedAtOnce;
}

/** What was taken out, and what stood behind it. */
function pushedAsideBehind(self: unknown, result: unknown, [start]: readonly unknown[]): number {
  return lengthOf(result) + Math.max(0, lengthOf(self) - Number(start)) / movedAtOnce;
}

/** A search stops where it finds. */
function scanned(self: unknown, result: unknown, [, from]: readonly unknown[]): number {
  const end = typeof result === "number" && result >= 0 ? result + 1 : lengthOf(self);
  return Math.max(0, end - (typeof from === "number" ? from : 0));
}

/** Where nothing is found the whole text was looked at, but for a pattern that looks at one place only. */
function matched(self: unknown, result: unknown, [text]: readonly unknown[]): number {
  if (result !== null && result !== false) return lengthOf(Object(result)[0]);
  return self instanceof RegExp && self.sticky ? 1 : lengthOf(text);
}

/** Counts the work of native functions while something runs. */
export function countNatives(run: () => void): number {
  const { getOwnPropertyDescriptor, defineProperty } = Object;
  const restore: (() => void)[] = [];
  let count = 0;
  for (const [owner, functions] of costs) {
    for (const [name, cost] of Object.entries(functions)) {
      const before = getOwnPropertyDescriptor(owner, name);
      const native: unknown = before?.value;
      if (before === undefined || typeof native !== "function") throw new Error(`no ${name}`);
      restore.push(() => defineProperty(owner, name, before));
      const value = function (this: unknown, ...parameters: unknown[]): unknown {
        const result: unknown = Reflect.apply(native, this, parameters);
        count += cost(this, result, parameters);
        return result;
      };
      defineProperty(owner, name, { ...before, value });
    }
  }
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
  return count;
}
