import { Worker } from "node:worker_threads";
import {
  type CampaignOptions,
  type CampaignReport,
  mergeCampaigns,
  type Shard,
} from "../campaign.ts";

/** A campaign as plain data, for a thread. */
export interface WorkerOrder extends Omit<CampaignOptions, "planted" | "progress"> {
  /** Name of the planted bug to look for. */
  readonly planted?: string;
}

/** What a thread says: how far it is, or that it is done. */
export type WorkerWord = { readonly runs: number } | { readonly report: CampaignReport };

/** Young objects of many short runs: with the default of 16 MB a third of the time goes into collecting them. */
const youngGenerationMb = 128;

/**
 * Divides a campaign (or one shard of it) among threads and merges what they report. The first finding ends all.
 *
 * @throws Error when a thread breaks.
 */
export async function runOnWorkers(
  order: WorkerOrder & { readonly shard: Shard },
  threads: number,
  progress: (runs: number) => void,
): Promise<CampaignReport> {
  const runs = new Array<number>(threads).fill(0);
  const workers: Worker[] = [];
  const reports: CampaignReport[] = [];
  await new Promise<void>((resolve, reject) => {
    for (let thread = 0; thread < threads; thread++) {
      const { index, count } = order.shard;
      // Shard I of N becomes shards I, I + N, I + 2N … of N × threads: the same blocks, finer.
      const shard = { index: index + thread * count, count: count * threads };
      const worker = startWorker({ ...order, shard });
      workers.push(worker);
      worker.on("error", reject);
      worker.on("message", (word: WorkerWord) => {
        if ("runs" in word) {
          runs[thread] = word.runs;
          progress(runs.reduce((sum, own) => sum + own, 0));
          return;
        }
        reports.push(word.report);
        if (reports.length === threads || word.report.failures.length > 0) resolve();
      });
    }
  }).finally(() => Promise.all(workers.map((worker) => worker.terminate())));
  return mergeCampaigns(reports);
}

function startWorker(order: WorkerOrder): Worker {
  // The sources run as they are, the published package runs what was built from them.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./campaign-worker.${extension}`, import.meta.url), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
}
