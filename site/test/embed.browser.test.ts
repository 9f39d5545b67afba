import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseScenario, permalinkFragment } from "@informerlab/test";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { siteInBrowser } from "./site-in-browser.ts";

const frameSample = readFileSync(join(import.meta.dirname, "../samples/embed/frame.html"), "utf8");
const site = siteInBrowser();

test("the sample's frame is as high as its picture, and stands at the beat that the address names", async () => {
  const page = await site.browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.setContent(frameSample.replace("https://lab.example", site.origin));
  const picture = page.frameLocator("iframe").locator("informer-visualizer");

  await expect.poll(() => picture.locator(".beat-title b").textContent()).toBe("The second list");
  const inside = await page.frameLocator("iframe").locator("lab-embed").boundingBox();
  const outside = await page.locator("iframe").boundingBox();
  expect(Math.abs((inside?.height ?? 0) - (outside?.height ?? 0))).toBeLessThanOrEqual(2);
  await page.close();
});

test("language, theme and queue come from the address; the page around may move it and show its own trace", async () => {
  const page = await site.browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.setContent(
    frameSample
      .replace("https://lab.example", site.origin)
      .replace("beat=relist", "lang=zh-CN&theme=dark&queue=real"),
  );
  const frame = page.frameLocator("iframe");
  await expect
    .poll(() => frame.locator("informer-visualizer select").first().inputValue(), {
      timeout: 20_000,
    })
    .toBe("real");
  expect(await frame.locator("html").getAttribute("lang")).toBe("zh-CN");
  expect(await frame.locator("html").getAttribute("data-theme")).toBe("dark");

  await send(page, { informerlab: "seek", beat: "gone" });
  await expect.poll(() => frame.locator(".beat-title b").textContent()).toBe("410 Gone");

  await send(page, { informerlab: "seek", beat: "nowhere" });
  await expect.poll(() => frame.locator("[data-problem]").textContent()).toContain("nowhere");
  await page.close();
});

test("a link of the playground opens in the frame, and a lesson that is not there is named", async () => {
  const page = await site.browser.newPage({ viewport: { width: 390, height: 800 } });
  const scenario = parseScenario("version: 1\ninformers:\n  - resource: nodes\n");
  await page.goto(`${site.origin}/embed/#${permalinkFragment({ scenario, step: 3 })}`);
  await expect
    .poll(() => page.evaluate<number>("document.querySelector('informer-visualizer').position"), {
      timeout: 20_000,
    })
    .toBe(3);

  await page.goto(`${site.origin}/embed/?lesson=nothing`);
  await expect
    .poll(() => page.locator("[data-problem]").textContent())
    .toMatch(/^There is no lesson "nothing"; known: warm-cache, /);
  await page.close();
});

async function send(page: Page, message: object): Promise<void> {
  await page.evaluate(
    ([command]) => document.querySelector("iframe")?.contentWindow?.postMessage(command, "*"),
    [message],
  );
}
