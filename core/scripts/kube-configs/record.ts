/**
 * Records what client-go makes of kubeconfigs, and of the environment of a program, for the tests src/client-node/*-oracle.test.ts. Needs
 * Go, and to run as root on a machine that is no pod:
 *
 *   node --conditions=@informerlab/source scripts/kube-configs/record.ts
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeFixture } from "../play-in-go.ts";
import { kubeConfigCases } from "./cases.ts";
import { environmentCases } from "./environment-cases.ts";
import { mutatedCases } from "./mutated-cases.ts";
import { writtenCases } from "./written-cases.ts";

const program = fileURLToPath(new URL("clientcmd", import.meta.url));

function record(fixture: string, command: string, cases: readonly object[]): void {
  const output = execFileSync("go", ["run", command], {
    cwd: program,
    input: JSON.stringify(cases),
    maxBuffer: 2 ** 26,
    encoding: "utf8",
  });
  const verdicts = JSON.parse(output) as readonly unknown[];
  const origin =
    "core/scripts/kube-configs: seeded cases, and what client-go v0.37.2's clientcmd and rest packages make of them";
  const recorded = cases.map((each, index) => ({ ...each, clientGo: verdicts[index] }));
  writeFixture(fixture, { origin, cases: recorded });
  console.log(`${cases.length} ${fixture} recorded`);
}

record("kube-configs", ".", [
  ...kubeConfigCases("client-go", 480),
  ...writtenCases,
  ...mutatedCases(),
]);
record("program-environments", "./environment", environmentCases("client-go", 300));
