import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  codePlaceOf,
  codePrograms,
  kindsWithoutCode,
  rulesWithVectors,
} from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { lessonRuns } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { sourceFiles } from "../src/lessons/source-files.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const files = sourceFiles(read);
const lines = Object.values(codePrograms).flatMap((program) => [...program.lines]);
const coverage = read("core/SPEC-COVERAGE.md");

test("every line of our own that the code panel names is declared once, where it says", () => {
  for (const { own } of lines) {
    const [path, symbol] = own;
    const file = files.find((one) => one.path === path);
    const declared = file?.lines[(file.anchors.get(symbol) ?? 0) - 1] ?? "";

    expect(declared, `${path} ${symbol}`).toContain(symbol);
  }
  expect(files.length).toBeGreaterThan(15);
});

test("a symbol that is gone is named", () => {
  const without = (path: string): string =>
    read(path).replaceAll(/#enqueue\(type/g, "#enqueueOther(type");

  expect(() => sourceFiles(without)).toThrow(
    "core/src/queue/delta-fifo.ts declares enqueue 0 times, not once",
  );
});

test("every rule that the panel names is one of the specification, and so is what holds it", () => {
  const rows = new Map(
    [...coverage.matchAll(/^\| ([A-Z]+-\d+) \| (.*)$/gm)].map(([, rule, row]) => [rule, row ?? ""]),
  );
  const recorded = [...rows].flatMap(([rule, row]) =>
    row.includes("golden vectors") ? [rule] : [],
  );

  for (const { rules } of lines) for (const rule of rules) expect(rows.has(rule), rule).toBe(true);
  expect(rulesWithVectors).toEqual(recorded);
});

test("at every beat of every lesson, with every queue, a line is lit", () => {
  const silent: ReadonlySet<string> = new Set(kindsWithoutCode());
  for (const { slug } of lessons) {
    for (const { trace, story, flavour } of lessonRuns(slug)) {
      for (const { id, seq } of story.beats) {
        const fact = trace.records.find((record) => record.seq === seq)?.fact;
        const place = fact === undefined ? undefined : codePlaceOf(fact, flavour);

        // What the run says of itself is no component's: the last line stays lit.
        if (fact !== undefined && silent.has(fact.kind)) continue;
        expect(place, `${slug} ${id} ${fact?.kind}`).toBeDefined();
      }
    }
  }
  expect([...silent]).toEqual(["scenario.healed", "scenario.quiet"]);
});

test("a component is six lines, short enough to be read at once, in both languages", () => {
  for (const { says } of lines) {
    expect(says.en.length).toBeLessThanOrEqual(56);
    expect(says["zh-CN"].length).toBeLessThanOrEqual(44);
  }
  for (const program of Object.values(codePrograms)) expect(program.lines).toHaveLength(6);
});
