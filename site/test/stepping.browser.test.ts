import { expect, test } from "vitest";
import { lessonRun } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { siteInBrowser, withoutServiceWorker } from "./site-in-browser.ts";

const site = siteInBrowser();

test("every lesson is stepped to its last story point by the arrow key alone, in turn in English and in Chinese", {
  timeout: 120_000,
}, async () => {
  await using context = await site.browser.newContext({ reducedMotion: "reduce" });
  // A page that is left while it loads lets go of it in silence, but not what a service worker loads for it.
  await context.addInitScript(withoutServiceWorker);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", ({ message }) => wrong.push(message));

  for (const { slug, number } of lessons) {
    const root = number % 2 === 0 ? "/" : "/zh-cn/";
    const { story, trace } = lessonRun(slug);
    await page.goto(`${site.origin}${root}learn/${slug}/`);
    const picture = page.locator("informer-visualizer").first();
    await picture.locator("[part=stage]").waitFor();
    // A question stops once more before its story point.
    for (let press = 0; press < story.beats.length * 2; press += 1)
      await page.keyboard.press("ArrowRight");
    const last = story.beats.at(-1)?.seq ?? 0;
    const end = trace.records.findIndex(({ seq }) => seq === last) + 1;
    const position = await picture.evaluate((element) => Reflect.get(element, "position"));
    if (position < end) wrong.push(`${slug} ends at ${position}, its story at ${end}`);
  }

  expect(wrong).toEqual([]);
});
