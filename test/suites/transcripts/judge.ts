import { compare, type StepResult } from "./compare.ts";
import type { Door } from "./door.ts";
import { readFixture } from "./fixture.ts";
import { isVarying } from "./known-differences.ts";
import { play } from "./play.ts";

/** Plays a scenario through a door and compares it with what the real server answered; varying steps are left out. */
export async function judge(
  name: string,
  door: Door,
  known: Readonly<Record<string, string>>,
): Promise<readonly StepResult[]> {
  const { scenario, transcript } = readFixture(name);
  const got = await play(scenario, door);
  return compare(transcript, got).filter(({ id }) => !isVarying(known[id]));
}

/** What is wrong with the results, given the list of known differences. */
export function complaints(
  results: readonly StepResult[],
  known: Readonly<Record<string, string>>,
): readonly string[] {
  const differing = results.filter(({ differences }) => differences.length > 0);
  const unlisted = differing.filter(({ id }) => known[id] === undefined);
  const ids = new Set(differing.map(({ id }) => id));
  const gone = Object.entries(known).filter(([id, reason]) => !isVarying(reason) && !ids.has(id));
  return [
    ...unlisted.map(({ id, differences }) => `${id}: ${differences.slice(0, 4).join("\n    ")}`),
    ...gone.map(([id]) => `${id}: agrees now; take it off known-differences.json`),
  ];
}
