import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** One rule of the informer's specification. */
export interface Rule {
  readonly id: string;
  readonly rule: string;
  readonly isPinned: boolean;
}

/** A test whose title cites a rule. */
export interface Citation {
  readonly file: string;
  readonly title: string;
}

/** Rules of client-go's informer, in the order of the specification. */
export function readRules(): readonly Rule[] {
  return JSON.parse(readFileSync(join(root, "test/fixtures/spec/informer-rules.json"), "utf8"));
}

/** Every test of the workspace that cites rules, by rule. */
export function findCitations(): ReadonlyMap<string, readonly Citation[]> {
  const citations = new Map<string, Citation[]>();
  for (const file of ["core/src", "test/src", "test/suites", "fake-apiserver/src"].flatMap(
    testFilesIn,
  )) {
    for (const title of titlesIn(readFileSync(join(root, file), "utf8"))) {
      for (const [id] of title.matchAll(/\b[A-Z]{2,3}-\d+\b/g)) {
        const list = citations.get(id) ?? [];
        citations.set(id, list);
        list.push({ file, title });
      }
    }
  }
  return citations;
}

/** The document: which test holds each rule. */
export function coverageDocument(): string {
  const citations = findCitations();
  const rows = readRules().map(({ id, rule, isPinned }) => {
    const tests = (citations.get(id) ?? []).map(({ file, title }) => `${file}: ${title}`);
    const held = isPinned ? ["golden vectors", ...tests] : tests;
    return `| ${id} | ${cell(rule)} | ${held.map(cell).join("<br>")} |`;
  });
  return [
    "# Rules of the informer, and the tests that hold them",
    "",
    "Generated from the titles of the tests by `node test/suites/update-spec-coverage.ts`;",
    "`test/suites/spec-coverage.test.ts` fails when a rule has no test or this file is out of date. The rules were read from client-go v0.37.2.",
    "",
    "| rule | says | held by |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function testFilesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Titles of the tests in a file; of a template, its fixed text with the placeholders left as they are. */
function titlesIn(text: string): string[] {
  return [...text.matchAll(/\btest(?:\.each\([^)]*\))?\(\s*(["`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(
    ([, , title]) => title ?? "",
  );
}
