import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import {
  type CampaignOptions,
  type CampaignProgress,
  type CampaignReport,
  mergeCampaigns,
  type Shard,
} from "../campaign.ts";

/** A campaign as plain data, for a thread. */
export interface WorkerOrder extends Omit<CampaignOptions, "planted" | "progress"> {
  /** Name of the planted bug to look for. */
  readonly planted?: string;
}

/** What a thread is started with; `shared` holds the number of the last run that is still of interest. */
export interface WorkerData {
  readonly order: WorkerOrder;
  readonly shared: SharedArrayBuffer;
}

/** What a thread says: how far it is, or that it is done. */
export type WorkerWord =
  | { readonly runs: number; readonly more: CampaignProgress }
  | { readonly report: CampaignReport };

/** Settings of {@link runOnWorkers}. */
export interface WorkersOptions {
  /** Threads; more than the machine has cores are of no use, and not started. */
  readonly threads: number;
  readonly progress: (runs: number, more: Omit<CampaignProgress, "next">) => void;
  /** Called with a function that ends the campaign early: what is done is reported. */
  readonly stoppable?: (stop: () => void) => void;
}

/**
 * Divides a campaign (or one shard of it) among threads and merges what they report. Where one find is wanted, that with
 * the smallest number wins, whatever the threads: runs before it are finished, runs behind it are not begun.
 *
 * @throws Error when a thread breaks.
 */
export async function runOnWorkers(
  order: WorkerOrder & { readonly shard: Shard },
  { threads: wanted, progress, stoppable }: WorkersOptions,
): Promise<CampaignReport> {
  const isHunt = order.planted !== undefined || order.untilFirst === true;
  const threads = Math.max(1, Math.min(wanted, availableParallelism()));
  const words = new Array<Extract<WorkerWord, { runs: number }> | undefined>(threads);
  const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const limit = new Int32Array(shared);
  Atomics.store(limit, 0, 0x7fffffff);
  stoppable?.(() => Atomics.store(limit, 0, 0));
  const workers: Worker[] = [];
  const reports: CampaignReport[] = [];
  await new Promise<void>((resolve, reject) => {
    for (let thread = 0; thread < threads; thread++) {
      const { index, count } = order.shard;
      // Shard I of N becomes shards I, I + N, I + 2N … of N × threads: the same blocks, finer.
      const shard = { index: index + thread * count, count: count * threads };
      const worker = startWorker({ order: { ...order, shard }, shared });
      workers.push(worker);
      worker.on("error", reject);
      worker.on("message", (word: WorkerWord) => {
        if ("runs" in word) {
          words[thread] = word;
          const heard = words.filter((one) => one !== undefined);
          progress(
            heard.reduce((sum, { runs }) => sum + runs, 0),
            {
              finds: heard.reduce((sum, { more }) => sum + more.finds, 0),
              cells: Math.max(0, ...heard.map(({ more }) => more.cells)),
            },
          );
          return;
        }
        reports.push(word.report);
        const [found] = word.report.failures;
        if (isHunt && found !== undefined)
          Atomics.store(limit, 0, Math.min(Atomics.load(limit, 0), found.runs));
        if (reports.length === threads) resolve();
      });
    }
  }).finally(() => Promise.all(workers.map((worker) => worker.terminate())));
  const merged = mergeCampaigns(reports);
  return !isHunt
    ? merged
    : { ...merged, failures: merged.failures.toSorted((a, b) => a.runs - b.runs).slice(0, 1) };
}

function startWorker(workerData: WorkerData): Worker {
  // The sources run as they are, the published package runs what was built from them.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./campaign-worker.${extension}`, import.meta.url), { workerData });
}
