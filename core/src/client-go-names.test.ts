import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const { names } = JSON.parse(read("../fixtures/client-go-names.json")) as {
  readonly names: Readonly<Record<string, readonly string[]>>;
};
const ticked = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

/** Both columns of the table of one package. */
function tableOf(name: string): readonly (readonly [string, string])[] {
  const [, section = ""] = read("../CLIENT-GO-NAMES.md").split(`\n## ${name}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| (`.*) \| (.*) \|$/gm)].map(([, theirs = "", ours = ""]) => [
    theirs,
    ours,
  ]);
}

test.each(Object.keys(names))(
  "every exported name of client-go's %s is in the table, once",
  (name) => {
    const listed = tableOf(name).flatMap(([theirs]) => ticked(theirs));

    expect(listed.toSorted()).toEqual(names[name]);
  },
);

test("what stands beside them exists, or is said to be missing with its reason", () => {
  const reported = read("../api/core.api.md");
  for (const [theirs, ours] of Object.keys(names).flatMap(tableOf)) {
    const named = ticked(ours).filter((name) => /^[A-Za-z]+$/.test(name));
    if (named.length === 0) expect(ours, theirs).toMatch(/^not here, because/);
    for (const name of named)
      expect(reported, `${theirs}: ${name}`).toMatch(new RegExp(`\\b${name}\\b`));
  }
});
