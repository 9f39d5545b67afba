import { existsSync } from "node:fs";
import { readPermalinkFragment } from "@informerlab/test";
import { expect, test } from "vitest";
import { fileOf, pageAddresses, pageHtml } from "./built-site.ts";

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
        !isScenario(url.hash.slice(1)) &&
        !pageHtml(url.pathname).includes(`id="${decodeURIComponent(url.hash.slice(1))}"`)
      ) {
        broken.push(`${page} → ${address}: no such anchor`);
      }
    }
  }

  expect(pages.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

/** Whether a fragment is what the playground opens: read here, so that a link with a broken one is no good link. */
function isScenario(fragment: string): boolean {
  return fragment.startsWith("s=") && readPermalinkFragment(fragment).scenario.version === 1;
}

/** What readers may follow out of the site: a report in a public tracker, by its number. */
function isPublicReport(address: string): boolean {
  return /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/issues\/\d+$/.test(address);
}

test("every lesson names a picture of its own for where its link is shared", () => {
  const lessons = pageAddresses().filter((page) => /\/learn\/.+\/$/.test(page));
  const pictures = lessons.map(
    (page) => /property="og:image" content="([^"]*)"/.exec(pageHtml(page))?.[1] ?? page,
  );

  expect(lessons.length).toBeGreaterThanOrEqual(16);
  expect(new Set(pictures).size).toBe(lessons.length);
  expect(pictures.filter((picture) => !existsSync(fileOf(picture)))).toEqual([]);
});
