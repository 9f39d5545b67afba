/**
 * A small controller over HTTPS, for as long as wanted, under faults that roll over it: nothing may be lost, no process
 * may end, memory must stay flat.
 *
 *   npm run -s soak -- --minutes 60
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "@informerlab/core";
import { runSoak } from "./soak.ts";

const usage = `Usage: npm run -s soak -- [options]

Runs two candidates of core/examples/config-map-mirror against a fake apiserver
over HTTPS under rolling faults, and checks after each that nothing was lost.

  --kubeconfig FILE  a server that runs already, with paths that are absolute:
                     connections are cut and candidates ended, nothing else
                     happens to it; wants the namespaces sources and copies free
  --expiring-token   the candidates show a token of a service account, which lives
                     for ten minutes and is renewed too late each time; with
                     --kubeconfig, of a server whose API server was started with
                     --service-account-extend-token-expiration=false
  --minutes N        how long (default 1)
  --seed TEXT        of what is written (default 1)
  --phase-seconds N  how long each kind of trouble lasts (default 12)
  -h, --help         show this text`;

const { values } = parseArgs({
  options: {
    kubeconfig: { type: "string" },
    "expiring-token": { type: "boolean", default: false },
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    "phase-seconds": { type: "string", default: "12" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(usage);
} else if (values["expiring-token"] && values.kubeconfig === undefined) {
  console.error("soak: --expiring-token wants a server that runs already: --kubeconfig FILE");
  process.exitCode = 1;
} else {
  const folder = mkdtempSync(join(tmpdir(), "informerlab-soak-"));
  try {
    const report = await runSoak({
      folder,
      kubeConfig: values.kubeconfig,
      expiringToken: values["expiring-token"],
      durationMs: Number(values.minutes) * 60_000,
      phasesMin: 1,
      phaseMs: Number(values["phase-seconds"]) * 1000,
      random: seededRandom(values.seed),
      say: (line) => console.log(`${(performance.now() / 60_000).toFixed(1)} min: ${line}`),
    });
    console.log(JSON.stringify(report));
    if (report.complaints.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
