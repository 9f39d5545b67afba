import { parseArgs } from "node:util";
import { growths } from "../growth/inputs.ts";
import { Measuring } from "../growth/measure.ts";
import { FuzzFinding, fuzz } from "./fuzz.ts";

const help = `Usage: npm run -s fuzz -- [options]

  --minutes N    stop after so long (default: 1)
  --requests N   so many requests to each server (default: 20000)
  --seed N       these requests, once; a finding names its seed
  --growth       what each large request costs, and one four times as large
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
if (values.growth === true) {
  showGrowth();
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
  const measuring = new Measuring();
  console.log("  ratio  CPU ms   4 × as large");
  for (const growth of growths) {
    const { code, small, large } = measuring.measure(growth);
    const figures = [(large / small).toFixed(1), small.toFixed(1), large.toFixed(1)];
    console.log(`${figures.map((text) => text.padStart(7)).join(" ")}  ${code} ${growth.what}`);
  }
}
