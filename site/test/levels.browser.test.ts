import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { lessons } from "../src/lessons/lessons.ts";
import { ScenarioEditor } from "./scenario-editor.ts";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();
const levels = lessons.flatMap((lesson) => lesson.levels);
const slug = lessons.find((lesson) => lesson.levels.length > 0)?.slug ?? "";

/** Waits until a try was judged, and answers what is said of it. */
async function verdict(page: Page, state: "reached" | "not yet"): Promise<string | null> {
  const which = state === "reached" ? ".reached" : ":not(.reached):not(:empty)";
  const told = page.locator(`lab-level section:not([hidden]) [data-verdict]${which}`);
  // A try is a whole run in a worker of its own, which a busy machine takes its time for.
  await told.waitFor({ timeout: 90_000 });
  return told.textContent();
}

test.each([
  ["/", "Not yet. Tombstones: 0; wanted: exactly 2.", "Reached. Tombstones: 2; wanted: exactly 2."],
  ["/zh-cn/", "还没到。 墓碑：0；要求：正好 2。", "过关了。 墓碑：2；要求：正好 2。"],
])(
  "under %s a level is reached by the keyboard alone, kept over a reload, and shown in the lesson",
  async (root, before, after) => {
    await using context = await site.browser.newContext({ reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${site.origin}${root}play/?level=two-tombstones`);
    expect(await verdict(page, "not yet")).toBe(before);

    const editor = new ScenarioEditor(page);
    for (const piece of await page.locator("section:not([hidden]) > .pieces > button").all()) {
      await piece.press("Enter");
      await expect.poll(() => editor.text()).toContain(`- ${(await piece.textContent())?.trim()}`);
    }
    await editor.content.press("Control+Enter");
    expect(await verdict(page, "reached")).toBe(after);

    await page.reload();
    expect(await verdict(page, "reached")).toBe(after);
    await page.goto(`${site.origin}${root}learn/${slug}/`);
    await page.locator('[data-reached="two-tombstones"]').waitFor({ state: "visible" });
    expect(await page.locator("[data-reached]").count()).toBe(1);
  },
);

test("the link to each level's solution reaches it, and its text is in the editor", async () => {
  await using context = await site.browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  for (const { id } of levels) {
    await page.goto(`${site.origin}/play/?level=${id}`);
    expect(await verdict(page, "not yet")).toMatch(/^Not yet\./);
    const link = page.locator("lab-level section:not([hidden]) details a");
    await page.goto(new URL((await link.getAttribute("href")) ?? "", page.url()).href);
    expect(await verdict(page, "reached")).toMatch(/^Reached\./);
    expect(await new ScenarioEditor(page).text(), id).toContain(`id: ${id}`);
  }
});
