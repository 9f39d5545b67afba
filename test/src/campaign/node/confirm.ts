import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Scenario } from "../../scenario/scenario.ts";
import { encodeScenario } from "../../scenario/scenario-code.ts";

/**
 * Whether a rule breaks again in a process that has run nothing before. What depends on what ran earlier is no
 * counterexample, but a finding of another kind.
 */
export function breaksAgain(scenario: Scenario, rule: string): boolean {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`./confirm-once.${extension}`, import.meta.url));
  try {
    const said = execFileSync(
      process.execPath,
      [...process.execArgv, program, encodeScenario(scenario)],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    return said.trim().split(" ").includes(rule);
  } catch {
    return false;
  }
}
