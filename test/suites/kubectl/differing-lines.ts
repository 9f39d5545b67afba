import type { KubectlAnswer } from "./settle-output.ts";

const shownMax = 12;

/** What two answers differ in; none: they are equal. */
export function differingLines(
  real: KubectlAnswer,
  own: KubectlAnswer | undefined,
): readonly string[] {
  if (own === undefined) return ["ours: not run"];
  const code = real.code === own.code ? [] : [`exit code: real ${real.code}, ours ${own.code}`];
  return [...code, ...between("out", real.out, own.out), ...between("err", real.err, own.err)];
}

/** The first line in which they differ, and some of what follows. */
function between(stream: string, real: string, own: string): readonly string[] {
  if (real === own) return [];
  const [left, right] = [real.split("\n"), own.split("\n")];
  let at = 0;
  while (left[at] === right[at]) at++;
  const shown = (lines: readonly string[], who: string): readonly string[] =>
    lines.slice(at, at + shownMax).map((line) => `${stream} ${who}: ${line}`);
  return [...shown(left, "real"), ...shown(right, "ours")];
}
