import { expect, test } from "vitest";
import { exhibits, reportOf } from "../src/lessons/exhibits.ts";
import { pageHtml } from "./built-site.ts";

test.each(["/", "/zh-cn/"])(
  "%smuseum/ has a row for each exhibit, with its report and its run",
  (root) => {
    const html = pageHtml(`${root}museum/`);

    expect(exhibits.length).toBeGreaterThanOrEqual(9);
    for (const { slug, exhibit } of exhibits) {
      expect(html).toContain(`href="${reportOf(exhibit).href}"`);
      expect(html).toContain(`href="${root}learn/${slug}/"`);
    }
  },
);
