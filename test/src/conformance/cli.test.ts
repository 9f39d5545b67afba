import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = join(import.meta.dirname, "cli.ts");
const golden = join(import.meta.dirname, "../../fixtures/golden");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "conformance-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function conformance(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@informerlab/source", program, ...args],
    { encoding: "utf8" },
  );
  return { code: status, out: stdout, err: stderr };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("compressed vectors are played as they lie in the repository", { timeout: 120_000 }, () => {
  const { code, out, err } = conformance(join(golden, "store.json.gz"));

  expect([code, err]).toEqual([0, ""]);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^\d+ passed, 0 failed$/);
});

test("wrong input is told in one line each", { timeout: 60_000 }, () => {
  const cases: [string[], RegExp][] = [
    [[], /missing required argument 'file'/],
    [[join(folder, "none")], /none: there is no such file$/],
    [[folder], /this is a folder; vector files are wanted$/],
    [[file("text", "hello")], /text: not JSON/],
    [[file("other.json", "[]")], /other\.json: no golden vectors: expected \{"format": 1/],
    [
      [file("nameless.json", '{"format":1,"component":"store","sequences":[{}]}')],
      /nameless\.json: sequences\[0\] needs a name/,
    ],
    [["--lines", "x", "a"], /'x' is invalid\. expected a whole number, 0 or more/],
    [["--name", "zzz", join(golden, "store.json.gz")], /no sequence has "zzz" in its name/],
  ];

  for (const [args, message] of cases) {
    const { code, err } = conformance(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(err.trimEnd()).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  }
});
