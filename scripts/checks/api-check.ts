import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ApiMessage } from "../lib/api-worker.ts";
import { type Check, type Outcome, verdict } from "./check.ts";

/** Whether the public names are those in `<package>/api/*.api.md`, which reviews have seen. */
export const apiCheck: Check = {
  name: "api",
  about: "public API against the committed reports (--update rewrites them)",
  async run({ tool, update, write }) {
    if ((await tool("tsc", ["-b"])) !== 0) return verdict(false, "types do not build");
    let outcome: Outcome = verdict(false, "the reports were not compared to their end");
    // A thread of its own: the extractor computes without a pause, and other steps want to be heard.
    const thread = new Worker(new URL("../lib/api-worker.ts", import.meta.url), {
      workerData: update ? "update" : "compare",
    });
    thread.on("message", (message: ApiMessage) => {
      if (typeof message === "string") write(message);
      else {
        const { entries, right } = message;
        outcome = { passed: right, failed: entries - right, note: `${entries} entries` };
      }
    });
    await once(thread, "exit");
    return outcome;
  },
};
