import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beatsOf, placeBeats, runScenario, type Scenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import { launchBrowser } from "@informerlab/tools/browser";
import { narrate, plainText, renderPoster, Timeline, TraceLog } from "@informerlab/visualizer";
import sharp from "sharp";

// Writes docs/one-node.gif: one Node of lesson 1 on its way, hop by hop, from a real run.
// node --conditions=@informerlab/source site/src/lessons/readme-picture.ts

const size = { width: 1100, frameMs: 900, lastMs: 2500 } as const;
const file = join(import.meta.dirname, "../../../docs/one-node.gif");

const lesson = lessonScenarios().find(({ id }) => id === "warm-cache");
if (lesson === undefined) throw new Error("there is no lesson warm-cache");
writeFileSync(file, await animation(await framesOf(lesson, "join", "worked")));
console.log(`${file} written`);

/** One picture for each hop between two beats, as PNG, with the sentence that tells it. */
async function framesOf(scenario: Scenario, from: string, to: string): Promise<readonly Buffer[]> {
  const { trace } = runScenario(scenario, { judge: false });
  const placed = placeBeats(beatsOf(scenario), trace.records);
  const positionOf = (beat: string): number => {
    const seq = placed.find((one) => one.beat.id === beat)?.record.seq;
    return trace.records.findIndex((record) => record.seq === seq) + 1;
  };
  const timeline = new Timeline(new TraceLog(trace));
  const [first, last] = [positionOf(from), positionOf(to)];
  const positions = timeline.hops.filter((position) => position >= first && position <= last);
  await using browser = await openBrowser();
  const frames: Buffer[] = [];
  for (const position of positions) {
    const svg = renderPoster(trace, position, { lang: "en", theme: "light", width: size.width });
    const sentence = plainText(narrate(trace.records[position - 1]?.fact, "en"));
    frames.push(await browser.draw(svg, sentence));
  }
  return frames;
}

async function openBrowser() {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: size.width + 32, height: 700 } });
  return {
    async draw(svg: string, sentence: string): Promise<Buffer> {
      await page.setContent(
        `<body style="margin:0;background:#fff"><div id="frame" style="padding:16px;font:600 19px 'Noto Sans','Open Sans',sans-serif">
        ${svg}<p style="margin:12px 4px 0;min-height:28px">${sentence.replaceAll("<", "&lt;")}</p></div></body>`,
      );
      return page.locator("#frame").screenshot({ type: "png" });
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function animation(frames: readonly Buffer[]): Promise<Buffer> {
  const delay = frames.map((_, index) => (index < frames.length - 1 ? size.frameMs : size.lastMs));
  return sharp([...frames], { join: { animated: true } })
    .gif({ delay, loop: 0, colours: 48, effort: 7 })
    .toBuffer();
}
