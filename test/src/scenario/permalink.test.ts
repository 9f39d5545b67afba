import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarioArbitrary } from "../generators/scenarios.ts";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { permalinkFragment, readPermalinkFragment } from "./permalink.ts";
import { permalinkWords } from "./permalink-words.ts";
import { formatScenario, parseScenario } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { decodeScenario, encodeScenario } from "./scenario-code.ts";
import { ScenarioError } from "./scenario-error.ts";

const small: Scenario = {
  version: 1,
  seed: 7,
  objects: [{ resource: "nodes", name: "n1" }],
  informers: [{ resource: "nodes", queue: "delta" }],
  script: [
    { atMs: 100, do: "update", resource: "nodes", name: "n1" },
    { atMs: 200, do: "expire-watches" },
    { atMs: 300, do: "delete", resource: "nodes", name: "n1" },
  ],
};

test("X5: every scenario comes back from a link, and from YAML, as it was", () => {
  fc.assert(
    fc.property(scenarioArbitrary({ size: "full" }), (scenario) => {
      expect(decodeScenario(encodeScenario(scenario))).toEqual(scenario);
      expect(parseScenario(formatScenario(scenario))).toEqual(scenario);
    }),
    { numRuns: 200, seed: 1 },
  );
});

// As fast-check's unit "binary", which takes more than a second to make.
const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

test("X5: text in any script comes back from a link", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: anyCharacter }),
      (en, chinese) => {
        const scenario = { ...small, title: { en, "zh-CN": chinese } };

        expect(decodeScenario(encodeScenario(scenario))).toEqual(scenario);
      },
    ),
    { seed: 1 },
  );
});

test("links are short", () => {
  const lengths = [small, ...lessonScenarios()].map(
    (scenario) => permalinkFragment({ scenario }).length,
  );

  expect(lengths[0]).toBeLessThan(110);
  expect(Math.max(...lengths)).toBeLessThan(700);
});

test("a link carries the step to open at", () => {
  expect(readPermalinkFragment(`#${permalinkFragment({ scenario: small, step: 42 })}`)).toEqual({
    scenario: small,
    step: 42,
  });
});

test("a link made by the first version can still be read", () => {
  const kept = "AWkFgIOGh4kBB2gBaQKRksfRaAFpApGWx7doA2kEp6iRkmNku8fRaQKnqGNkwW9jZL3H0bhh";

  expect(decodeScenario(kept)).toEqual(small);
  expect(permalinkWords.length).toBeLessThanOrEqual(128);
  expect(permalinkWords.slice(0, 4)).toEqual(["version", "id", "title", "seed"]);
});

test("a changed, cut or foreign link is refused with a sentence, whatever was done to it", () => {
  const text = encodeScenario(small);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."Aa0-_%é"), (position, character) => {
      const changed = text.slice(0, position) + character + text.slice(position + 1);
      fc.pre(changed !== text);
      expect(() => decodeScenario(changed)).toThrow(ScenarioError);
      expect(() => decodeScenario(text.slice(0, position))).toThrow(/^link: /);
    }),
    { seed: 1, numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (noise) => {
      expect(() => decodeScenario(noise)).toThrow(/^link: /);
    }),
    { seed: 1 },
  );
});

test("a fragment without a scenario, or with a step that is no number, says so", () => {
  expect(() => readPermalinkFragment("#e=3")).toThrow(
    'link: there is no scenario in it; expected "#s=…"',
  );
  expect(() => readPermalinkFragment(`#s=${encodeScenario(small)}&e=x`)).toThrow(
    'link: step "x" is not a number',
  );
});

test("a text of any length has a place in a link", () => {
  const body = { data: { text: "x".repeat(300_000) } };
  const long: Scenario = { ...small, objects: [{ resource: "configmaps", name: "c1", body }] };

  expect(decodeScenario(encodeScenario(long))).toEqual(long);
});
