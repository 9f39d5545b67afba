import { cacheBugs } from "./cache-bugs.ts";
import { handlerBugs } from "./handler-bugs.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { queueBugs } from "./queue-bugs.ts";
import { reflectorBugs } from "./reflector-bugs.ts";
import { serverBugs } from "./server-bugs.ts";
import { workQueueBugs } from "./work-queue-bugs.ts";

/** Every planted bug, in the order of the pipeline. */
export const plantedBugs: readonly PlantedBug[] = [
  ...serverBugs,
  ...reflectorBugs,
  ...queueBugs,
  ...cacheBugs,
  ...handlerBugs,
  ...workQueueBugs,
];

/** The bug with a name. */
export function plantedBugByName(name: string): PlantedBug | undefined {
  return plantedBugs.find((bug) => bug.name === name);
}
