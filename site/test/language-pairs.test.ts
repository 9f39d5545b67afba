import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chineseFolder } from "../src/config/languages.ts";
import { scenarioChinese } from "../src/reference/scenario-chinese.ts";
import { scenarioSections } from "../src/reference/scenario-sections.ts";

const docs = join(import.meta.dirname, "..", "src", "content", "docs");
const files = globSync("**/*.mdx", { cwd: docs });
const english = files.filter((file) => !file.startsWith(chineseFolder)).sort();
const chinese = files
  .filter((file) => file.startsWith(chineseFolder))
  .map((file) => file.slice(chineseFolder.length + 1))
  .sort();

test("every page exists in both languages", () => {
  expect(english.length).toBeGreaterThan(10);
  expect(chinese).toEqual(english);
});

test.each(english)("%s has one structure in both languages", (file) => {
  const [ours, theirs] = [file, join(chineseFolder, file)].map((path) =>
    structureOf(readFileSync(join(docs, path), "utf8")),
  );

  expect(theirs).toEqual(ours);
});

test.each(english)("%s in Chinese is Chinese", (file) => {
  const text = readFileSync(join(docs, chineseFolder, file), "utf8");
  const [, front = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  const prose = body
    .replaceAll(/```.*?```/gs, "")
    .split("\n")
    .filter(
      (line) =>
        line.trim() !== "" &&
        !/^(import |<[A-Z]|<\/|<div|\| ---|[| ]+$|\{\/\*.*\*\/\}$)/.test(line),
    );

  expect(front).toMatch(/title: .*\p{Script=Han}|title: (Vitest|kubectl)/u);
  for (const line of prose) {
    // A table of names in code, or a heading that is the name and version of a program, has nothing to translate.
    const words = line.replaceAll(/`[^`]*`/g, "").replace(/^### .* \d+(\.\d+)+$/, "");
    if (/\p{L}/u.test(words)) {
      expect(line).toMatch(/\p{Script=Han}|^\| .*(Python|Rust|JavaScript)/u);
    }
  }
  // Full-width marks between Chinese characters, never ASCII ones.
  expect(body.match(/\p{Script=Han}[,;:?!]\s?\p{Script=Han}/gu)).toBeNull();
});

test("every description of the scenario format has its Chinese", () => {
  const rows = scenarioSections().flatMap(({ fields, variants }) => [
    ...fields,
    ...variants.flatMap((variant) => variant.fields),
  ]);
  const missing = rows.map(({ about }) => about).filter((about) => !(about in scenarioChinese));

  expect(rows.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});

/** What must be the same in both languages, whatever the words are. */
function structureOf(text: string) {
  const fences = [...text.matchAll(/```(\w*)\n(.*?)```/gs)].map(
    ([, language, code = ""]) => `${language} ${code.split("\n").length}`,
  );
  const prose = text.replaceAll(/```.*?```/gs, "");
  return {
    options: [...prose.matchAll(/^(template|wide|tableOfContents|lesson): .*$/gm)].map(
      ([line]) => line,
    ),
    imports: [...prose.matchAll(/^import .*$/gm)].map(([line]) => line),
    headings: [...prose.matchAll(/^(#+) /gm)].map(([, marks]) => marks),
    // Word order differs between the languages, so these are compared as sets.
    components: [...prose.matchAll(/<([A-Z]\w*)((?: (?!said)[a-z]+=(?:"[^"]*"|\{[^}]*\}))*)/g)]
      .map(([, name, attributes]) => `${name}${attributes}`)
      .sort(),
    links: [...prose.matchAll(/\]\(([^)]*)\)/g)]
      .map(([, href = ""]) => href.replace(`/${chineseFolder}/`, "/"))
      .sort(),
    code: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code).sort(),
    fences,
    rows: [...prose.matchAll(/^\|/gm)].length,
    items: [...prose.matchAll(/^(- |\d+\. )/gm)].length,
  };
}
