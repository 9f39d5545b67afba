import axe from "axe-core";
import type { Page } from "playwright-core";

/** What is needed of axe. */
interface AxeRunner {
  run(
    root: Document,
    options: { readonly resultTypes: readonly string[] },
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly (string | readonly string[])[] }[];
    }[];
  }>;
}

/** What an automated check of accessibility finds on a page as it is now: the rule, and where. */
export async function barriersOn(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: AxeRunner };
    // Where a page is right is not asked: to say it for each element is much of the work.
    const { violations } = await runner.run(document, { resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join(", ")}`,
    );
  });
}
