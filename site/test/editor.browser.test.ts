import { expect, test } from "vitest";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

test("a new line in the playground is indented like the one before, and can be undone with all that was typed", async () => {
  await using context = await site.browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${site.origin}/play/`);
  const field = page.locator("lab-editor textarea");
  await expect.poll(() => field.inputValue()).toContain("script:");
  await field.fill("script:\n  - { atMs: 1000, do: compact }");
  const before = await field.inputValue();

  await field.press("Control+End");
  await field.press("Enter");
  await page.keyboard.type("- { atMs: 2000, do: compact }");
  expect(await field.inputValue()).toBe(`${before}\n  - { atMs: 2000, do: compact }`);
  for (let press = 0; press < 40 && (await field.inputValue()) !== before; press += 1)
    await field.press("Control+z");

  expect(await field.inputValue()).toBe(before);
});
