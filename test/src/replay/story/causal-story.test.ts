import { expect, test } from "vitest";
import { violationsOf } from "../../invariants/judge.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { runScenario } from "../../simulate/run-scenario.ts";
import { causalStory } from "./causal-story.ts";
import { factWordsEn } from "./fact-words-en.ts";
import { factWordsZh } from "./fact-words-zh.ts";

/** The expiry that loses the deletion is far from the end: forty updates of the same object come after it. */
const longAgo: Scenario = {
  version: 1,
  objects: [
    { resource: "nodes", name: "n1" },
    { resource: "nodes", name: "n2" },
  ],
  informers: [{ resource: "nodes", queue: "delta", handlers: [{ name: "a" }] }],
  planted: "replace-ignores-known",
  script: [
    { atMs: 100, do: "expire-watches" },
    { atMs: 101, do: "delete", resource: "nodes", name: "n1" },
    ...Array.from({ length: 40 }, (_, index) => ({
      atMs: 5000 + index,
      do: "update" as const,
      resource: "nodes",
      name: "n2",
    })),
  ],
};

function storyOf(language: "en" | "zh-CN"): readonly string[] {
  const { trace, verdicts } = runScenario(longAgo);
  const violation = violationsOf(verdicts).find(({ invariant }) => invariant === "C3");
  return violation === undefined ? [] : causalStory(trace.records, violation, language);
}

test("a story tells every fault and every write, however much came between them and the break", () => {
  const story = storyOf("en");

  expect(story).toContainEqual(expect.stringContaining("fault: expire on watch"));
  expect(story).toContainEqual(expect.stringContaining("apiserver: delete of n1"));
  expect(story.filter((line) => line.includes("apiserver: update of n2"))).toHaveLength(40);
  expect(story.filter((line) => line.includes("user: "))).toEqual([]);
});

test("the story in Chinese tells the same facts", () => {
  const numbers = (lines: readonly string[]) => lines.map((line) => /#\d+/.exec(line)?.[0]);

  expect(numbers(storyOf("zh-CN"))).toEqual(numbers(storyOf("en")));
  expect(storyOf("zh-CN")).toContainEqual(expect.stringContaining("故障：expire"));
});

test("both languages have words for the same kinds of facts", () => {
  expect(Object.keys(factWordsZh)).toEqual(Object.keys(factWordsEn));
});
