import { parentPort, workerData } from "node:worker_threads";
import { plantedBugByName } from "../../planted-bugs/catalogue.ts";
import { runCampaign } from "../campaign.ts";
import type { WorkerData, WorkerWord } from "./run-on-workers.ts";

// Scenarios fail on purpose all the time: where each error was made is of no interest, and costs more than the run.
Error.stackTraceLimit = 0;

const { order, shared } = workerData as WorkerData;
const { planted, ...settings } = order;
const bug = planted === undefined ? undefined : plantedBugByName(planted);
const say = (word: WorkerWord): void => parentPort?.postMessage(word);
const limit = new Int32Array(shared);

const report = runCampaign({
  ...settings,
  ...(bug === undefined ? {} : { planted: bug }),
  progress: (runs, more) => {
    say({ runs, more });
    // Runs above the limit cannot matter any more: somebody found the bug before, or wants to see what there is.
    return more.next > Atomics.load(limit, 0);
  },
});
say({ report });
