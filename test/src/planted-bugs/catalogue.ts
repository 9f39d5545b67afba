import { cacheBugs } from "./cache-bugs.ts";
import { controllerBugs } from "./controller-bugs.ts";
import { handlerBugs } from "./handler-bugs.ts";
import { httpBugs } from "./http-bugs.ts";
import { iteratorBugs } from "./iterator-bugs.ts";
import { lastingBugs } from "./lasting-bugs.ts";
import { leftOutBugs } from "./left-out-bugs.ts";
import { outsideBugs } from "./outside-bugs.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { programBugs } from "./program-bugs.ts";
import { queueBugs } from "./queue-bugs.ts";
import { reflectorBugs } from "./reflector-bugs.ts";
import { retryBugs } from "./retry-bugs.ts";
import { serverBugs } from "./server-bugs.ts";
import { throwingBugs } from "./throwing-bugs.ts";
import { unheardBugs } from "./unheard-bugs.ts";
import { waitingBugs } from "./waiting-bugs.ts";
import { wireBugs } from "./wire-bugs.ts";
import { workQueueBugs } from "./work-queue-bugs.ts";

/** Every planted bug, in the order of the pipeline. */
export const plantedBugs: readonly PlantedBug[] = [
  ...serverBugs,
  ...reflectorBugs,
  ...queueBugs,
  ...cacheBugs,
  ...handlerBugs,
  ...iteratorBugs,
  ...workQueueBugs,
  ...programBugs,
  ...throwingBugs,
  ...outsideBugs,
  ...controllerBugs,
  ...wireBugs,
  ...httpBugs,
  ...waitingBugs,
  ...leftOutBugs,
  ...retryBugs,
  ...unheardBugs,
  ...lastingBugs,
];

/** The bug with a name. */
export function plantedBugByName(name: string): PlantedBug | undefined {
  return plantedBugs.find((bug) => bug.name === name);
}
