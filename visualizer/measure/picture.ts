/**
 * Measures the picture in a real Chromium and prints the figures of README.md:
 * `node --conditions=@informerlab/source visualizer/measure/picture.ts`.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { launchBrowser } from "@informerlab/tools/browser";
import { build } from "vite";
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
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
const root = join(import.meta.dirname, "..");

const folder = await mkdtemp(join(tmpdir(), "visualizer-measure-"));
await build({
  configFile: join(root, "vite.config.ts"),
  logLevel: "error",
  build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
});
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://local");
  const file = join(folder, pathname === "/" ? "index.html" : pathname);
  response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
  createReadStream(file)
    .on("error", () => response.writeHead(404).end())
    .pipe(response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await launchBrowser();

try {
  console.log(`component, gz: ${await componentSize()} kB`);
  await measureLessons();
  await measureLoad();
  await measureMany();
} finally {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
}

/** What a page loads at once for the element alone: its chunk, and all that this one imports. */
async function componentSize(): Promise<number> {
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
        output: { codeSplitting: { groups: [{ name: "define", test: /src\/define\.ts$/ }] } },
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
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) load(fileName);
  const bytes = [...loaded].map((name) => gzipSync(chunks.get(name)?.code ?? "").length);
  return Math.round(bytes.reduce((sum, size) => sum + size, 0) / 100) / 10;
}

/** Room and motion of the lessons, on a clock of the page's own: the same figures on a slow machine. */
async function measureLessons(): Promise<void> {
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

async function measureLoad(): Promise<void> {
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

async function measureMany(): Promise<void> {
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
