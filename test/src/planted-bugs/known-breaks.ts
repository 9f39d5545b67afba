import type { Scenario } from "../scenario/scenario.ts";
import { writesOnCache } from "../simulate/informer/cache-writer.ts";
import { plantedBugByName } from "./catalogue.ts";

/** What a handler breaks that changes cached objects in place. */
const brokenByWriters = ["C9", "I1", "J1", "J3", "N14"] as const;

/** The rules that a scenario may break: those by which its planted bug is known, and what its program does wrong. */
export function knownBreaks({ planted = "", informers }: Scenario): readonly string[] {
  return [
    ...(plantedBugByName(planted)?.caughtBy ?? []),
    ...(informers.some(writesOnCache) ? brokenByWriters : []),
  ];
}
