import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/lib/longest-first.ts";

const condition = "@informerlab/source";
const conditions = [condition, "node", "module"];

interface ProjectOptions {
  readonly testTimeout?: number;
  readonly isolate?: boolean;
  readonly viteModuleRunner?: boolean;
}

/** One project per package. Packages of the workspace are read from source, so nothing is built first. */
function project(
  name: string,
  root: string,
  include: string[],
  // Long, since on a busy machine a test that waits is slow, not wrong.
  { testTimeout = 60_000, isolate = true, ...experimental }: ProjectOptions = {},
) {
  return {
    root,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: [condition, "node"] } },
    test: {
      name,
      include,
      exclude: [
        "**/node_modules/**",
        ...(name === "browser" ? [] : ["**/*.browser.test.ts"]),
        ...(name === "mocked" ? [] : ["**/*.mocked.test.ts"]),
      ],
      testTimeout,
      // As long as a test's: what prepares for it builds and serves pages.
      hookTimeout: testTimeout,
      // A page that is slow on a busy machine is not wrong: how long a poll waits is no claim about time.
      expect: { poll: { timeout: name === "browser" ? 15_000 : 1_000 } },
      execArgv: [`--conditions=${condition}`],
      isolate,
      experimental: { nodeLoader: false, viteModuleRunner: false, ...experimental },
    },
  };
}

/**
 * No module keeps state that these tests could see, so a worker serves file after file: to read the sources anew for each takes
 * half their time. Not so where steps are counted, or where it matters what was loaded already.
 */
const shared = { isolate: false };

/**
 * Node reads sources as programs do, for what Vite's runner calls by its getters takes a fifth longer. Mocks of modules, the
 * site's `import.meta.glob` and what Astro loads need that runner.
 */
const byVite = { viteModuleRunner: true };

export default defineConfig({
  test: {
    // One more than there are cores: some tests wait for other programs.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      project("core", "core", ["src/**/*.test.ts"], shared),
      project("fake-apiserver", "fake-apiserver", ["src/**/*.test.ts"], shared),
      // A mock of a module reaches whoever shares the worker.
      project("mocked", "fake-apiserver", ["src/**/*.mocked.test.ts"], byVite),
      project("test", "test", ["{src,tools,examples,lessons}/**/*.test.ts"], shared),
      project("suites", "test", ["suites/**/*.test.ts"], { testTimeout: 300_000 }),
      project("visualizer", "visualizer", ["src/**/*.test.ts"]),
      project("site", "site", ["{src,samples,test}/**/*.test.ts"], {
        ...shared,
        ...byVite,
        testTimeout: 120_000,
      }),
      project("scripts", ".", ["scripts/**/*.test.ts"], { testTimeout: 120_000 }),
      // Drives a real Chromium; run by a step of its own, after the site is built.
      project("browser", ".", ["{visualizer,site,test,scripts}/**/*.browser.test.ts"], {
        ...byVite,
        testTimeout: 120_000,
      }),
    ],
  },
});
