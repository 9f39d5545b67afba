/**
 * Records what client-go's leader election does in scenarios, for src/leader/leader-elector-oracle.test.ts. Needs Go 1.25:
 *
 *   node --conditions=@informerlab/source scripts/leader-election/record.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { ElectionOutcome, ElectionScenario } from "../../src/testing/election-scenario.ts";
import { electionScenarios } from "./scenarios.ts";

const program = fileURLToPath(new URL("elector", import.meta.url));
const fixture = fileURLToPath(new URL("../../fixtures/leader-elections.json.gz", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "elections-"));

function record(scenarios: readonly ElectionScenario[]): readonly ElectionOutcome[] {
  const [input, output] = [join(folder, "scenarios.json"), join(folder, "outcomes.json")];
  writeFileSync(input, JSON.stringify(scenarios));
  execFileSync("go", ["test", "-count=1", "./..."], {
    cwd: program,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, SCENARIOS: input, OUTCOMES: output },
  });
  return JSON.parse(readFileSync(output, "utf8"));
}

try {
  const drawn = electionScenarios("client-go", 120);
  const first = record(drawn);
  // client-go gives up a Lease that it lost, too, and says only then that it leads no longer; ours does not, on purpose.
  const scenarios = drawn.map((each, index) => {
    const lastRead = first[index]?.requests.findLast(({ method }) => method === "GET");
    const isAsked = lastRead !== undefined && each.stopAtMs > 0 && lastRead.atMs >= each.stopAtMs;
    return { ...each, releaseOnStop: each.releaseOnStop && isAsked };
  });
  const outcomes = record(scenarios);
  const recorded = scenarios.map((scenario, index) => ({ scenario, clientGo: outcomes[index] }));
  const origin =
    "core/scripts/leader-election: seeded scenarios, and what client-go v0.37.2's leaderelection does in them";
  writeFileSync(fixture, gzipSync(JSON.stringify({ origin, recorded }), { level: 9 }));
  console.log(`${recorded.length} elections recorded`);
} finally {
  rmSync(folder, { recursive: true });
}
