import { expect, test } from "vitest";
import { PagesInPieces } from "./pages-in-pieces.ts";
import { siteInBrowser } from "./site-in-browser.ts";
import { shiftsOf, watchShifts } from "./watch-shifts.ts";

const site = siteInBrowser();
const slow = new PagesInPieces();
const slowSite = siteInBrowser(slow.send);

test.each([
  [820, 1180],
  [390, 844],
])(
  "while a picture comes alive on a screen of %i × %i, the page around it stays where it is",
  async (width, height) => {
    await using context = await site.browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    await page.addInitScript(watchShifts);
    const moved: string[] = [];
    for (const address of [
      "/",
      "/learn/gone/",
      "/learn/three-queues/",
      "/zh-cn/learn/first-list/",
    ]) {
      await page.goto(site.origin + address);
      await page.locator("informer-visualizer .distance").waitFor();
      if (address.endsWith("three-queues/"))
        await page.locator("informer-visualizer [data-state]").first().waitFor();
      const shift = await page.evaluate(shiftsOf);
      if (shift > 0.01) moved.push(`${address} moved by ${shift}`);
    }
    expect(moved).toEqual([]);
  },
);

test.each([
  [1280, 800],
  [390, 844],
])(
  "a page that comes slowly, piece by piece, stays where it is on a screen of %i × %i",
  async (width, height) => {
    await using context = await slowSite.browser.newContext({
      viewport: { width, height },
      // It asks for pages of its own.
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    await page.addInitScript(watchShifts);
    const moved: string[] = [];
    for (const address of slowPages) {
      const { asked } = slow;
      const begun = page.goto(slowSite.origin + address, { waitUntil: "commit" });
      const onItsWay = await asked;
      await onItsWay.next();
      await begun;
      while ((await onItsWay.next()).done !== true) await page.evaluate(drawn);
      await page.waitForLoadState();
      await page.evaluate(drawn);
      const shift = await page.evaluate(shiftsOf);
      // A font that comes later moves a page by up to 0.0003.
      if (shift > 0.003) moved.push(`${address} moved by ${shift}`);
    }
    expect(moved).toEqual([]);
  },
);

const slowPages = ["/learn/gone/", "/zh-cn/museum/", "/guides/vitest/", "/play/"];

/** Runs in a page: until what has come so far is on the screen. */
async function drawn(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}
