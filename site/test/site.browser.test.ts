import { parseScenario, permalinkFragment } from "@informerlab/test";
import { browserProblem } from "@informerlab/tools/browser";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { barriersOn } from "./barriers.ts";
import { pageHtml } from "./built-site.ts";
import { ScenarioEditor } from "./scenario-editor.ts";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

test("the first picture is there without JavaScript", async () => {
  await using tab = await open("/zh-cn/", { javaScriptEnabled: false });

  await expect.poll(() => tab.page.locator(".poster.wide svg").isVisible()).toBe(true);
  expect(await tab.page.locator(".poster.wide").textContent()).toContain("修订日志");
});

test("a reader steps by keyboard, forks the run, and finds both futures again in the other language", async () => {
  await using tab = await open("/");
  const { page } = tab;
  const picture = page.locator("informer-visualizer");
  const position = () => picture.evaluate(positionOf);
  const first = await position();

  await picture.locator(".stage").first().focus();
  // The first unfolds the picture; of the others, every second one lands at the end of the story point that is being told.
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("Shift+ArrowRight");
  const later = await position();
  await page.keyboard.press("Shift+ArrowLeft");
  const between = await position();
  expect(later).toBeGreaterThan(between ?? 0);
  expect(between).toBeGreaterThan(first ?? 0);

  await page.locator("[data-fork=expire-watch]").click();
  await expect.poll(() => branches(page)).toBe(2);
  await page.keyboard.press("End");
  await page.waitForURL(/#e=\d+&f=expire-watch@\d+$/);
  const end = await position();

  await page.locator("[data-language-link]").click();
  await page.waitForURL(/\/zh-cn\/#e=\d+&f=expire-watch@\d+$/);
  await expect.poll(() => branches(page)).toBe(2);
  await expect.poll(position).toBe(end);
  expect(await page.locator("h1").textContent()).toMatch(/informer 的全程/);
  expect(await picture.locator(".futures").textContent()).toContain("让监听在此过期");
});

test("prose moves the picture, and a wrong guess stays beside the truth, also after a reload", async () => {
  await using tab = await open("/learn/warm-cache/");
  const { page } = tab;
  const card = page.locator("informer-visualizer .predict");

  await page.locator('p a[href="#beat-synced"]').first().click();
  await expect
    .poll(() => page.locator('aside a[href="#beat-synced"]').getAttribute("aria-current"))
    .toBe("step");

  await goToQuestion(page, "5");
  await card.locator('[data-answer="5"]').click();
  await expect.poll(() => card.locator(".predict-told").getAttribute("data-right")).toBe("false");
  expect(await card.locator(".predict-told").textContent()).toMatch(/you said: 5.*it is: 2/s);

  await page.reload();
  await page.locator('aside a[href="#beat-read-again"]').click();
  await expect.poll(() => card.locator(".predict-told").getAttribute("data-right")).toBe("false");
});

test("a lesson's questions are asked once: in the picture, or on paper and without scripts below it", async () => {
  await using tab = await open("/learn/gone/");
  const { page } = tab;
  const below = page.locator(".asks");

  await page.locator("informer-visualizer .predict").waitFor();
  expect(await below.isVisible()).toBe(false);
  await page.emulateMedia({ media: "print" });
  expect(await below.isVisible()).toBe(true);
  // Paper does not scroll: the last step is on it, too.
  const steps = page.locator(".lesson-side");
  expect(await steps.evaluate((side) => side.scrollHeight - side.clientHeight)).toBeLessThan(2);
});

test("each state that a reader of a queue saw is stamped in the picture, and a press goes there", async () => {
  await using tab = await open("/learn/three-queues/");
  const { page } = tab;
  const states = page.locator("informer-visualizer [part=queues]");
  await states.locator("[data-state]").first().waitFor();

  expect(await states.textContent()).toContain("DeltaFIFO: 2 of");
  const before = await page.locator("informer-visualizer").evaluate(positionOf);
  await states.locator("text").filter({ hasText: "✗" }).last().click();
  await expect
    .poll(() => page.locator("informer-visualizer").evaluate(positionOf))
    .not.toBe(before);
  expect(await page.evaluate(() => scrollY)).toBeLessThan(2000);
});

test("the first fork works when the network has gone", async () => {
  await using tab = await open("/learn/tombstone/");
  const { page } = tab;
  await page.waitForLoadState("networkidle");
  // Loaded when idle: the browser names the worker once it runs.
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBeGreaterThan(0);
  await page.context().setOffline(true);

  await page.locator("[data-fork=cut-watch]").click();

  await expect.poll(() => branches(page), { timeout: 20_000 }).toBe(2);
  expect(await barriersOn(page)).toEqual([]);
});

test("things to order are chosen one after the other", async () => {
  await using tab = await open("/learn/first-list/");
  const { page } = tab;
  const card = page.locator("informer-visualizer .predict");
  await goToQuestion(page, "ADDED n4");

  for (const value of ["ADDED n4", "DELETED n2"])
    await card.locator(`[data-answer="${value}"]`).click();

  await expect.poll(() => card.locator(".predict-told").getAttribute("data-right")).toBe("true");
});

test("with another queue the lesson goes on where it was", async () => {
  await using tab = await open("/learn/why-a-queue/");
  const { page } = tab;
  const current = page.locator('aside a[aria-current="step"]');
  await page.locator('aside a[href="#beat-third-edit"]').click();
  await expect.poll(() => current.getAttribute("href")).toBe("#beat-third-edit");

  await page.locator("informer-visualizer select").first().selectOption("real");

  await expect
    .poll(() => page.locator("informer-visualizer [part=narration]").textContent(), {
      timeout: 20_000,
    })
    .toContain("Four changes in a row");
  await page.locator('p a[href="#beat-vanish"]').first().click();
  await expect.poll(() => current.getAttribute("href")).toBe("#beat-vanish");
});

test("the playground opens a link at its step, and names what is wrong with text, link and file", async () => {
  const scenario = parseScenario(
    "version: 1\ninformers:\n  - resource: nodes\n    handlers: [{ name: mine }]\n",
  );
  await using tab = await open(`/play/#${permalinkFragment({ scenario, step: 3 })}`);
  const { page } = tab;
  const message = page.locator("[data-message]");
  const editor = new ScenarioEditor(page);
  const position = () => page.locator("informer-visualizer").evaluate(positionOf);

  await expect.poll(() => editor.text()).toContain("name: mine");
  await expect.poll(position).toBe(3);
  await expect
    .poll(() => page.locator("[data-summary]").textContent())
    .toMatch(/^Nothing was broken: this run put \d+ promises to the test/);

  await editor.write("version: 1\ninformers:\n  - resource: Nodes\n");
  await editor.content.press("Control+Enter");
  await expect
    .poll(() => message.textContent())
    .toMatch(/^scenario:3:\d+: informers\[0\]\.resource: "Nodes" is not/);

  await page.locator("[data-file]").setInputFiles({
    name: "mine.jsonl",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from('{"version":1}\nnonsense\n'),
  });
  await expect.poll(() => message.textContent()).toMatch(/^mine\.jsonl: .*line 2: not JSON/);

  await page.evaluate(() => {
    location.hash = "#s=AAAA";
  });
  await expect.poll(() => message.textContent()).toMatch(/^The link cannot be opened: link: /);
});

test("the playground opens where something happens, keeps text and comments over a reload, and marks the wrong line", async () => {
  await using tab = await open("/play/");
  const { page } = tab;
  const editor = new ScenarioEditor(page);
  const position = () => page.locator("informer-visualizer").evaluate(positionOf);
  await page.waitForURL(/#s=.*e=\d+$/);
  expect(await position()).toBeGreaterThan(10);

  const written = "# mine\nversion: 1\ninformers:\n  - resource: nodes # all of them\n";
  await editor.write(written);
  await editor.content.press("Control+Enter");
  const fragment = permalinkFragment({ scenario: parseScenario(written) });
  await page.waitForURL((url) => url.hash.startsWith(`#${fragment}`));
  await page.reload();
  await expect.poll(() => editor.text(), { timeout: 20_000 }).toBe(written);

  await editor.write("version: 1\ninformers:\n  - resource: Nodes\n");
  await editor.content.press("Control+Enter");
  await expect.poll(() => editor.wrongLines()).toEqual(["3"]);
});

test("a link to a step that the run does not have opens at its end", async () => {
  const scenario = parseScenario("version: 1\ninformers:\n  - resource: nodes\n");
  await using tab = await open(`/play/#${permalinkFragment({ scenario, step: 99_999 })}`);
  const picture = tab.page.locator("informer-visualizer");
  const last = () =>
    picture.evaluate(
      (element) => (element as { trace?: { records: unknown[] } }).trace?.records.length ?? 0,
    );

  // The page's own example stands there until the run of the link has come.
  await expect
    .poll(async () => (await last()) - ((await picture.evaluate(positionOf)) ?? 0))
    .toBe(0);
});

test("what is missing below the Chinese pages is missing in Chinese, on a host that has one page for all", async () => {
  // The reader's first page: what a service worker asks for would not be routed.
  const page = await site.browser.newPage();
  await page.route("**/zh-cn/nowhere/", (route) =>
    route.fulfill({ status: 404, contentType: "text/html", body: pageHtml("/404.html") }),
  );

  await page.goto(`${site.origin}/zh-cn/nowhere/`);

  await expect.poll(() => page.locator("h1").textContent()).toBe("没有这一页");
  expect(page.url()).toContain("/zh-cn/nowhere/");
  await page.context().close();
});

test("in a fork at 1,280 × 800 timeline, distance, Play and story are on one screen, none below another", async () => {
  await using tab = await open("/learn/gone/");
  const { page } = tab;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator("[data-fork][data-at]").first().click();
  await expect.poll(() => branches(page)).toBe(2);
  const edges = async (part: string) => {
    const box = await page.locator(`informer-visualizer ${part}`).boundingBox();
    return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) };
  };

  await expect.poll(async () => (await edges(".stage")).top).toBeGreaterThan(50);
  const controls = await edges(".slot-controls");
  expect((await edges(".distance svg")).bottom).toBeLessThanOrEqual(controls.top);
  expect((await edges(".timeline")).bottom).toBeLessThanOrEqual(controls.top);
  expect((await edges(".said")).bottom).toBeLessThanOrEqual(800);
});

test("Play waits at a question whose choices are seen above the controls, and goes on after the answer", async () => {
  await using tab = await open("/learn/tombstone/");
  const { page } = tab;
  await page.setViewportSize({ width: 1280, height: 800 });
  const picture = page.locator("informer-visualizer");

  await picture.locator("button.play").click();
  await picture.locator(".stage[data-waiting]").waitFor({ timeout: 30_000 });
  const waitedAt = (await picture.evaluate(positionOf)) ?? 0;
  const choice = await picture.locator(".predict [data-answer]").first().boundingBox();
  const controls = await picture.locator(".slot-controls").boundingBox();
  expect((choice?.y ?? 0) + (choice?.height ?? 0)).toBeLessThanOrEqual(controls?.y ?? 0);

  await picture.locator(".predict [data-answer]").first().click();
  await expect
    .poll(() => picture.evaluate(positionOf), { timeout: 30_000 })
    .toBeGreaterThan(waitedAt);
  expect(await picture.locator("button.play").getAttribute("aria-label")).toBe("Pause");
});

test("a fork of a fork is found again by its address, and so is the future that steps", async () => {
  await using tab = await open("/learn/gone/");
  const { page } = tab;
  const picture = page.locator("informer-visualizer");
  await page.locator("[data-fork][data-at]").first().click();
  await expect.poll(() => branches(page)).toBe(2);
  await picture.evaluate(async (element) => {
    const figure = element as HTMLElement & {
      position: number;
      branch: string;
      fork(id: string): Promise<unknown>;
    };
    figure.position += 20;
    await figure.fork("cut-watch");
    figure.branch = "fork-1";
  });
  await page.waitForURL(/#e=\d+&f=[a-z-]+@\d+,cut-watch@\d+~1&b=1$/);
  const names = () => picture.locator(".future").allTextContents();
  const before = await names();

  await page.reload();

  await expect.poll(() => branches(page), { timeout: 20_000 }).toBe(3);
  await expect.poll(names).toEqual(before);
  await expect
    .poll(() => picture.evaluate((element) => (element as { branch?: string }).branch))
    .toBe("fork-1");
});

test("the chaos lab finds a planted bug, shrinks it, and its link opens at the step that broke", async () => {
  await using tab = await open("/zh-cn/chaos/");
  const { page } = tab;

  await page.locator("[data-do=search]").click();
  await expect
    .poll(() => page.locator("[data-result]").isVisible(), { timeout: 60_000 })
    .toBe(true);
  expect(await page.locator("[data-status]").textContent()).toMatch(/^找到了：/);
  expect(await page.locator("[data-yaml]").textContent()).toContain(
    "planted: replace-ignores-known",
  );
  // The first search is the same for everybody: history is forgotten, then an object goes, and its ghost stays.
  expect(await page.locator("[data-points] .id").allTextContents()).toEqual([
    expect.stringMatching(/^起因 · /),
    expect.stringMatching(/^从此无可挽回 · /),
  ]);
  expect(await page.locator("[data-lesson-link]").getAttribute("href")).toBe(
    "/zh-cn/learn/tombstone/",
  );
  expect(await barriersOn(page)).toEqual([]);
  await expect
    .poll(() => page.locator("informer-visualizer").evaluate(storyLength))
    .toBeGreaterThan(3);
  const found = await page.locator("informer-visualizer").evaluate(positionOf);
  expect(found).toBeGreaterThan(0);

  await page.locator("[data-open]").click();
  await page.waitForURL(/\/zh-cn\/play\/#s=/);
  await expect.poll(() => page.locator("[data-broken] li").count()).toBeGreaterThan(0);
  await expect.poll(() => page.locator("informer-visualizer").evaluate(positionOf)).toBe(found);
});

test.each(["墓碑", "tombstone"])("the search finds %s", async (word) => {
  await using tab = await open(word === "tombstone" ? "/" : "/zh-cn/");
  const { page } = tab;

  await page.locator("site-search button[data-open-modal]").click();
  await page.locator("site-search input").fill(word);

  await expect
    .poll(() => page.locator(".pagefind-ui__result-link").count(), { timeout: 15_000 })
    .toBeGreaterThan(0);
  // Until its text has come a result is a grey stripe.
  await expect
    .poll(() => page.locator(".pagefind-ui__loading").count(), { timeout: 30_000 })
    .toBe(0);
  expect(await barriersOn(page)).toEqual([]);
});

/** Goes to the story point before the one that decides a question: there it is asked. */
async function goToQuestion(page: Page, choice: string): Promise<void> {
  const asked = page.locator(`informer-visualizer .predict [data-answer="${choice}"]`);
  for (const beat of await page.locator("aside a[href^='#beat-']").all()) {
    await beat.click();
    if (await asked.isVisible()) return;
  }
  throw new Error(`nothing asks for ${choice}`);
}

interface Tab extends AsyncDisposable {
  readonly page: Page;
}

interface OpenOptions {
  readonly javaScriptEnabled?: boolean;
}

async function open(address: string, { javaScriptEnabled = true }: OpenOptions = {}): Promise<Tab> {
  const context: BrowserContext = await site.browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    javaScriptEnabled,
  });
  const page = await context.newPage();
  if (javaScriptEnabled) await visit(page, address);
  else await page.goto(site.origin + address);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens a page and waits for its picture to be alive, where there is one and scripts run. */
async function visit(page: Page, address: string): Promise<void> {
  await page.goto(site.origin + address, { waitUntil: "load" });
  await page.waitForFunction(
    () =>
      document.querySelector("informer-visualizer") === null ||
      customElements.get("informer-visualizer") !== undefined,
    undefined,
    { polling: 50 },
  );
}

function positionOf(element: Element): number | undefined {
  return (element as { position?: number }).position;
}

function storyLength(element: Element): number {
  return (element as { story?: { beats: readonly unknown[] } }).story?.beats.length ?? 0;
}

function branches(page: Page): Promise<number> {
  return page
    .locator("informer-visualizer")
    .evaluate((element) => (element as { branches?: readonly unknown[] }).branches?.length ?? 0);
}

test("a browser is there to look with", () => {
  expect(browserProblem()).toBeUndefined();
});
