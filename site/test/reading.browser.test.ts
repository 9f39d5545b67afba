import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { pictureIsThere, siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();
const picture = "informer-visualizer";

async function open(address: string, width: number, height: number): Promise<Page> {
  const context = await site.browser.newContext({
    viewport: { width, height },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(site.origin + address);
  await pictureIsThere(page);
  // Letters and digits are the picture's only while the focus is in it.
  await page.locator(`${picture} [part=stage]`).focus();
  return page;
}

function positionOf(page: Page): Promise<number> {
  return page.evaluate(
    (tag) => (document.querySelector(tag) as { position?: number } | null)?.position ?? 0,
    picture,
  );
}

test.each([
  [1440, 900],
  [1280, 800],
  [390, 844],
])(
  "the fork palette stands whole between the page's header and the controls (%i × %i)",
  async (width, height) => {
    const page = await open("/learn/gone/", width, height);
    await page.keyboard.press("f");
    const palette = page.locator(`${picture} .popover`);
    await palette.waitFor();
    const box = await palette.boundingBox();
    const header = await page.locator("header.header").boundingBox();

    expect(box?.y).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0));
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    await page.context().close();
  },
);

test("w explains the row that has the focus, where the reader sees it", async () => {
  const page = await open("/learn/gone/", 1280, 800);
  await page.keyboard.press("5");
  await page.keyboard.press("ArrowDown");
  const focusedRow = (): Promise<string | null | undefined> =>
    page.evaluate(
      (tag) => document.querySelector(tag)?.shadowRoot?.activeElement?.getAttribute("data-row"),
      picture,
    );
  await expect.poll(focusedRow).toMatch(/^store:/);
  const row = await focusedRow();
  await page.keyboard.press("w");
  const panel = page.locator(`${picture} [part=inspector]`);
  await panel.waitFor();
  expect(await panel.textContent()).toContain(row?.replace("store:", "") ?? "no row");
  // So much of it that a reader begins to read.
  const top = async (): Promise<number> =>
    (await page.locator(`${picture} .panels`).boundingBox())?.y ?? 800;
  await expect.poll(top).toBeLessThan(800 - 150);
  await page.context().close();
});

test.each([
  [1280, 800],
  [390, 844],
])(
  "what a reader reaches by Tab below the timeline is not behind the controls (%i × %i)",
  async (width, height) => {
    const page = await open("/learn/gone/", width, height);
    const buttons = page.locator(`${picture} .around > .around-bar > button`);
    for (const button of await buttons.all()) {
      await button.focus();
      const isSeen = await button.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const root = element.getRootNode();
        const seen =
          root instanceof ShadowRoot && root.elementFromPoint(x + width / 2, y + height - 1);
        return seen === element;
      });
      expect(isSeen, (await button.textContent()) ?? "").toBe(true);
      await page.evaluate(() => scrollTo(0, 0));
    }
    await page.context().close();
  },
);

test.each([
  [1280, 800],
  [390, 844],
])(
  "the button of the next step stays where it is from step to step, however much is told (%i × %i)",
  async (width, height) => {
    const page = await open("/learn/slow-handler/", width, height);
    const placeOf = (selector: string): Promise<{ y: number; height: number } | null> =>
      page.locator(`${picture} ${selector}`).boundingBox();
    const heights = new Set<number>();
    const first = (await placeOf("button.forward"))?.y;
    for (let step = 0; step < 8; step += 1) {
      const before = await positionOf(page);
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(
        ([tag, at]) =>
          (document.querySelector(String(tag)) as { position?: number } | null)?.position !== at ||
          document.querySelector(String(tag))?.shadowRoot?.querySelector(".predict-head") !== null,
        [picture, before] as const,
      );
      heights.add((await placeOf("[part=narration]"))?.height ?? 0);
      expect((await placeOf("button.forward"))?.y, `step ${step}`).toBe(first);
    }
    expect(heights.size).toBeGreaterThan(2);
    await page.context().close();
  },
);

test("emphasis is seen, and an English apostrophe is as narrow as one", async () => {
  const page = await open("/learn/gone/", 1280, 800);
  const found = await page.evaluate(() => {
    const article = document.querySelector(".sl-markdown-content") ?? document.body;
    const widthOf = (text: string, tag = "span"): number => {
      const element = document.createElement(tag);
      element.textContent = text;
      element.style.cssText = "position:absolute;white-space:nowrap;font-size:100px";
      article.append(element);
      const { width } = element.getBoundingClientRect();
      element.remove();
      return width;
    };
    const emphasis = document.createElement("em");
    article.append(emphasis);
    const { fontStyle, fontSynthesisStyle, fontFamily } = getComputedStyle(emphasis);
    emphasis.remove();
    return {
      fontStyle,
      fontSynthesisStyle,
      fontFamily,
      apostrophe: widthOf("’"),
      letter: widthOf("n"),
    };
  });

  expect(found.fontStyle).toBe("italic");
  expect(found.fontSynthesisStyle).toBe("auto");
  // A font for Chinese that comes before one for English draws the apostrophe a whole character wide.
  expect(found.fontFamily).not.toMatch(/CJK|PingFang|YaHei|Hiragino/);
  expect(found.apostrophe).toBeLessThan(found.letter);
  await page.context().close();
});
