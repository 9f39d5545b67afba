import { launchBrowser } from "@informerlab/tools/browser";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type SendPage, serveBuiltSite } from "./built-site.ts";

/** What tests look at pages with. */
export interface SiteInBrowser {
  readonly browser: Browser;
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
}

/** Serves the built site and starts a browser for the tests of a file; both are there when the first test begins. */
export function siteInBrowser(sendPage?: SendPage): SiteInBrowser {
  let site: Awaited<ReturnType<typeof serveBuiltSite>>;
  let browser: Browser;
  beforeAll(async () => {
    site = await serveBuiltSite(sendPage);
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });
  return {
    get browser() {
      return browser;
    },
    get origin() {
      return site.origin;
    },
  };
}

/** For a page's first script: a browser that has no service workers. */
export function withoutServiceWorker(): void {
  Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
}

/** Until a page's picture has gone to its first place and is drawn: before, nothing in it can have the focus. */
export async function pictureIsThere(page: Page): Promise<void> {
  await page.waitForFunction("document.querySelector('informer-visualizer')?.position > 0");
  await page.locator("informer-visualizer [part=stage]").waitFor();
}
