/**
 * Records what client-go's leader election does in scenarios, for src/leader/leader-elector-oracle.test.ts. Needs Go 1.25:
 *
 *   node --conditions=@informerlab/source scripts/leader-election/record.ts
 */
import type { ElectionOutcome, ElectionScenario } from "../../src/testing/election-scenario.ts";
import { playInGo, writeFixture } from "../play-in-go.ts";
import { electionScenarios } from "./scenarios.ts";

const record = (scenarios: readonly ElectionScenario[]) =>
  playInGo<ElectionScenario, ElectionOutcome>(new URL("elector", import.meta.url), scenarios);

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
writeFixture("leader-elections", { origin, recorded });
console.log(`${recorded.length} elections recorded`);
