import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sumOf, weighSite, weightTable } from "./weights.ts";

const page = `<link rel="modulepreload" href="/_astro/early.AbCdEf12.js">
<script type="module" src="/_astro/page.AbCdEf12.js"></script>`;

/** A built site of these scripts; each is long enough that its bytes can be told apart. */
function builtSite(scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "weights-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "_astro"), { recursive: true });
  mkdirSync(join(folder, "learn/tombstone"), { recursive: true });
  writeFileSync(join(folder, "learn/tombstone/index.html"), page);
  for (const [name, code] of Object.entries(scripts))
    writeFileSync(join(folder, "_astro", name), code);
  return folder;
}

const scripts = {
  "page.AbCdEf12.js": 'import{a}from"./define.AbCdEf12.js";',
  "early.AbCdEf12.js": "early()",
  "define.AbCdEf12.js": 'import"./shared.AbCdEf12.js";const later=()=>import("./lazy.AbCdEf12.js")',
  "shared.AbCdEf12.js": 'import{d}from"./define.AbCdEf12.js"',
  "lazy.AbCdEf12.js": "lazy()",
  "play.AbCdEf12.js": 'import{d}from"./define.AbCdEf12.js";play()',
  "simulator-worker-AbCdEf12.js": 'import{w}from"./world-AbCdEf12.js"',
  "world-AbCdEf12.js": "world()",
};

test("what a page, the component and the worker load at once is weighed; what comes later is not", () => {
  const [first, moving, component, simulator] = weighSite(builtSite(scripts));
  expect(Object.keys(first?.chunks ?? {}).sort()).toEqual(["define", "early", "page", "shared"]);
  expect(Object.keys(moving?.chunks ?? {}).sort()).toEqual([
    "define",
    "early",
    "page",
    "play",
    "shared",
  ]);
  expect(Object.keys(component?.chunks ?? {}).sort()).toEqual(["define", "shared"]);
  expect(Object.keys(simulator?.chunks ?? {}).sort()).toEqual(["simulator-worker", "world"]);
});

test("a chunk that grew stands first in the table, with how much", () => {
  const [before] = weighSite(builtSite(scripts));
  const noise = Array.from({ length: 3000 }, (_, index) => (index * 7919).toString(36)).join();
  const grown = { ...scripts, "shared.AbCdEf12.js": `const noise="${noise}"` };
  const [after] = weighSite(builtSite(grown));
  if (before === undefined || after === undefined) throw new Error("nothing was weighed");

  expect(sumOf(after)).toBeGreaterThan(sumOf(before) + 1000);
  const lines = weightTable(after, before.chunks).split("\n");
  expect(lines[1]).toMatch(/^shared +\d+ +\d+ +\+\d{4,}$/);
  expect(lines[2]).toMatch(/^define .* 0$/);
});

test("a site without the worker is an error, not a weight of nothing", () => {
  const { "simulator-worker-AbCdEf12.js": _, ...rest } = scripts;
  expect(() => weighSite(builtSite(rest))).toThrow("no chunk simulator-worker");
});
