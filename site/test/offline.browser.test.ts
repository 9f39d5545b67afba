import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

test("a fork of an informer with a planted bug, which needs the whole server, works when the network has gone", async () => {
  const page = await site.browser.newPage({ reducedMotion: "reduce" });
  await page.goto(`${site.origin}/learn/dropped-deletion/`);
  // Loaded when idle.
  await expect.poll(() => hasLoaded(page, /simulate-numbered/), { timeout: 60_000 }).toBe(true);
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);

  const futures = await page.locator("informer-visualizer").evaluate(forkHere);

  expect(futures).toBe(2);
  await page.context().close();
});

test("a lesson that was open once opens again when the network has gone, and its fork runs", async () => {
  const page = await site.browser.newPage({ reducedMotion: "reduce" });
  await page.goto(`${site.origin}/zh-cn/learn/tombstone/`);
  await page.waitForLoadState("networkidle");
  await expect.poll(() => isKept(page, /simulator-worker/)).toBe(true);
  await page.context().setOffline(true);

  await page.goto(`${site.origin}/zh-cn/learn/tombstone/?e=3`);
  await page.waitForFunction(() => customElements.get("informer-visualizer") !== undefined);
  const futures = await page.locator("informer-visualizer").evaluate(forkHere);

  expect(futures).toBe(2);
  await page.context().close();
});

/** Whether such a file is there without a network. */
function isKept(page: Page, file: RegExp): Promise<boolean> {
  return page.evaluate(async (source) => {
    const cache = await caches.open("informer-lab");
    return (await cache.keys()).some(({ url }) => new RegExp(source).test(url));
  }, file.source);
}

/** Whether a worker of the page has loaded such a file. */
async function hasLoaded(page: Page, file: RegExp): Promise<boolean> {
  for (const worker of page.workers()) {
    const loaded = await worker.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    if (loaded.some((name) => file.test(name))) return true;
  }
  return false;
}

interface Forking {
  readonly branches: readonly unknown[];
  fork(id: string): Promise<unknown>;
}

async function forkHere(element: Element & Partial<Forking>): Promise<number | undefined> {
  await element.fork?.("expire-watch");
  return element.branches?.length;
}
