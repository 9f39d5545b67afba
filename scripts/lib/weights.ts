import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a reader loads for one purpose, chunk by chunk. */
export interface Weight {
  readonly name: string;
  /** What it may weigh, in bytes after gzip. */
  readonly limit: number;
  /** Bytes after gzip, by the chunk's name without its hash. */
  readonly chunks: Readonly<Record<string, number>>;
}

/**
 * Limits in bytes after gzip; they may only go down. Wanted are 60 kB for the component and 90 kB for the first load, which
 * is given twice: what must have come before the first picture stands, and with what then makes it move and tells it.
 */
const limits = {
  "first load": 70_100,
  "first load, moving": 84_800,
  component: 57_300,
  simulator: 83_000,
} as const;

/** The page that is measured: a lesson with a picture, a question and forks. */
const lessonPage = "learn/tombstone/index.html";

/**
 * Weighs the scripts of a built site: what a lesson loads first, the same with what moves and tells, what of it belongs to
 * the component, and the worker that runs forks.
 *
 * @param output folder of the built site.
 * @throws Error when the built site has not what is to be weighed.
 */
export function weighSite(output: string): readonly Weight[] {
  const assets = readdirSync(join(output, "_astro"));
  const find = (name: string): string => {
    const found = assets.find((file) => nameOf(file) === name);
    if (found === undefined) throw new Error(`the built site has no chunk ${name}`);
    return join(output, "_astro", found);
  };
  const weigh = (name: keyof typeof limits, first: readonly string[]): Weight => {
    const files = withImports(first, output);
    if (files.length === 0) throw new Error(`${name}: nothing was found to weigh`);
    const sizes = files.map((file) => [
      nameOf(basename(file)),
      gzipSync(readFileSync(file)).length,
    ]);
    return { name, limit: limits[name], chunks: Object.fromEntries(sizes) };
  };
  const scripts = scriptsOf(join(output, lessonPage), output);
  return [
    weigh("first load", scripts),
    weigh("first load, moving", [...scripts, find("play")]),
    weigh("component", [find("define")]),
    weigh("simulator", [find("simulator-worker")]),
  ];
}

/** The sum of a weight's chunks, in bytes. */
export function sumOf({ chunks }: Weight): number {
  return Object.values(chunks).reduce((sum, bytes) => sum + bytes, 0);
}

/** A table of a weight's chunks, largest growth first, beside what they weighed when it was last recorded. */
export function weightTable(weight: Weight, recorded: Readonly<Record<string, number>>): string {
  const names = [...new Set([...Object.keys(weight.chunks), ...Object.keys(recorded)])];
  const rows = names.map((name) => {
    const before = recorded[name] ?? 0;
    const now = weight.chunks[name] ?? 0;
    return { name, before, now, growth: now - before };
  });
  rows.sort((a, b) => b.growth - a.growth || b.now - a.now);
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(40) : cell.padStart(9))).join(" ");
  return [
    line(["chunk, bytes after gzip", "recorded", "now", "growth"]),
    ...rows.map(({ name, before, now, growth }) =>
      line([name, String(before), String(now), growth > 0 ? `+${growth}` : String(growth)]),
    ),
    line(["sum", String(sum(Object.values(recorded))), String(sumOf(weight)), ""]),
  ].join("\n");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** The scripts that a page names itself. */
function scriptsOf(page: string, output: string): readonly string[] {
  const html = readFileSync(page, "utf8");
  const addresses = [
    ...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g),
    ...html.matchAll(/<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ];
  return addresses.map(([, address = ""]) => join(output, address)).filter(existsSync);
}

/** Files with everything that they import at once, each one time. */
function withImports(first: readonly string[], output: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [...first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const code = readFileSync(file, "utf8");
    for (const [, address = ""] of code.matchAll(
      /(?:\bfrom|\bimport)\s*["']([./][^"']+\.js)["']/g,
    )) {
      waiting.push(address.startsWith("/") ? join(output, address) : join(dirname(file), address));
    }
  }
  return [...found];
}

/** `define.ycHswjWD.js` and `world-DOhvvdza.js` without their hashes. */
function nameOf(file: string): string {
  return file.replace(/[.-][\w-]{5,8}\.js$/, "").replace(/\.js$/, "");
}
