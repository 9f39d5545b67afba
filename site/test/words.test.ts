import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { invariants, plantedBugs, type Scenario } from "@informerlab/test";
import { glossary, narrate, plainText } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { lessonRuns } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { narratedRun } from "../src/lessons/story.ts";
import { wordProblems } from "../src/lessons/words.ts";
import { forks } from "../src/simulator/forks.ts";

const languages = ["en", "zh-CN"] as const;
const docs = join(import.meta.dirname, "..", "src", "content", "docs");
/** Where readers write scenarios themselves, the word is the subject. */
const aboutScenarios = /^(zh-cn\/)?(play|reference|guides|chaos)/;
const raw =
  /\b(starve|cut-watches|expire-watches|restart-server|slow-handler|wait-for-write|stop-queue|add-index)\b/;

test.each(languages)(
  "no sentence of the picture has a word of the harness, in any lesson or fork (%s)",
  (language) => {
    const sentences = new Set<string>();
    for (const { slug, forks: offered } of lessons) {
      const runs = [...lessonRuns(slug)];
      const [run] = runs;
      const at = run?.trace.records.at(-1)?.at ?? 0;
      for (const { fork } of offered) {
        const choice = forks.find(({ id }) => id === fork);
        const start = run?.trace.records[0]?.at ?? 0;
        const edited = choice?.apply(run?.scenario, { atMs: (at - start) / 2, seq: 1 }) as Scenario;
        runs.push(narratedRun({ ...edited, beats: [] }));
      }
      for (const { trace } of runs)
        for (const { fact } of trace.records) sentences.add(plainText(narrate(fact, language)));
    }

    const wrong = [...sentences].flatMap((sentence) => [
      ...wordProblems(sentence, language, sentence),
      ...(raw.test(sentence) ? [sentence] : []),
    ]);
    expect(sentences.size).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  },
);

test.each(languages)("every page uses the words of the glossary (%s)", (language) => {
  const files = globSync("**/*.mdx", { cwd: docs }).filter(
    (file) => file.startsWith("zh-cn") === (language === "zh-CN"),
  );
  const problems = files.flatMap((file) => {
    const text = readFileSync(join(docs, file), "utf8").replaceAll(/```.*?```|<[^>]*>/gs, " ");
    return wordProblems(text, language, file).filter(
      (problem) => !(aboutScenarios.test(file) && /"scenario"/i.test(problem)),
    );
  });

  expect(files.length).toBeGreaterThan(15);
  expect(problems).toEqual([]);
});

test.each(languages)(
  "every promise and every bug that can be planted uses them, too (%s)",
  (language) => {
    const titles = [...invariants, ...plantedBugs].map(({ title }) => title[language]);

    expect(titles.length).toBeGreaterThan(150);
    expect(titles.flatMap((title) => wordProblems(title, language, title))).toEqual([]);
  },
);

test("the glossary itself has no word that it tells others not to use", () => {
  for (const language of languages)
    for (const term of Object.values(glossary))
      expect(wordProblems(term[language], language, term.en)).toEqual([]);
});
