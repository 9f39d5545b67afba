import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatScenario } from "../../scenario/read-scenario.ts";
import type { CampaignFailure } from "../campaign.ts";

/**
 * Writes a find as a regression file: a scenario with what it is, `known` (it must still break) or, once mended,
 * `fixed` (it must break nothing).
 *
 * @returns the path.
 */
export function keep(folder: string, { rule, scenario, violations }: CampaignFailure): string {
  mkdirSync(folder, { recursive: true });
  const yaml = formatScenario(scenario);
  const message = violations.find(({ invariant }) => invariant === rule)?.message.en ?? "";
  const file = join(folder, `${rule.toLowerCase()}-${nameOf(yaml)}.scenario.yaml`);
  const head = [`# rule: ${rule}`, "# status: known", `# found as: ${message.split("\n")[0]}`];
  writeFileSync(file, `${head.join("\n")}\n${yaml}`);
  return file;
}

/** The same scenario gets the same name. */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
