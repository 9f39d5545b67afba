import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { root } from "./paths.ts";

/** Tests that take or wait longest, in order: begun last, they would be waited for on one core. */
const longest: readonly string[] = [
  "test/suites/planted-bugs.test.ts",
  "site/test/operators.test.ts",
  "test/suites/any-cluster/any-cluster.test.ts",
  "test/suites/kill-matrix.test.ts",
  "test/suites/chaos.test.ts",
  "test/suites/kubectl/kubectl.test.ts",
  "test/suites/cluster/campaign-everywhere.test.ts",
  "test/suites/foreign.test.ts",
  "test/suites/soak.test.ts",
  "site/test/every-page.browser.test.ts",
  "site/test/stepping.browser.test.ts",
];

const missing = longest.filter((file) => !existsSync(join(root, file)));
if (missing.length > 0) throw new Error(`longest-first.ts names what is not there: ${missing}`);

/** Vitest's own order, with the longest files before all others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.indexOf(relative(root, moduleId).replaceAll("\\", "/"));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
