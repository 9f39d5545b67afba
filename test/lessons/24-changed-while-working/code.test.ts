import { RateLimitingQueue } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { expect, test } from "vitest";
import { work } from "./code.ts";

test("two workers never have one key, and what was added meanwhile is worked on afterwards", async () => {
  const queue = new RateLimitingQueue(createSystemEnvironment());
  const log: string[] = [];
  const firstRun = Promise.withResolvers<void>();
  const reconcile = async (key: string): Promise<void> => {
    log.push(`${key} begins`);
    if (key === "n1" && log.length === 1) await firstRun.promise;
    log.push(`${key} ends`);
  };
  queue.add("n1");
  const workers = [work(queue, reconcile), work(queue, reconcile)];
  await expect.poll(() => log).toEqual(["n1 begins"]);

  queue.add("n1"); // Changed while worker 1 has it.
  queue.add("n2");
  await expect.poll(() => log).toEqual(["n1 begins", "n2 begins", "n2 ends"]);
  firstRun.resolve();

  await expect.poll(() => log.slice(3)).toEqual(["n1 ends", "n1 begins", "n1 ends"]);
  queue.shutDown();
  await Promise.all(workers);
});
