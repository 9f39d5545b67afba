/**
 * Writes docs/one-node.svg, the first picture of the README: one Node of lesson 1 on its way, from a real run.
 * `npx --yes pnpm@12 exec node --conditions=@informerlab/source visualizer/demo/readme-picture.ts`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beatsOf, placeBeats, runScenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import { Timeline } from "../src/model/timeline/timeline.ts";
import { animatedPicture } from "../src/render/animated-svg.ts";
import { knowEveryLanguage } from "../src/text/every-language.ts";
import { TraceLog } from "../src/trace/trace-log.ts";

const file = join(import.meta.dirname, "../../docs/one-node.svg");

const lesson = lessonScenarios().find(({ id }) => id === "warm-cache");
if (lesson === undefined) throw new Error("there is no lesson warm-cache");
const { trace } = runScenario(lesson, { judge: false });
const timeline = new Timeline(new TraceLog(trace));
const placed = placeBeats(beatsOf(lesson), trace.records);
const endOf = (id: string): number => {
  const seq = placed.find(({ beat }) => beat.id === id)?.record.seq;
  const position = seq === undefined ? undefined : timeline.log.positionOf(seq);
  if (position === undefined) throw new Error(`warm-cache has no story point ${id}`);
  return position;
};

knowEveryLanguage();
const from = endOf("join") - 1;
const svg = animatedPicture(timeline, from, endOf("worked"), { lang: "en", width: 1100 });
writeFileSync(file, svg);
console.log(`${file} written, ${svg.length} bytes`);
