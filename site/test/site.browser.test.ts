import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseScenario, permalinkFragment } from "@informerlab/test";
import { browserProblem, launchBrowser } from "@informerlab/tools/browser";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileOf, pageAddresses, pageHtml, serveBuiltSite } from "./built-site.ts";

let site: Awaited<ReturnType<typeof serveBuiltSite>>;
let browser: Browser;

beforeAll(async () => {
  site = await serveBuiltSite();
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

test("every link and every file that a page names exists, anchors too", () => {
  const broken: string[] = [];
  const pages = pageAddresses();
  for (const page of pages) {
    for (const [, , address = ""] of pageHtml(page).matchAll(/\s(href|src)="([^"]*)"/g)) {
      const url = new URL(address.replaceAll("&#38;", "&"), `http://site${page}`);
      if (isPublicReport(address)) continue;
      if (url.origin !== "http://site") broken.push(`${page} names ${address}`);
      else if (!existsSync(fileOf(url.pathname))) broken.push(`${page} → ${address}`);
      else if (
        url.hash.length > 1 &&
        !pageHtml(url.pathname).includes(`id="${decodeURIComponent(url.hash.slice(1))}"`)
      ) {
        broken.push(`${page} → ${address}: no such anchor`);
      }
    }
  }

  expect(pages.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

/** What readers may follow out of the site: a report in a public tracker, by its number. */
function isPublicReport(address: string): boolean {
  return /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/issues\/\d+$/.test(address);
}

test("no page asks another host, logs an error or moves what it has shown", {
  timeout: 180_000,
}, async () => {
  const complaints: string[] = [];
  await using tab = await open("/", { complaints });
  for (const address of pageAddresses()) {
    await visit(tab.page, address);
    const shift = await tab.page.evaluate(
      () => (globalThis as { layoutShift?: number }).layoutShift ?? 0,
    );
    if (shift > 0.01) complaints.push(`${address} moved by ${shift}`);
  }

  expect(complaints).toEqual([]);
});

test.each(["light", "dark"] as const)(
  "an automated check finds no barrier, in %s colours",
  { timeout: 180_000 },
  async (colours) => {
    for (const address of [
      "/",
      "/zh-cn/play/",
      "/chaos/",
      "/learn/gone/",
      "/zh-cn/learn/",
      "/guides/vitest/",
      "/reference/promises/",
    ]) {
      await using tab = await open(address, { colours, bypassesPolicy: true });
      await tab.page.addScriptTag({
        path: fileURLToPath(import.meta.resolve("axe-core/axe.min.js")),
      });

      // Code that scrolls can be reached by keyboard once a script of its own has measured it.
      await expect
        .poll(() => tab.page.evaluate(barriers), { message: address, timeout: 10_000 })
        .toEqual([]);
    }
  },
);

test("every lesson names a picture of its own for where its link is shared", () => {
  const lessons = pageAddresses().filter((page) => /\/learn\/.+\/$/.test(page));
  const pictures = lessons.map(
    (page) => /property="og:image" content="([^"]*)"/.exec(pageHtml(page))?.[1] ?? page,
  );

  expect(lessons.length).toBeGreaterThanOrEqual(16);
  expect(new Set(pictures).size).toBe(lessons.length);
  expect(pictures.filter((picture) => !existsSync(fileOf(picture)))).toEqual([]);
});

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

test("prose moves the picture, and a wrong guess shows the run", async () => {
  await using tab = await open("/learn/warm-cache/");
  const { page } = tab;

  await page.locator('p a[href="#beat-synced"]').first().click();
  await expect
    .poll(() => page.locator('aside a[href="#beat-synced"]').getAttribute("aria-current"))
    .toBe("step");

  const card = page.locator("lab-predict").first();
  const right = await card.getAttribute("data-answer");
  const wrong = card.locator(`.choices button:not([value="${right}"])`).first();
  await wrong.click();
  // The answer opens where the question is: nothing scrolls away.
  expect(await card.locator(".answer").isVisible()).toBe(true);
  expect(await wrong.getAttribute("class")).toContain("wrong");
  expect(await wrong.isVisible()).toBe(true);
  await page.reload();
  expect(await card.locator("button[aria-pressed=true]").count()).toBe(1);
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
});

test("things to order are chosen one after the other", async () => {
  await using tab = await open("/learn/first-list/");
  const card = tab.page.locator("lab-predict[data-kind=order]");
  const order = ((await card.getAttribute("data-answer")) ?? "").split(",");

  for (const value of order) await card.locator(`button[value="${value}"]`).click();

  expect(order).toEqual(["ADDED n4", "DELETED n2"]);
  expect(await card.locator("[data-verdict]").textContent()).toBe("Yes. ");
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
  const text = page.locator("[data-yaml]");
  const position = () => page.locator("informer-visualizer").evaluate(positionOf);

  await expect.poll(() => text.inputValue()).toContain("name: mine");
  await expect.poll(position).toBe(3);
  await expect
    .poll(() => page.locator("[data-summary]").textContent())
    .toMatch(/^\d+ promises held/);

  await text.fill("version: 1\ninformers:\n  - resource: Nodes\n");
  await text.press("Control+Enter");
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
  // The smallest run still has an object, and it is told as a story.
  expect(await page.locator("[data-yaml]").textContent()).toContain("name: n1");
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
});

interface Tab extends AsyncDisposable {
  readonly page: Page;
}

/** What the test needs of axe. */
interface AxeRunner {
  run(
    root: Document,
    options: { readonly runOnly: readonly string[] },
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly (string | readonly string[])[] }[];
    }[];
  }>;
}

interface OpenOptions {
  readonly colours?: "light" | "dark";
  readonly bypassesPolicy?: boolean;
  readonly complaints?: string[];
  readonly javaScriptEnabled?: boolean;
}

async function open(
  address: string,
  {
    complaints = [],
    javaScriptEnabled = true,
    colours = "light",
    bypassesPolicy = false,
  }: OpenOptions = {},
): Promise<Tab> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    colorScheme: colours,
    bypassCSP: bypassesPolicy,
    javaScriptEnabled,
  });
  const page = await context.newPage();
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== site.origin && !/^(data|blob):$/.test(protocol))
      complaints.push(`${page.url()} asked ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  if (javaScriptEnabled) await page.addInitScript(watchShifts);
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

async function barriers(): Promise<readonly string[]> {
  const { axe } = globalThis as unknown as { axe: AxeRunner };
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join(", ")}`,
  );
}

function watchShifts(): void {
  const world = globalThis as { layoutShift?: number };
  world.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[]) {
      if (!entry.hadRecentInput) world.layoutShift = (world.layoutShift ?? 0) + entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
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
