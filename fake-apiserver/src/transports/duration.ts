const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads `65m`, `1h30m`, `500ms`, `2.5s`, or a plain number of milliseconds.
 *
 * @throws RangeError naming the text and what would be right.
 */
export function parseDurationMs(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) {
    throw new RangeError(
      `${JSON.stringify(text)} is no duration; write it as 65m, 1h30m, 2.5s, 500ms, or a number of milliseconds`,
    );
  }
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(?<![\d.])(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    sum += Number(amount) * (unitsMs[unit] ?? 0);
  }
  return sum;
}
