/** So many lines that stand in both texts, from one line of each on. */
export interface CommonBlock {
  readonly before: number;
  readonly after: number;
  readonly size: number;
}

/** Lines that are looked at in all; what is left then counts as changed. */
const stepsMax = 2_000_000;
/** A text of so many lines is not searched for those that it has all over. */
const longText = 200;

/** A part of both texts. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly startAfter: number;
  readonly endAfter: number;
}

/**
 * What two texts have in common, in order: the longest block, and the same again before and behind it, as difflib does it.
 *
 * @see pmezard/go-difflib difflib.go SequenceMatcher
 */
export function commonBlocks(
  before: readonly string[],
  after: readonly string[],
): readonly CommonBlock[] {
  const places = placesOf(after);
  const budget = { left: stepsMax };
  const blocks: CommonBlock[] = [];
  const pending: Stretch[] = [
    { start: 0, end: before.length, startAfter: 0, endAfter: after.length },
  ];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const block = widened(longestBlock(before, places, part, budget), before, after, part);
    if (block.size === 0) continue;
    blocks.push(block);
    const [end, endAfter] = [block.before + block.size, block.after + block.size];
    if (part.start < block.before && part.startAfter < block.after)
      pending.push({ ...part, end: block.before, endAfter: block.after });
    if (end < part.end && endAfter < part.endAfter)
      pending.push({ ...part, start: end, startAfter: endAfter });
  }
  return blocks.sort((one, other) => one.before - other.before);
}

/** Where each line stands, but for those of a long text that are too common to tell anything. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  if (lines.length < longText) return places;
  const most = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, at]) => at.length <= most));
}

/** The longest run of equal lines in a part; of several the first. */
function longestBlock(
  before: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  { start, end, startAfter, endAfter }: Stretch,
  budget: { left: number },
): CommonBlock {
  let best: CommonBlock = { before: start, after: startAfter, size: 0 };
  let runs = new Map<number, number>();
  for (let index = start; index < end && budget.left > 0; index++) {
    const longer = new Map<number, number>();
    for (const place of places.get(before[index] ?? "") ?? []) {
      budget.left -= 1;
      if (place < startAfter) continue;
      if (place >= endAfter) break;
      const size = (runs.get(place - 1) ?? 0) + 1;
      longer.set(place, size);
      if (size > best.size) best = { before: index - size + 1, after: place - size + 1, size };
    }
    runs = longer;
  }
  return best;
}

/** With the equal lines around it, which may be those that were not searched for. */
function widened(
  block: CommonBlock,
  before: readonly string[],
  after: readonly string[],
  { start, end, startAfter, endAfter }: Stretch,
): CommonBlock {
  let { before: i, after: j, size } = block;
  for (; i > start && j > startAfter && before[i - 1] === after[j - 1]; size++) {
    i -= 1;
    j -= 1;
  }
  while (i + size < end && j + size < endAfter && before[i + size] === after[j + size]) size += 1;
  return { before: i, after: j, size };
}
