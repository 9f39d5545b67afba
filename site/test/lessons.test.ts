import { runScenario, type Scenario, violationsOf } from "@informerlab/test";
import { expect, test } from "vitest";
import { lessonRun } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { predictionsOf } from "../src/lessons/predictions.ts";
import { forks } from "../src/simulator/forks.ts";

const slugs = lessons.map(({ slug }) => slug);

test.each(slugs)("%s: every beat has a title and text in both languages", (slug) => {
  const { beats } = lessonRun(slug).story;

  expect(beats.length).toBeGreaterThanOrEqual(6);
  for (const { title, text } of beats) {
    expect(title?.en).toMatch(/\w/);
    expect(title?.["zh-CN"]).toMatch(/\p{Script=Han}|410 Gone/u);
    expect(text["zh-CN"]).toMatch(/\p{Script=Han}/u);
    // A value that was not found stays in braces.
    expect(
      text.en.replaceAll(/\{(storeResourceVersion|head|key|resourceVersion|cached|queued)\}/g, ""),
    ).not.toMatch(/[{}]/);
  }
});

test.each(slugs)(
  "%s: each question's right answer, read from the trace, is among its choices",
  (slug) => {
    const { trace, story } = lessonRun(slug);
    const questions = predictionsOf(slug);

    expect(questions.length).toBeGreaterThan(0);
    for (const { id, answer, choices, beat } of questions) {
      const values = choices.map(({ value }) => value);
      expect(values, id).toContain(answer(trace.records));
      expect(
        story.beats.map((one) => one.id),
        id,
      ).toContain(beat);
    }
  },
);

test.each(slugs)(
  "%s: what is offered to try can be tried, and the informer survives it",
  (slug) => {
    const { scenario, trace, story } = lessonRun(slug);
    const { forks: offered } = lessons.find((lesson) => lesson.slug === slug) ?? { forks: [] };
    const start = trace.records[0]?.at ?? 0;

    expect(offered.length).toBeGreaterThan(0);
    for (const { fork, beat } of offered) {
      const seq = story.beats.find(({ id }) => id === beat)?.seq ?? 0;
      const at = trace.records.find((record) => record.seq === seq)?.at ?? 0;
      const choice = forks.find(({ id }) => id === fork);

      const edited = choice?.apply(scenario, { atMs: at - start, seq }) as Scenario;
      const run = runScenario(edited);

      expect(violationsOf(run.verdicts), fork).toEqual([]);
      expect(run.trace.records.length, fork).not.toBe(trace.records.length);
    }
  },
);

test("every fork, at every beat of the first lesson, leaves the past as it was", () => {
  const { scenario, trace, story } = lessonRun(slugs[0] ?? "");
  const start = trace.records[0]?.at ?? 0;

  for (const choice of forks.filter(({ isUnsound }) => isUnsound !== true)) {
    for (const { seq } of story.beats) {
      const at = trace.records[seq - 1]?.at ?? 0;
      const run = runScenario(choice.apply(scenario, { atMs: at - start, seq }) as Scenario);
      const newer = firstDifference(trace.records, run.trace.records);

      expect(newer, `${choice.id} at ${seq}`).toBeGreaterThanOrEqual(at);
      expect(violationsOf(run.verdicts), `${choice.id} at ${seq}`).toEqual([]);
    }
  }
});

type Records = ReturnType<typeof runScenario>["trace"]["records"];

/** When two runs first tell something different. */
function firstDifference(before: Records, after: Records): number {
  const index = before.findIndex(
    ({ fact }, place) => JSON.stringify(fact) !== JSON.stringify(after[place]?.fact),
  );
  return before[index]?.at ?? after[before.length]?.at ?? Infinity;
}
