import { plantedBugByName, plantedBugs } from "../planted-bugs/catalogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { ReplacementParts } from "./replacement-parts.ts";

/** The parts of the scenario's planted bug, if it names one. @throws ScenarioError when there is none of that name */
export function plantedParts({ planted }: Scenario): ReplacementParts | undefined {
  if (planted === undefined) return undefined;
  const bug = plantedBugByName(planted);
  if (bug !== undefined) return bug.parts();
  const known = plantedBugs.map(({ name }) => name).join(", ");
  throw new ScenarioError(`planted: there is no planted bug "${planted}"; known: ${known}`);
}
