import { globSync, readFileSync } from "node:fs";
import { checkSync } from "recheck";
import { parseSync, Visitor } from "vite";
import { expect, test } from "vitest";

/** Where a pattern stands, by its own text: the same one is asked about once. */
function patternsOf(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const files = globSync(folders.map((folder) => `${folder}/**/*.ts`));
  for (const file of files.filter((name) => !name.endsWith(".test.ts"))) {
    const text = readFileSync(file, "utf8");
    new Visitor({
      Literal(literal) {
        if (!("regex" in literal)) return;
        const { pattern, flags } = literal.regex;
        const line = text.slice(0, literal.start).split("\n").length;
        const key = `/${pattern}/${flags}`;
        places.set(key, [...(places.get(key) ?? []), `${file}:${line}`]);
      },
    }).visit(parseSync(file, text).program);
  }
  return places;
}

/** What is wrong with a pattern: the text that it is slow with; undefined where there is none. */
function slowness(pattern: string): string | undefined {
  const end = pattern.lastIndexOf("/");
  const { status, ...told } = checkSync(pattern.slice(1, end), pattern.slice(end + 1), {
    timeout: 60_000,
  });
  if (status === "safe") return undefined;
  return "attack" in told ? `slow with ${told.attack.pattern}` : `not decided: ${status}`;
}

test("a slow pattern is seen", () => {
  expect(slowness("/a+$/")).toContain("slow with");
});

test("no pattern of core and the server takes longer than in proportion to its text", () => {
  const patterns = patternsOf(["core/src", "fake-apiserver/src"]);
  expect(patterns.size).toBeGreaterThan(300);

  const slow = [...patterns].flatMap(([pattern, places]) => {
    const problem = slowness(pattern);
    return problem === undefined ? [] : [`${places.join(", ")}: ${pattern} is ${problem}`];
  });
  expect(slow).toEqual([]);
});
