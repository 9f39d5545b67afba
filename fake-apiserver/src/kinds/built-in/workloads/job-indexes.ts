/** Indexes of a job as a text says them: `0-2,5`. */
export interface JobIndexes {
  readonly count: number;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** What is wrong with the text, in the server's words. */
  readonly problem: string | undefined;
}

/** Reads indexes that must rise and stay below the number of completions. */
export function parseIndexes(text: string, completions: number): JobIndexes {
  const none = { count: 0, ranges: [] };
  if (text === "") return { ...none, problem: undefined };
  const ranges: (readonly [number, number])[] = [];
  let count = 0;
  let last: number | undefined;
  for (const interval of text.split(",")) {
    const limits = interval.split("-");
    if (limits.length > 2) {
      return {
        ...none,
        problem: `the fragment "${interval}" violates the requirement that an index interval can have at most two parts separated by '-'`,
      };
    }
    const numbers: number[] = [];
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) {
        return {
          ...none,
          problem: `cannot convert string to integer for index: ${JSON.stringify(limit)}`,
        };
      }
      const index = Number(limit);
      if (index >= completions)
        return { ...none, problem: `too large index: ${JSON.stringify(limit)}` };
      numbers.push(index);
    }
    const [first = 0, end = first] = numbers;
    if (last !== undefined && first <= last)
      return { ...none, problem: `non-increasing order, previous: ${last}, current: ${first}` };
    if (numbers.length > 1 && end <= first)
      return { ...none, problem: `non-increasing order, previous: ${first}, current: ${end}` };
    ranges.push([first, end]);
    count += end - first + 1;
    last = end;
  }
  return { count, ranges, problem: undefined };
}
