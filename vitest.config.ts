import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const condition = "@informerlab/source";
const conditions = [condition, "node", "module"];

/** One project per package. Packages of the workspace are read from source, so nothing is built first. */
function project(name: string, root: string, include: string[], testTimeout = 30_000) {
  return {
    root,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: [condition, "node"] } },
    test: {
      name,
      include,
      exclude:
        name === "browser"
          ? ["**/node_modules/**"]
          : ["**/node_modules/**", "**/*.browser.test.ts"],
      testTimeout,
      // A page that is slow on a busy machine is not wrong: how long a poll waits is no claim about time.
      expect: { poll: { timeout: name === "browser" ? 15_000 : 1_000 } },
      execArgv: [`--conditions=${condition}`],
      // No module keeps state that a test could see, so a worker serves file after file: sources
      // that are read anew for each of 320 files take a third of the time.
      isolate: false,
    },
  };
}

export default defineConfig({
  test: {
    // One more than there are cores: some tests wait for other programs.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project("core", "core", ["src/**/*.test.ts"]),
      project("fake-apiserver", "fake-apiserver", ["src/**/*.test.ts"]),
      project("test", "test", ["{src,tools,examples,lessons}/**/*.test.ts"]),
      project("suites", "test", ["suites/**/*.test.ts"], 120_000),
      project("visualizer", "visualizer", ["src/**/*.test.ts"]),
      project("site", "site", ["{src,samples,test}/**/*.test.ts"], 60_000),
      project("scripts", ".", ["scripts/**/*.test.ts"], 60_000),
      // Drives a real Chromium; run by a step of its own, after the site is built.
      project("browser", ".", ["{visualizer,site,test,scripts}/**/*.browser.test.ts"], 120_000),
    ],
  },
});
