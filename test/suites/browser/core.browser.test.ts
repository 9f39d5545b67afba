import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { type LocalServer, listen } from "@informerlab/fake-apiserver/node";
import { browserProblem, launchBrowser } from "@informerlab/tools/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { keepNodes, notes } from "./page-program.ts";
import { simulatedRun } from "./simulated-run.ts";
import { type SourceServer, startSourceServer } from "./source-server.ts";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** What the page's modules have put on its global object. */
interface PageGlobals {
  readonly keepNodes: typeof keepNodes;
  readonly notes: typeof notes;
  readonly simulatedRun: typeof simulatedRun;
}

const isRunnable = browserProblem() === undefined;
let cluster: FakeCluster;
let apiserver: LocalServer;
let source: SourceServer;
let browser: Browser;
let page: Awaited<ReturnType<Browser["newPage"]>>;

beforeAll(async () => {
  if (!isRunnable) return;
  cluster = createCluster();
  apiserver = await listen(cluster, { isSecure: false });
  source = await startSourceServer(apiserver, ["page-program.ts", "simulated-run.ts"]);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(source.url);
  await page.waitForFunction(() => "simulatedRun" in globalThis);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await source?.[Symbol.asyncDispose]();
  await apiserver?.close();
});

test.skipIf(!isRunnable)("the same core lists and watches in a browser, over fetch", async () => {
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "first" } });
  await page.evaluate(
    (server) => (globalThis as unknown as PageGlobals).keepNodes(server),
    source.url,
  );

  const second = cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "second" } });
  const annotations = { note: "“zwei” é 二" };
  cluster.update({ ...second, metadata: { ...second.metadata, annotations } });
  cluster.delete("nodes", "first");

  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as PageGlobals).notes()), {
      timeout: 10_000,
    })
    .toEqual({
      heard: ["found first", "added second", "updated “zwei” é 二", "deleted"],
      cached: ["second"],
    });
});

test.skipIf(!isRunnable).each(["delta", "real", "real-atomic"] as const)(
  "a simulated run gives the same bytes in Node and in a browser (queue: %s)",
  async (queue) => {
    for (const seed of [1, 2, 3]) {
      const inBrowser = await page.evaluate(
        (input) => (globalThis as unknown as PageGlobals).simulatedRun(input.seed, input.queue),
        { seed, queue },
      );

      expect(inBrowser.length).toBeGreaterThan(10_000);
      expect(inBrowser).toBe(simulatedRun(seed, queue));
    }
  },
);
