import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarioArbitrary } from "../generators/scenarios.ts";
import { lessonFolders } from "../lessons/node/read-lessons.ts";
import { fromBackReferences, toBackReferences } from "./back-references.ts";
import { permalinkFragment, readPermalinkFragment } from "./permalink.ts";
import { permalinkTextPart } from "./permalink-text.ts";
import { formatScenario, parseScenario } from "./read-scenario.ts";
import { encodeScenario } from "./scenario-code.ts";
import { ScenarioError } from "./scenario-error.ts";

/** The fragment of a link to a text, as the playground makes it. */
function linkOf(yaml: string): string {
  const fragment = permalinkFragment({ scenario: parseScenario(yaml), step: 3 });
  return `${fragment}${permalinkTextPart(new URLSearchParams(fragment).get("s") ?? "", yaml)}`;
}

const small = `# Why it relists
version: 1
title: { en: "a # b", zh-CN: '# c' }
informers:
  - resource: nodes # all of them
script:
  # first a write
  - { atMs: 100, do: create, resource: nodes, name: n1 }

  - { atMs: 200, do: expire-watches }   # then trouble
`;

test("a text with comments comes back from a link to the letter", () => {
  expect(readPermalinkFragment(linkOf(small))).toEqual({
    scenario: parseScenario(small),
    step: 3,
    text: small,
  });
});

test("a link to a text without comments is what it was, also where a text holds what looks like one", () => {
  for (const yaml of [
    "version: 1\ninformers:\n  - resource: nodes\n",
    "version: 1\ntitle: { en: 'a # b', zh-CN: a#b }\ninformers: [{ resource: nodes }]\n",
    "version: 1\ntitle:\n  en: |\n    # none\n  zh-CN: c\ninformers: [{ resource: nodes }]\n",
  ]) {
    expect(linkOf(yaml)).toBe(permalinkFragment({ scenario: parseScenario(yaml), step: 3 }));
  }
});

test("comments anywhere in a scenario, in any script and layout, come back from a link", () => {
  const note = fc.string({ unit: fc.constantFrom(..."ab #:-'\"{}注释🙂\t"), maxLength: 30 });
  fc.assert(
    fc.property(
      scenarioArbitrary({ size: "small" }),
      fc.array(fc.tuple(fc.nat(200), note, fc.boolean()), { minLength: 1, maxLength: 8 }),
      (scenario, notes) => {
        const lines = formatScenario(scenario).split("\n");
        for (const [place, words, isAtEnd] of notes) {
          const at = place % lines.length;
          if (isAtEnd && lines[at] !== "") lines[at] += ` # ${words}`;
          else lines.splice(at, 0, `  # ${words}`);
        }
        const yaml = lines.join("\n");
        expect(parseScenario(yaml)).toEqual(scenario);

        expect(readPermalinkFragment(linkOf(yaml))).toEqual({ scenario, step: 3, text: yaml });
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

test("bytes come back from what they repeat, whatever they are, and in at most an eighth more", () => {
  const bytes = fc.array(fc.nat(3), { maxLength: 300 });
  fc.assert(
    fc.property(bytes, bytes, (text, dictionary) => {
      const references = toBackReferences(text, dictionary);

      expect(fromBackReferences(references, dictionary, text.length)).toEqual(text);
      expect(references.length).toBeLessThanOrEqual(Math.ceil(text.length * 1.125) + 2);
    }),
    { seed: 1 },
  );
});

test("what a comment costs is about its own length: the rest of the text is in the link already", () => {
  const scenario = parseScenario(small);
  const bare = formatScenario(scenario);
  const comment = "# the watch expires while nobody looks\n";

  const part = permalinkTextPart(encodeScenario(scenario), `${comment}${bare}`);

  expect(part.length).toBeLessThan((comment.length * 4) / 3 + 60);
});

test("of every lesson's own text, commented, everything but the narration comes back", () => {
  for (const { files } of lessonFolders()) {
    const yaml = `# mine\n${files["scenario.yaml"] ?? ""}`;
    const { text = "", scenario } = readPermalinkFragment(linkOf(yaml));

    expect(text).toMatch(/^# mine\n/);
    expect(parseScenario(text)).toEqual(scenario);
    expect(yaml.startsWith(text.slice(0, text.length / 2))).toBe(true);
    expect(text).not.toMatch(/^beats:/m);
  }
});

test("a text of another scenario, a broken or a very long one stays out of the link", () => {
  const part = encodeScenario(parseScenario(small));

  expect(permalinkTextPart(part, small.replace("100", "101"))).toBe("");
  expect(permalinkTextPart(part, `${small}sed: 5\n`)).toBe("");
  expect(permalinkTextPart(part, `${small}# ${"long ".repeat(4000)}\n`)).toBe("");
});

test("a changed or cut text, or one of another scenario, is refused with a sentence", () => {
  const link = linkOf(small);
  const start = link.indexOf("&c=") + 3;
  fc.assert(
    fc.property(
      fc.integer({ min: start, max: link.length - 1 }),
      fc.constantFrom(..."Aa0-_%"),
      (position, character) => {
        const changed = link.slice(0, position) + character + link.slice(position + 1);
        fc.pre(changed !== link);
        expect(() => readPermalinkFragment(changed)).toThrow(/^link: /);
        expect(() => readPermalinkFragment(link.slice(0, position))).toThrow(ScenarioError);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
  const other = permalinkFragment({ scenario: parseScenario(small.replace("100", "101")) });
  expect(() => readPermalinkFragment(other + link.slice(start - 3))).toThrow(/^link: its text/);
});

test("copies without end or from nowhere are refused before they are made", () => {
  expect(fromBackReferences([0x83, 0xff, 0x7f, 0x01], [1], 100)).toBeUndefined();
  expect(fromBackReferences([0x03, 0x05], [1], 100)).toBeUndefined();
  expect(fromBackReferences([0x08, 0x01], [], 100)).toBeUndefined();
  expect(fromBackReferences([0x80], [], 100)).toBeUndefined();
});
