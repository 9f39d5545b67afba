import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { siteFolder, siteOutput } from "../lib/site.ts";
import { sumOf, weighSite, weightTable } from "../lib/weights.ts";
import type { Check } from "./check.ts";

type Recorded = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the chunks weighed when somebody last looked. */
const recordFile = join(siteFolder, "weights.json");

/** Whether what readers load is as light as it was promised. Looks at the site as it was built just before. */
export const weightCheck: Check = {
  name: "weight",
  about: "what a page loads first, the component, the simulator",
  after: ["site"],
  async run({ update, write }) {
    if (!existsSync(siteOutput)) return { passed: 0, failed: 1, note: "the site is not built" };
    const weights = weighSite(siteOutput);
    if (update) {
      const record = Object.fromEntries(weights.map(({ name, chunks }) => [name, chunks]));
      writeFileSync(recordFile, `${JSON.stringify(record, undefined, 2)}\n`);
    }
    const recorded = JSON.parse(readFileSync(recordFile, "utf8")) as Recorded;
    const heavy = weights.filter((weight) => sumOf(weight) > weight.limit);
    for (const weight of heavy) {
      write(
        `${weight.name}: ${inKb(sumOf(weight))} kB, at most ${inKb(weight.limit)} kB are wanted`,
      );
      write(weightTable(weight, recorded[weight.name] ?? {}));
    }
    const note = weights.map((weight) => `${weight.name} ${inKb(sumOf(weight))} kB`).join(", ");
    return { passed: weights.length - heavy.length, failed: heavy.length, note };
  },
};

function inKb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
