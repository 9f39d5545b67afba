import { expect, test } from "vitest";
import { failingTests } from "./failing-tests.ts";

async function* lines(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}

test.each<[string, string, readonly string[]]>([
  [
    "go test",
    "=== RUN   TestA\n--- PASS: TestA (0.00s)\n--- FAIL: TestB (1.20s)\n    --- FAIL: TestB/inner (1.20s)\nFAIL\tx.io/y\t1.3s",
    ["TestB", "TestB/inner"],
  ],
  [
    "Ginkgo",
    "Summarizing 1 Failure:\n  \u001b[31m[FAIL]\u001b[0m Cache when stale [It] lists again\n  /a/b.go:7",
    ["Cache when stale [It] lists again"],
  ],
  [
    "pytest",
    "tests/test_a.py .F\nFAILED tests/test_a.py::test_b - assert 1 == 2\nERROR tests/test_c.py::test_d",
    ["tests/test_a.py::test_b", "tests/test_c.py::test_d"],
  ],
  ["unittest", "FAIL: test_a (test.E2e.test_a)", ["test_a (test.E2e.test_a)"]],
  ["Vitest", " FAIL  a.test.ts > outer > inner", ["a.test.ts > outer > inner"]],
  ["surefire", "[ERROR]   CacheTest.expires:42 expected: <1>", ["CacheTest.expires"]],
  ["cargo", "test cache::expires ... FAILED\ntest cache::lists ... ok", ["cache::expires"]],
  ["TAP", "ok 1 - a\nnot ok 2 - b c", ["b c"]],
  ["a Go test that hung", "panic: test timed out after 30s", ["test timed out after 30s"]],
  ["a program that says nothing known", "boom\nError: FAIL", []],
])("%s names what failed", async (_, text, names) => {
  expect(await failingTests(lines(text))).toEqual(names);
});

test("of very many only the first are named, and very long lines are left out", async () => {
  const many = Array.from({ length: 500 }, (_, index) => `--- FAIL: Test${index} (0s)`);
  const text = [`--- FAIL: ${"x".repeat(5_000)}`, ...many].join("\n");

  const names = await failingTests(lines(text));

  expect([names.length, names[0]]).toEqual([50, "Test0"]);
});
