/**
 * Measures the picture in a real Chromium and prints the figures of README.md:
 * `node --conditions=@informerlab/source visualizer/measure/picture.ts`.
 */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { type Browser, withDemo } from "./demo.ts";
import {
  countCells,
  frameTimes,
  lookForMotion,
  openLong,
  seekTimes,
  watchForMotion,
} from "./in-page.ts";
import { installClock } from "./page-clock.ts";

const lessons = ["warm-cache", "why-a-queue", "gone"];
const root = join(import.meta.dirname, "..");

await withDemo(async (browser, address) => {
  const { component, play } = await componentSize();
  console.log(`component, gz: ${component} kB; then what moves and tells: ${play} kB`);
  await measureLessons(browser, address);
  await measureLoad(browser, address);
  await measureMany(browser, address);
});

/** What a page loads before the first picture stands, for the element alone: its chunk, and all that this one imports; and what it loads then. */
async function componentSize(): Promise<{ readonly component: number; readonly play: number }> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@informerlab/source", "browser", "module", "import", "default"] },
    build: {
      write: false,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: {
        input: join(root, "src/define.ts"),
        preserveEntrySignatures: "strict",
        // In one piece, as the site has it: cut up by which late part uses a module, too, it is some kB more.
        output: {
          codeSplitting: {
            groups: [
              { name: "define", test: /src\/define\.ts$/ },
              { name: "play", test: /element\/moment\/play-parts\.ts$/ },
            ],
          },
        },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  const chunks = new Map(
    outputs.flatMap((one) => (one.type === "chunk" ? [[one.fileName, one] as const] : [])),
  );
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const imported of chunks.get(name)?.imports ?? []) load(imported);
  };
  const weigh = (wanted: (name: string) => boolean): number => {
    const before = new Set(loaded);
    for (const { fileName, name } of chunks.values()) if (wanted(name)) load(fileName);
    const bytes = [...loaded]
      .filter((file) => !before.has(file))
      .map((file) => gzipSync(chunks.get(file)?.code ?? "").length);
    return Math.round(bytes.reduce((sum, size) => sum + size, 0) / 100) / 10;
  };
  const component = weigh((name) => name === "define");
  return { component, play: weigh((name) => name === "play") };
}

/** Room and motion of the lessons, on a clock of the page's own: the same figures on a slow machine. */
async function measureLessons(browser: Browser, address: string): Promise<void> {
  for (const lesson of lessons) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(installClock);
    await page.goto(`${address}?trace=lesson:${lesson}&size=beat&motion=full`);
    await page.waitForFunction("globalThis.element?.branches.length > 0", undefined, {
      polling: 100,
    });
    const used = await page.evaluate(countCells);
    const motion = await page.evaluate(lookForMotion);
    console.log(
      `${lesson}: stage in use ${percent(used)}; play in motion ${percent(motion.share)}; a story point moves ${seconds(motion.shortestMs)}–${seconds(motion.longestMs)}`,
    );
    await page.close();
  }
}

async function measureLoad(browser: Browser, address: string): Promise<void> {
  for (const query of ["trace=lesson:warm-cache&opening=show", "trace=lesson:gone&mode=lesson"]) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watchForMotion);
    await page.goto(`${address}?${query}`);
    await page.waitForFunction("window.firstMotion !== undefined");
    const shown = Math.round(Number(await page.evaluate("window.firstShown")));
    const moved = Math.round(Number(await page.evaluate("window.firstMotion")));
    console.log(
      `first motion (${query}): ${moved - shown} ms after the picture is there, ${moved} ms after navigation (the demo runs the scenario first)`,
    );
    await page.close();
  }
}

async function measureMany(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  const idle = await page.evaluate(frameTimes, { isPlaying: false, forMs: 5000 });
  await page.goto(`${address}?trace=crowd&count=300&speed=8&motion=full&size=hop`);
  await page.locator(".stage svg text").first().waitFor();
  const busy = await page.evaluate(frameTimes, { isPlaying: true, forMs: 8000 });
  console.log(
    `300 objects, playing: frames over 20 ms ${percent(busy.late)}, median ${busy.medianMs} ms (nothing playing: ${percent(idle.late)}, ${idle.medianMs} ms)`,
  );
  await page.goto(`${address}?trace=crowd&count=440&motion=reduced`, { timeout: 120_000 });
  await page.waitForFunction("globalThis.element?.trace?.records.length > 0", undefined, {
    timeout: 120_000,
  });
  await page.locator(".stage svg text").first().waitFor({ timeout: 60_000 });
  // What moves and tells comes a moment after the picture: before it is there a place is only remembered.
  await page.evaluate("globalThis.element.position = 1");
  await page.locator(".counter", { hasText: "1/" }).waitFor();
  const seek = await page.evaluate(seekTimes);
  console.log(
    `seek in ${seek.records} records: median ${seek.medianMs} ms, p99 ${seek.p99Ms} ms; best of three at each place: p99 ${seek.bestP99Ms} ms`,
  );
  const opened = await page.evaluate(openLong, 50_000);
  console.log(
    `open ${opened.records} records: ${opened.totalMs} ms, longest task ${opened.longestTaskMs} ms`,
  );
  await page.close();
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
