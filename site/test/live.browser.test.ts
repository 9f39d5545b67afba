import { expect, test } from "vitest";
import { siteInBrowser, withoutServiceWorker } from "./site-in-browser.ts";

const site = siteInBrowser();

test.each([
  [{ command: null, follows: null }, "npm start"],
  [{ command: "kubectl create -f node.yaml", follows: null }, "kubectl create -f node.yaml"],
  [{ command: "kubectl create -f node.yaml", follows: "/runs/trace.ndjson" }, "/runs/trace.ndjson"],
])("the live page says of %j what to type or what it shows", async (info, shown) => {
  await using context = await site.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(withoutServiceWorker);
  await page.route("**/live/info.json", (route) => route.fulfill({ json: info }));
  await page.goto(`${site.origin}/live/`);

  const line = page.locator("lab-live [data-live]:not([hidden])");
  await line.waitFor();

  expect(await line.count()).toBe(1);
  expect(await line.locator("code").textContent()).toBe(shown);
  expect(/terminal/.test((await line.textContent()) ?? "")).toBe(shown.startsWith("kubectl"));
});
