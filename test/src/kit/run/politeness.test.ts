import { enqueueObject, RateLimitingQueue } from "@informerlab/core";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import type { ControllerUnderTest } from "../controller.ts";
import {
  configMaps,
  failureOf,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

/** A loop of its own, as in many controllers; what fails is tried again. */
const looping = (again: "at once" | "rate limited"): ControllerUnderTest => ({
  name: "maps",
  async start({ informers, client, environment }) {
    const maps = informers.core.v1.configMaps.informer();
    const queue = new RateLimitingQueue<string>(environment, { name: "maps" });
    maps.addEventHandler(enqueueObject(queue));
    informers.start();
    await informers.waitForCacheSync();
    void (async () => {
      for await (const key of queue) {
        try {
          await client.patch(configMaps, key, { data: { seen: "yes" } });
          queue.forget(key);
        } catch {
          if (again === "at once") queue.add(key);
          else queue.addRateLimited(key);
        }
        queue.done(key);
      }
    })();
  },
});
const options = { users, troubles: ["verb-refused"] as const, invariants: [nothingWrong] };

test("who asks again at once for what was refused is told so", async () => {
  const { failure } = await failureOf(looping("at once"), options);

  expect(failure.rule).toBe("who is refused waits before asking again");
  expect(failure.message).toMatch(/^patch configmaps default\/\w by maps was refused .* 60 times/);
}, 120_000);

test("a rate limit is enough", async () => {
  const report = await chaosTest(looping("rate limited"), { ...options, runs: 60 });
  expect(report.struck["status"]).toBeGreaterThan(100);
});

test("a key that is worked on without end while nothing changes is named", async () => {
  const polling = (requeueAfterMs: number) => reconciling(() => ({ requeueAfterMs }));
  const { failure } = await failureOf(polling(5), {
    users,
    troubles: [],
    invariants: [nothingWrong],
  });

  expect(failure.rule).toBe("no key is worked on without end while nothing changes");
  expect(failure.message).toMatch(/^maps: \w+\/[\w.-]+ was worked on 200 times within 1\.\d s/);
  await chaosTest(polling(100), { users, invariants: [nothingWrong], runs: 5 });
});

test("who writes one object without end is told so before what grows with each write fills the memory", async () => {
  const appending = reconciling(async (key, { client }) => {
    const map = await client.get(configMaps, key).catch(() => undefined);
    const text = `${map?.data?.["text"] ?? ""}${"more and "}`;
    if (map !== undefined)
      await client.patch(configMaps, key, { data: { text } }).catch(() => undefined);
  });
  const { failure } = await failureOf(appending, { ...options, troubles: [] });

  expect(failure.rule).toBe("the run comes to rest");
  expect(failure.message).toMatch(
    /^maps wrote configmaps default\/\w 300 times within \d+\.\d s: something goes round/,
  );
}, 120_000);
