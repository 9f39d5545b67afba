import { expect, test } from "vitest";
import { siteInBrowser } from "./site-in-browser.ts";
import { shiftsOf, watchShifts } from "./watch-shifts.ts";

const site = siteInBrowser();

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
