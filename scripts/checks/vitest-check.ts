import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../lib/paths.ts";
import type { Job } from "../lib/schedule.ts";
import type { Check, Outcome } from "./check.ts";

/** The part of Vitest's JSON report that is read here. */
interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs some of Vitest's projects and counts their tests. */
export function vitestCheck(job: Job, about: string, args: readonly string[]): Check {
  const { name } = job;
  return {
    ...job,
    about,
    async run({ tool }) {
      const report = join(cacheFolder("reports"), `${name}.json`);
      rmSync(report, { force: true });
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const code = await tool("vitest", ["run", "--passWithNoTests", ...reporters, ...args]);
      return existsSync(report)
        ? countTests(JSON.parse(readFileSync(report, "utf8")) as VitestReport, code)
        : { passed: 0, failed: code === 0 ? 0 : 1, note: "no tests" };
    },
  };
}

function countTests(report: VitestReport, code: number): Outcome {
  // A file that cannot even be loaded has no tests that could fail: it counts as one.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  ).length;
  const failed = report.numFailedTests + broken;
  const skipped = report.numPendingTests;
  const note = `${report.numPassedTests} tests${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  // Errors outside any test (an unhandled rejection) end Vitest with 1 and no failed test.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, note };
}
