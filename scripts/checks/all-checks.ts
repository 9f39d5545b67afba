import { apiCheck } from "./api-check.ts";
import { type Check, toolCheck } from "./check.ts";
import { embedCheck } from "./embed-check.ts";
import { exampleCheck } from "./example-check.ts";
import { layersCheck } from "./layers-check.ts";
import { packagesCheck } from "./packages-check.ts";
import { siteCheck } from "./site-check.ts";
import { vitestCheck } from "./vitest-check.ts";
import { weightCheck } from "./weight-check.ts";

/** Every step of `npm test`, quick ones first. */
export const allChecks: readonly Check[] = [
  toolCheck("lint", "formatting and lint rules (Biome)", "biome", ["ci", "--colors=off", "."]),
  toolCheck("types", "every TypeScript project, each with its own host's names", "tsc", ["-b"]),
  layersCheck,
  toolCheck("unused", "files, exports and dependencies nobody uses (knip)", "knip", [
    "--no-progress",
  ]),
  vitestCheck("tests", "unit tests, golden vectors, suites, real clients", ["--project=!browser"]),
  apiCheck,
  packagesCheck,
  exampleCheck,
  embedCheck,
  siteCheck,
  weightCheck,
  vitestCheck("browser", "what a reader sees, in a real Chromium", [
    "--project=browser",
    // Pages are drawn by processes of their own, which want the cores themselves.
    "--maxWorkers=100%",
  ]),
];
