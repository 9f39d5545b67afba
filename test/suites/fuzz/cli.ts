import { parseArgs } from "node:util";
import { seededRandom } from "@informerlab/core";
import { drawGrowth, growingKinds } from "../growth/draw-growth.ts";
import { knownGrowths } from "../growth/known-growths.ts";
import { Measuring, ratioMax } from "../growth/measure.ts";
import { FuzzFinding, fuzz } from "./fuzz.ts";

const help = `Usage: npm run -s fuzz -- [options]

  --minutes N    stop after so long (default: 1)
  --requests N   so many requests to each server (default: 20000)
  --seed N       these requests, once; a finding names its seed
  --growth       how the steps for a request grow with its size: known requests, and drawn ones that are found wanting
  -h, --help     show this text`;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    minutes: { type: "string" },
    requests: { type: "string" },
    growth: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(help);
  process.exit(0);
}
const minutes = Number(values.minutes ?? 1);
const requestsMax = Number(values.requests ?? 20_000);
let seed = Number(values.seed ?? Date.now() % 1_000_000_000);
if (![minutes, requestsMax, seed].every(Number.isFinite)) {
  console.error("fuzz: --seed N, --minutes N and --requests N (for each seed) are numbers");
  process.exit(2);
}
const until = Date.now() + minutes * 60_000;
if (values.growth === true) {
  showGrowth();
  process.exit(0);
}
let total = 0;
try {
  do {
    const { requests, codes } = await fuzz(seed, { requestsMax, isOver: () => Date.now() > until });
    total += requests;
    const shown = [...codes].sort(([a], [b]) => a - b).map(([code, count]) => `${code}: ${count}`);
    console.log(`seed ${seed}: ${requests} requests, no finding  (${shown.join(", ")})`);
    seed += 1;
  } while (Date.now() < until && values.seed === undefined);
  console.log(`${total} requests`);
} catch (error) {
  if (!(error instanceof FuzzFinding)) throw error;
  console.error(error.message);
  process.exit(1);
}

function showGrowth(): void {
  using measuring = new Measuring();
  const kinds = growingKinds(measuring.cluster);
  const random = seededRandom(seed);
  const drawn = Array.from({ length: requestsMax }, (_, index) =>
    drawGrowth(random.fork(String(index)), kinds, 32),
  );
  console.log(`seed ${seed}\n  ratio  steps, for twice and for four times as much`);
  let total = 0;
  for (const growth of [...knownGrowths, ...drawn]) {
    if (Date.now() > until) break;
    const { code, steps, ratio } = measuring.measure(growth);
    const isDrawn = total >= knownGrowths.length;
    total += 1;
    if (isDrawn && ratio < ratioMax) continue;
    console.log(`${ratio.toFixed(2).padStart(7)}  ${steps.join(", ")}  ${code} ${growth.what}`);
  }
  console.log(`${total} requests`);
}
