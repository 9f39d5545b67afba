import { join } from "node:path";
import { launchBrowser } from "@informerlab/tools/browser";
import { tryExample } from "../lib/example-project.ts";
import { serveFolder } from "../lib/static-server.ts";
import type { Check, CheckContext, Outcome } from "./check.ts";

const host = "127.0.0.1";
const name = "embed-project";

/** Whether the packed component works in pages that are not ours, in a real browser. */
export const embedCheck: Check = {
  name: "embed",
  about: `examples/${name}: the packed component in plain HTML, React and Vue, in a real Chromium`,
  run: (context) => tryExample(name, context, (folder) => openPages(folder, context)),
};

async function openPages(folder: string, { write }: CheckContext): Promise<Outcome> {
  await using bare = await serveFolder(folder, host, 0);
  await using built = await serveFolder(join(folder, "dist"), host, 0);
  const pages = [
    `http://${host}:${bare.port}/plain/`,
    `http://${host}:${built.port}/react/`,
    `http://${host}:${built.port}/vue/`,
  ];
  const browser = await launchBrowser();
  try {
    let failed = 0;
    for (const address of pages) {
      const problems = await problemsOf(browser, address);
      for (const problem of problems) write(`${address}: ${problem}`);
      if (problems.length > 0) failed += 1;
    }
    return { passed: pages.length - failed, failed };
  } finally {
    await browser.close();
  }
}

const position = "document.querySelector('informer-visualizer').position";

/** Steps twice by keyboard: the page must show the picture, and say the second step by the component's event. */
async function problemsOf(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  address: string,
): Promise<readonly string[]> {
  const page = await browser.newPage({ reducedMotion: "reduce" });
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} answers ${response.status()}`);
  });
  try {
    await page.goto(address);
    await page.locator("informer-visualizer .stage svg text").first().waitFor({ timeout: 15_000 });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    // What moves comes after the first picture: a step waits for it.
    await page.waitForFunction(`${position} >= 2`, undefined, { timeout: 15_000 });
    const sentence = await page.locator("#told").textContent({ timeout: 5000 });
    const shown = await page.locator("informer-visualizer [part=narration] .what").textContent();
    if (sentence === "" || sentence !== shown)
      problems.push(`the page says "${sentence}", and the picture says "${shown}"`);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await page.close();
  return problems;
}
