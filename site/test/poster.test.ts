import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chineseFolder } from "../src/config/languages.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { wordProblems } from "../src/lessons/words.ts";
import { posterFile } from "../src/poster/poster-files.ts";
import { digestOf, posterFolder, posterSvg } from "../src/poster/poster-svg.ts";
import { keptLessons, stations } from "../src/poster/poster-text.ts";

const howTo = "out of date: node --conditions=@informerlab/source site/src/poster/make-poster.ts";
const languages = ["en", "zh-CN"] as const;
const slugs = lessons.map(({ slug }) => slug);

test.each(languages)(
  "the poster in %s is what the lessons and its words give today",
  (language) => {
    const kept = readFileSync(join(posterFolder, posterFile(language, "svg")), "utf8");

    expect(kept === posterSvg(language), howTo).toBe(true);
  },
);

test.each(languages)("the PDF in %s is one sheet of A3, printed from that drawing", (language) => {
  const pdf = readFileSync(join(posterFolder, posterFile(language, "pdf"))).toString("latin1");
  const [, width = "", height = ""] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];

  expect(pdf.endsWith(`% from ${digestOf(posterSvg(language))}\n`), howTo).toBe(true);
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(pdf.length).toBeLessThan(200_000);
  expect(Number(width) / 72).toBeCloseTo(16.54, 1);
  expect(Number(height) / 72).toBeCloseTo(11.69, 1);
});

test.each(languages)(
  "each address on the poster in %s is a lesson's, and every word is the glossary's",
  (language) => {
    const svg = posterSvg(language);
    const folder = language === "en" ? "" : `${chineseFolder}/`;
    const linked = [...svg.matchAll(/<a href="\.\.\/([^"]+)"/g)].map(([, path]) => path);
    const texts = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = ""]) =>
      text.replaceAll(/<[^>]*>/g, " "),
    );

    expect(linked.length).toBeGreaterThan(keptLessons.length);
    for (const path of linked)
      expect(slugs.map((slug) => `${folder}learn/${slug}/`)).toContain(path);
    expect(texts.length).toBeGreaterThan(100);
    // A part's name in code stands below the one that the glossary has.
    const said = texts.filter((text) => stations.every(({ name }) => name !== text));
    expect(said.flatMap((text) => wordProblems(text, language, "poster"))).toEqual([]);
  },
);
