import { formatScenario, parseScenario } from "@informerlab/test";
import { expect, test } from "vitest";
import { flowText, withPiece } from "../src/browser/pieces.ts";
import { lessons } from "../src/lessons/lessons.ts";

const piece = { atMs: 9000, do: "fault", fault: { on: { open: true }, do: { stall: true } } };

test.each([
  [
    "a script with comments",
    "version: 1\ninformers: [{ resource: nodes }]\nscript:\n  # mine\n  - { atMs: 1, do: compact }\n\nendAtMs: 20000\n",
  ],
  [
    "a script in two-line items",
    "version: 1\ninformers:\n  - resource: nodes\nscript:\n- atMs: 1\n  do: compact\n",
  ],
  ["an empty script", "version: 1\ninformers: [{ resource: nodes }]\nscript: []\n"],
  ["no script", "version: 1\ninformers: [{ resource: nodes }]\n"],
])("a piece is put at the end of %s, and all else stays", (_what, yaml) => {
  const { text, from, to } = withPiece(yaml, flowText(piece));

  expect(parseScenario(text).script?.at(-1)).toEqual(piece);
  expect(text.slice(from, to).trim()).toBe(`- ${flowText(piece)}`);
  expect(parseScenario(text).script).toHaveLength((parseScenario(yaml).script?.length ?? 0) + 1);
  for (const comment of yaml.match(/#.*/g) ?? []) expect(text).toContain(comment);
});

test.each([
  ["on one line", "script: [{ atMs: 1, do: compact }] # [mine]\nendAtMs: 20000\n"],
  ["over lines", "script: [\n  { atMs: 1, do: compact }, # [mine]\n]\nendAtMs: 20000\n"],
  ["at the end", "endAtMs: 20000\nscript: [\n  { atMs: 1, do: compact } # [mine]\n  ]\n"],
])("a piece is put into a script in brackets %s", (_what, script) => {
  const { text, from, to } = withPiece(
    `version: 1\ninformers: [{ resource: nodes }]\n${script}`,
    flowText(piece),
  );

  expect(parseScenario(text)).toMatchObject({
    script: [{ atMs: 1, do: "compact" }, piece],
    endAtMs: 20_000,
  });
  expect(text.slice(from, to)).toBe(flowText(piece));
  expect(text).toContain("# [mine]");
});

test.each(lessons.flatMap(({ levels }) => levels))(
  "$id: its pieces, put into its text, give the operations that they say",
  ({ scenario, pieces }) => {
    const written = pieces.reduce(
      (text, one) => withPiece(text, flowText(one)).text,
      formatScenario(scenario),
    );

    expect(parseScenario(written).script).toEqual([...(scenario.script ?? []), ...pieces]);
  },
);
