import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { barriersOn } from "./barriers.ts";
import { pageAddresses } from "./built-site.ts";
import { siteInBrowser, withoutServiceWorker } from "./site-in-browser.ts";
import { shiftsOf, watchShifts } from "./watch-shifts.ts";

/** What one walk over all pages has found; each page is loaded once, and looked at for everything. */
interface Findings {
  readonly complaints: string[];
  readonly moved: string[];
  readonly wide: string[];
  readonly barriers: string[];
  pages: number;
}

const site = siteInBrowser();
const found: Findings = { complaints: [], moved: [], wide: [], barriers: [], pages: 0 };
// The source files are one kind: of them one is looked at.
const [source = ""] = pageAddresses().filter((address) => address.startsWith("/source/"));
// What has colours of its own is looked at twice.
const isTwofold = /^\/(zh-cn\/)?(chaos|play|learn\/gone|guides\/vitest|embed|source.*)?\/?$/;

beforeAll(async () => {
  await using context = await site.browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    colorScheme: "light",
  });
  // Each page is looked at as a reader finds it who comes to it first.
  await context.addInitScript(withoutServiceWorker);
  const addresses = pageAddresses();
  // Two tabs: while one waits for its page the other one looks.
  await Promise.all(
    [0, 1].map((tab) =>
      walk(
        context,
        addresses.filter((_, place) => place % 2 === tab),
      ),
    ),
  );
}, 600_000);

test("no page asks another host or logs an error", () => {
  expect(found.pages).toBeGreaterThan(100);
  expect(found.complaints).toEqual([]);
});

test("no page moves what it has shown", () => {
  expect(found.moved).toEqual([]);
});

test("an automated check finds no barrier on any page, in light colours and in dark ones", () => {
  expect(found.barriers).toEqual([]);
});

test("no page is wider than the screen, from 320 to 2,560 pixels", () => {
  expect(found.wide).toEqual([]);
});

async function walk(context: BrowserContext, addresses: readonly string[]): Promise<void> {
  const page = await watchedPage(context);
  for (const address of addresses) {
    await visit(page, address);
    const shift = await page.evaluate(shiftsOf);
    if (shift > 0.01) found.moved.push(`${address} moved by ${shift}`);
    found.pages += 1;
    if (address.startsWith("/source/") && address !== source) continue;
    await lookForBarriers(page, address);
    await lookForWidth(page, address);
  }
}

async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== site.origin && !/^(data|blob):$/.test(protocol))
      found.complaints.push(`${page.url()} asked ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      found.complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => found.complaints.push(`${page.url()}: ${error.message}`));
  await page.addInitScript(watchShifts);
  return page;
}

/** Opens a page and waits until its picture is drawn, and code that scrolls can be reached by keyboard. */
async function visit(page: Page, address: string): Promise<void> {
  await page.goto(site.origin + address, { waitUntil: "load" });
  await page.waitForFunction(
    () => {
      const picture = document.querySelector("lab-figure informer-visualizer");
      const codes = [...document.querySelectorAll(".expressive-code pre")];
      return (
        (picture === null || picture.shadowRoot?.querySelector(".stage svg text") !== null) &&
        codes.every((code) => code.scrollWidth <= code.clientWidth || code.hasAttribute("tabindex"))
      );
    },
    undefined,
    { polling: 50 },
  );
}

async function lookForBarriers(page: Page, address: string): Promise<void> {
  for (const colours of ["light", "dark"] as const) {
    if (colours === "dark" && !isTwofold.test(address)) continue;
    await wear(page, colours);
    const barriers = await barriersOn(page);
    found.barriers.push(...barriers.map((barrier) => `${address} (${colours}) ${barrier}`));
  }
  await wear(page, "light");
}

/** A page that has a theme of its own has chosen it before its first paint. */
async function wear(page: Page, colours: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: colours });
  await page.evaluate((theme) => {
    const { dataset } = document.documentElement;
    if (dataset["theme"] !== undefined) dataset["theme"] = theme;
  }, colours);
}

async function lookForWidth(page: Page, address: string): Promise<void> {
  for (const width of [2560, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) found.wide.push(`${address} at ${width}: ${over} px`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  // A page that is still being widened when it is left hands the movement on to the next.
  await page.waitForFunction(() => innerWidth === 1280, undefined, { polling: 50 });
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}
