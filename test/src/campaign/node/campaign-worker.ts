import { parentPort, workerData } from "node:worker_threads";
import { plantedBugByName } from "../../planted-bugs/catalogue.ts";
import { runCampaign } from "../campaign.ts";
import type { WorkerOrder, WorkerWord } from "./run-on-workers.ts";

// Scenarios fail on purpose all the time: where each error was made is of no interest, and costs more than the run.
Error.stackTraceLimit = 0;

const { planted, ...order } = workerData as WorkerOrder;
const bug = planted === undefined ? undefined : plantedBugByName(planted);
const say = (word: WorkerWord): void => parentPort?.postMessage(word);

const report = runCampaign({
  ...order,
  ...(bug === undefined ? {} : { planted: bug }),
  progress: (runs) => {
    say({ runs });
    return false;
  },
});
say({ report });
