import {
  decodeScenario,
  encodeScenario,
  invariantById,
  plantedBugs,
  reportFailure,
  runCampaign,
  runScenario,
  type Scenario,
  violationsOf,
} from "@informerlab/test";
import { expect, test } from "vitest";

for (const bug of plantedBugs) {
  test(`${bug.name} is caught by ${bug.caughtBy.join(" or ")} within ${bug.budget} runs, and told in both languages`, () => {
    const { failures } = runCampaign({ seed: 1, runs: bug.budget, planted: bug });

    const [failure] = failures;
    expect(failure?.violations.map(({ invariant }) => invariant)).toEqual(
      expect.arrayContaining([expect.toSatisfy((id: string) => bug.caughtBy.includes(id))]),
    );
    expect(failure?.operationsAfter).toBeLessThanOrEqual(bug.operationsMax ?? 8);
    for (const { message } of failure?.violations ?? []) {
      expect(message["zh-CN"]).toMatch(/\p{Script=Han}/u);
      expect(message["zh-CN"]).not.toMatch(englishPhrase);
      expect(numbersIn(message["zh-CN"])).toEqual(numbersIn(message.en));
      expect(namesIn(failure?.scenario, message["zh-CN"])).toEqual(
        namesIn(failure?.scenario, message.en),
      );
    }
  });
}

/** Three words of a sentence in a row; names and verbs of the API stand alone or in pairs. */
const englishPhrase = /[a-z]{2,}( [a-z]{2,}){2}/;

/** Numbers of keys, versions and times that a sentence tells. */
function numbersIn(sentence: string): readonly string[] {
  return (sentence.match(/\d+/g) ?? []).sort();
}

/** The informers, handlers and queues that a sentence speaks of. */
function namesIn(scenario: Scenario | undefined, sentence: string): readonly string[] {
  const names = [
    ...(scenario?.informers ?? []).flatMap(({ resource, name = resource, handlers = [] }) => [
      name,
      ...handlers.map((handler) => `${name}/${handler.name}`),
    ]),
    ...(scenario?.queues ?? []).map(({ name }) => name),
  ];
  return names.filter((name) => sentence.includes(name));
}

test("every planted bug names rules that exist, and is told in both languages", () => {
  for (const { caughtBy, title } of plantedBugs) {
    expect(caughtBy.filter((id) => invariantById(id) === undefined)).toEqual([]);
    expect(title.en !== "" && title["zh-CN"] !== "").toBe(true);
  }
});

test("a counterexample fails again from its link, and passes without the bug", () => {
  const bug = plantedBugs.find(({ name }) => name === "replace-ignores-known");
  const [failure] = runCampaign({ seed: 1, runs: 10_000, ...(bug && { planted: bug }) }).failures;
  const scenario = decodeScenario(
    encodeScenario(failure?.scenario ?? { version: 1, informers: [] }),
  );

  const report = reportFailure(scenario);
  const { planted: _bug, ...clean } = scenario;

  expect(report?.violation.invariant).toBe("F7");
  expect(report?.story.length).toBeGreaterThan(3);
  expect(report?.testFile).toContain("parseScenario");
  expect(violationsOf(runScenario(clean).verdicts)).toEqual([]);
});
