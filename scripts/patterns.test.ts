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
  const [source, flags] = [pattern.slice(1, end), pattern.slice(end + 1)];
  const { status, ...told } = checkSync(source, flags, { timeout: 60_000 });
  if (status === "safe") return undefined;
  if (!("attack" in told)) return `not decided: ${status}`;
  // What looks into its neighbours cannot be reasoned about: it is tried out, which a busy machine can lead astray.
  const isSure =
    told.checker === "automaton" || isSlowWith(new RegExp(source, flags), told.attack.string);
  return isSure ? `slow with ${told.attack.pattern}` : undefined;
}

/** Whether a text takes far longer whole than in four parts, which it does not where time goes by its length. */
function isSlowWith(pattern: RegExp, text: string): boolean {
  const quarter = Math.ceil(text.length / 4);
  const parts = [0, 1, 2, 3].map((at) => text.slice(at * quarter, (at + 1) * quarter));
  return shortestMs(pattern, [text]) > 2.5 * shortestMs(pattern, parts);
}

function shortestMs(pattern: RegExp, texts: readonly string[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    for (const text of texts) text.search(pattern);
    shortest = Math.min(shortest, performance.now() - begun);
  }
  return shortest;
}

test("a slow pattern is seen, by reason and by trying", () => {
  expect(slowness("/a+$/")).toContain("slow with");
  expect(isSlowWith(/(?<!b)a+$/, `${"a".repeat(20_000)}b`)).toBe(true);
  expect(isSlowWith(/(^|[.:])0+(?=[0-9a-fA-F])/g, ".0".repeat(50_000))).toBe(false);
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
