/** From the least to the most that a size or a cost can be. The most there is stands for "nobody knows". */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** 2^64, in whose place cel-go has the largest 64-bit integer. */
export const unboundedSize: number = 2 ** 64;

/** Nothing is known. */
export const unknownRange: Range = { min: 0, max: unboundedSize };

export function fixed(value: number): Range {
  return { min: value, max: value };
}

function limited(value: number): number {
  return Math.min(value, unboundedSize);
}

export function add(a: Range, b: Range): Range {
  return { min: limited(a.min + b.min), max: limited(a.max + b.max) };
}

export function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce(add, fixed(0));
}

export function multiply(a: Range, b: Range): Range {
  return { min: limited(a.min * b.min), max: limited(a.max * b.max) };
}

/** So many units at a cost each, rounded up. */
export function atCost(range: Range, perUnit: number): Range {
  return {
    min: limited(Math.ceil(range.min * perUnit)),
    max: limited(Math.ceil(range.max * perUnit)),
  };
}

export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
