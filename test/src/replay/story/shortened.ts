/** One line of a story. */
export interface StoryLine {
  readonly text: string;
  /** Told even where the story gets long. */
  readonly isEssential: boolean;
}

/**
 * Keeps what is essential and, of the rest, what stands nearest to the end; `omitted` says how many lines are missing.
 */
export function shortened(
  lines: readonly StoryLine[],
  linesMax: number,
  omitted: (count: number) => string,
): readonly string[] {
  let room = Math.max(0, linesMax - lines.filter(({ isEssential }) => isEssential).length);
  let dropped = 0;
  const kept: string[] = [];
  for (const { text, isEssential } of lines.toReversed()) {
    if (!isEssential && room === 0) {
      dropped += 1;
      continue;
    }
    if (!isEssential) room -= 1;
    kept.push(text);
  }
  return [...(dropped === 0 ? [] : [omitted(dropped)]), ...kept.toReversed()];
}
