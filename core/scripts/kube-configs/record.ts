/**
 * Records what client-go makes of kubeconfigs, for src/client-node/kube-config-oracle.test.ts. Needs Go:
 *
 *   node --conditions=@informerlab/source scripts/kube-configs/record.ts
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { kubeConfigCases } from "./cases.ts";
import { mutatedCases } from "./mutated-cases.ts";
import { writtenCases } from "./written-cases.ts";

const program = fileURLToPath(new URL("clientcmd", import.meta.url));
const fixture = fileURLToPath(new URL("../../fixtures/kube-configs.json.gz", import.meta.url));

const cases = [...kubeConfigCases("client-go", 480), ...writtenCases, ...mutatedCases()];
const output = execFileSync("go", ["run", "."], {
  cwd: program,
  input: JSON.stringify(cases),
  maxBuffer: 2 ** 26,
  encoding: "utf8",
});
const verdicts = JSON.parse(output) as readonly unknown[];
const recorded = cases.map((each, index) => ({ ...each, clientGo: verdicts[index] }));
const origin =
  "core/scripts/kube-configs: seeded cases, and what client-go v0.37.2's clientcmd and rest packages make of them";
writeFileSync(fixture, gzipSync(JSON.stringify({ origin, cases: recorded }), { level: 9 }));
console.log(`${cases.length} kubeconfigs recorded`);
