import { expect, test } from "vitest";
import { browserProblem, launchBrowser } from "./browser.ts";

test.skipIf(browserProblem())("launches a browser that draws", { timeout: 60_000 }, async () => {
  const browser = await launchBrowser();
  const page = await browser.newPage();

  await page.goto("data:text/html,<h1>Informer</h1>");
  const picture = await page.screenshot();
  await browser.close();

  expect(picture.subarray(1, 4).toString()).toBe("PNG");
});
