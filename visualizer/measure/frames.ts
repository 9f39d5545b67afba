/**
 * Plays one story point of a lesson in a real Chromium and lays its frames, ten a second, out as one image:
 * `npx --yes pnpm@12 exec node --conditions=@informerlab/source visualizer/measure/frames.ts gone expired --language zh-CN --output gone.png`.
 * Without a story point it prints the lesson's.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Browser, withDemo } from "./demo.ts";
import { installClock } from "./page-clock.ts";

type Page = Awaited<ReturnType<Browser["newPage"]>>;

const frameMs = 100;
const framesMax = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    language: { type: "string", default: "en" },
    theme: { type: "string", default: "light" },
    output: { type: "string", default: "frames.png" },
    width: { type: "string", default: "1100" },
    columns: { type: "string", default: "3" },
  },
});
const [lesson = "warm-cache", ...wanted] = positionals;
const width = Number(values.width);
const columns = Number(values.columns);

await withDemo(async (browser, address) => {
  const page = await openLesson(browser, address);
  const beats = await page.evaluate(beatIds);
  if (wanted.length === 0) console.log(beats.join("\n"));
  for (const beat of wanted) {
    const index = beats.indexOf(beat);
    if (index < 0)
      throw new Error(`${lesson} has no story point ${beat}; it has ${beats.join(", ")}`);
    const frames = await framesOf(page, beats[index - 1]);
    const file = wanted.length === 1 ? values.output : `${beat}-${values.output}`;
    await writeFile(file, await sheetOf(browser, frames));
    console.log(`${file}: ${lesson}, ${beat}, ${frames.length} frames of ${frameMs} ms`);
  }
});

async function openLesson(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.addInitScript(installClock);
  const query = new URLSearchParams({
    trace: `lesson:${lesson}`,
    size: "beat",
    motion: "full",
    lang: values.language,
    theme: values.theme,
    panels: "narration",
  });
  await page.goto(`${address}?${query}`);
  await page.waitForFunction("globalThis.element?.branches.length > 0", undefined, {
    polling: 100,
  });
  return page;
}

/** One picture for each tenth of a second, from the story point before until the picture rests at the next. */
async function framesOf(page: Page, before: string | undefined): Promise<readonly Buffer[]> {
  await page.evaluate(goTo, before);
  const frames = [await page.locator("informer-visualizer").screenshot()];
  await page.evaluate(stepOneBeat);
  for (let isMoving = true; isMoving && frames.length < framesMax; ) {
    isMoving = await page.evaluate(passTime, frameMs);
    frames.push(await page.locator("informer-visualizer").screenshot());
  }
  return frames;
}

/** The frames in rows, each with its time. */
async function sheetOf(browser: Browser, frames: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({
    viewport: { width: Math.ceil(width * columns * 0.6), height: 100 },
  });
  const cells = frames.map(
    (frame, index) =>
      `<figure><figcaption>${((index * frameMs) / 1000).toFixed(1)} s</figcaption><img src="data:image/png;base64,${frame.toString("base64")}"></figure>`,
  );
  await page.setContent(
    `<style>body{margin:0;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px;background:#888;font:bold 16px sans-serif}figure{margin:0}img{width:100%;display:block}</style>${cells.join("")}`,
  );
  const sheet = await page.screenshot({ fullPage: true });
  await page.close();
  return sheet;
}

interface Shown {
  readonly element: {
    position: number;
    readonly story: { readonly beats: readonly { readonly id: string }[] };
    seek(place: { readonly beat: string }): void;
    step(count: number, size: string): void;
    addEventListener(type: string, listener: () => void, options: { once: boolean }): void;
  };
  hasArrived: boolean;
  tick(ms: number): number;
}

function beatIds(): string[] {
  const { element } = globalThis as unknown as Shown;
  return element.story.beats.map(({ id }) => id);
}

function goTo(beat: string | undefined): void {
  const { element, tick } = globalThis as unknown as Shown;
  if (beat === undefined) element.position = 0;
  else element.seek({ beat });
  tick(20);
}

function stepOneBeat(): void {
  const page = globalThis as unknown as Shown;
  page.hasArrived = false;
  page.element.addEventListener(
    "informer-step",
    () => {
      page.hasArrived = true;
    },
    { once: true },
  );
  page.element.step(1, "beat");
}

/** Whether the picture still moves after so much of the page's time. */
function passTime(ms: number): boolean {
  const page = globalThis as unknown as Shown;
  page.tick(ms);
  return !page.hasArrived;
}
