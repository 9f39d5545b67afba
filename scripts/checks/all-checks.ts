import { apiCheck } from "./api-check.ts";
import { type Check, toolCheck } from "./check.ts";
import { embedCheck } from "./embed-check.ts";
import { exampleCheck } from "./example-check.ts";
import { layersCheck } from "./layers-check.ts";
import { packagesCheck } from "./packages-check.ts";
import { siteCheck } from "./site-check.ts";
import { vitestCheck } from "./vitest-check.ts";
import { weightCheck } from "./weight-check.ts";

/** What is quick and finds most mistakes: the rest is not worth its time before. */
const quick = ["lint", "types", "layers", "unused"];

/** Every step of `npm test`. Those of one core run beside the tests, from the first to the last. */
export const allChecks: readonly Check[] = [
  toolCheck({ name: "lint", cores: "all" }, "formatting and lint rules (Biome)", "biome", [
    "ci",
    "--colors=off",
    ".",
  ]),
  toolCheck(
    { name: "types", cores: "all" },
    "every TypeScript project, each with its own host's names",
    "tsc",
    ["-b"],
  ),
  layersCheck,
  toolCheck({ name: "unused" }, "files, exports and dependencies nobody uses (knip)", "knip", [
    "--no-progress",
  ]),
  vitestCheck(
    { name: "tests", after: quick, cores: "most" },
    "unit tests, golden vectors, suites, real clients",
    ["--project=!browser"],
  ),
  ...[siteCheck, weightCheck, apiCheck, packagesCheck, exampleCheck, embedCheck].map((check) => ({
    ...check,
    after: [...quick, ...(check.after ?? [])],
  })),
  // Pages are drawn by processes of their own, which want the cores themselves.
  vitestCheck(
    { name: "browser", after: ["site", "tests"], cores: "all" },
    "what a reader sees, in a real Chromium",
    ["--project=browser", "--maxWorkers=100%"],
  ),
];
