import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readTraceFile } from "@informerlab/core/trace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPermalinkFragment } from "./permalink.ts";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));
const timeout = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scenario-"));
});

afterAll(() => rm(folder, { recursive: true }));

function scenario(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const flags = ["--conditions=@informerlab/source", cli, ...args];
    const child = execFile(process.execPath, flags, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test("a lesson runs by its name and leaves its trace", { timeout }, async () => {
  const file = join(folder, "trace.jsonl");

  const { code, out } = await scenario("gone", "--trace", file);
  const trace = readTraceFile(await readFile(file, "utf8"));

  expect(code).toBe(0);
  expect(out).toContain("(as on the server)");
  expect(out).toContain("0 broken");
  expect(trace.records.at(-1)?.fact.kind).toBe("scenario.quiet");
});

test("--url prints the link and nothing else", { timeout }, async () => {
  const { out } = await scenario("tombstone", "--url");

  expect(out.trim().split("\n")).toHaveLength(1);
  expect(readPermalinkFragment(out.trim().split("#")[1] ?? "").scenario.id).toBe("tombstone");
});

test("a link that is longer than a screen is not poured over the terminal; --url prints it all the same", {
  timeout,
}, async () => {
  const file = join(folder, "many.yaml");
  const objects = Array.from(
    { length: 600 },
    (_, index) => `  - {resource: nodes, name: n${index}}`,
  );
  await writeFile(
    file,
    `version: 1\nobjects:\n${objects.join("\n")}\ninformers:\n  - resource: nodes\n`,
  );

  const { out } = await scenario(file);
  const { out: link } = await scenario(file, "--url");

  expect(out).toContain("open  the file itself at http://localhost:4321/play/: ");
  expect(out.trim().split("\n").at(-1)?.length).toBeLessThan(200);
  expect(link.length).toBeGreaterThan(4000);
});

test("a scenario with a planted bug ends with 42 and names the rule", { timeout }, async () => {
  const file = join(folder, "planted.yaml");
  await writeFile(file, "version: 1\nplanted: watch-from-now\ninformers:\n  - resource: nodes\n");

  const { code, out } = await scenario(file);

  expect(code).toBe(42);
  expect(out).toContain("✗ P3 at step");
});

test("--language zh-CN tells the run and the break in Chinese", { timeout }, async () => {
  const file = join(folder, "planted-zh.yaml");
  await writeFile(file, "version: 1\nplanted: watch-from-now\ninformers:\n  - resource: nodes\n");

  const { code, out } = await scenario(file, "--language", "zh-CN");

  expect(code).toBe(42);
  expect(out).toContain("✗ P3 在第 9 步：nodes：监听从版本“”开始");
  expect(out.replaceAll(/http\S+/g, "")).not.toMatch(/[a-z]{2,}( [a-z]{2,}){2}/);
});

test.each([
  ["a malformed file", "version: 1\ninformers: 3\n", "informers: must be a list, found 3"],
  [
    "an unknown planted bug",
    "version: 1\nplanted: x\ninformers: []\n",
    'there is no planted bug "x"; known: gap-list-watch',
  ],
  [
    "a fault that is none",
    "version: 1\ninformers: []\nscript:\n  - {atMs: 0, do: fault, fault: {do: {stal: true}}}\n",
    'operation "op-1": a fault does exactly one thing',
  ],
  [
    "a kind that nobody knows",
    "version: 1\ninformers: []\nobjects:\n  - {resource: gadgets, name: g}\n",
    'operation "seed-g": this cluster has no resource "gadgets"; name it as',
  ],
  [
    "a kind of which a name alone makes no object",
    "version: 1\ninformers: []\nobjects:\n  - {resource: jobs.batch, name: j}\n",
    'resource "jobs.batch" is not known by name alone',
  ],
  [
    "an informer of a kind that nobody serves",
    "version: 1\ninformers:\n  - resource: gadgets\n",
    "gadgets",
  ],
])("%s ends with 2 and one line", { timeout }, async (_what, yaml, sentence) => {
  const file = join(folder, "bad.yaml");
  await writeFile(file, yaml);

  const { code, out, err } = await scenario(file);

  expect(out).toBe("");
  expect(err).toContain(sentence);
  expect(err.startsWith(`scenario: ${file}:`)).toBe(true);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(2);
});

test.each([
  [[], "missing required argument 'FILE'"],
  [["gone", "--nope"], "unknown option '--nope'"],
  [["gone", "--trace", tmpdir()], "cannot be written: it is a folder"],
])("arguments %j end with 2 and one line", { timeout }, async (args, sentence) => {
  const { code, err } = await scenario(...args);

  expect(code).toBe(2);
  expect(err).toContain(sentence);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("a missing file ends with 2 and says what could be given", { timeout }, async () => {
  const { code, err } = await scenario(join(folder, "none.yaml"));

  expect(code).toBe(2);
  expect(err).toContain(
    "there is no such file; expected a scenario file, or one of the lessons warm-cache",
  );
});

const plan = `version: 1
processes: [copier-1, copier-2]
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, data: {value: three}, metadata: {name: wanted, namespace: default}}}
  - {atMs: 1000, do: pause, process: copier-1, forMs: 14000}
`;

test("a plan that holds, saved indented as it was printed, leaves its trace too", {
  timeout,
}, async () => {
  const [planFile, file] = [join(folder, "indented.yaml"), join(folder, "held.jsonl")];
  await writeFile(planFile, plan.replace(/^(?=.)/gm, "  "));
  const module = join(folder, "idle.ts");
  await writeFile(
    module,
    `export const options = { users: [{ resource: "configmaps", variants: [{ apiVersion: "v1", kind: "ConfigMap" }] }], invariants: [{ kind: "always", name: "nothing", check: () => true }] };
export const controller = { name: "copier", replicas: 2, start: ({ informers }) => { informers.core.v1.configMaps.informer(); informers.start(); } };\n`,
  );

  const { code, out, err } = await scenario(planFile, "--program", module, "--trace", file);

  expect(err).toBe("");
  expect(out).toMatch(/^every rule held: \d+ operations/);
  expect(out).toContain(`\ntrace ${file}\n`);
  expect(code).toBe(0);
  const { records, finding } = readTraceFile(await readFile(file, "utf8"));
  expect(finding).toBeUndefined();
  expect(records.some(({ fact }) => fact.kind === "reflector.listed")).toBe(true);
});

test("a plan of chaosTest is run with its program", { timeout }, async () => {
  const example = fileURLToPath(new URL("../../examples/leader-election.ts", import.meta.url));
  const planFile = join(folder, "plan.yaml");
  const module = join(folder, "program.ts");
  await writeFile(planFile, plan);
  await writeFile(
    module,
    `export { options } from ${JSON.stringify(example)};\nimport { copier } from ${JSON.stringify(example)};\nexport const controller = copier("over whatever is there");\n`,
  );

  const file = join(folder, "broken.jsonl");
  const broken = await scenario(planFile, "--program", module, "--trace", file);
  expect(broken.out).toContain("copier-1 writes for term 0 over what copier-2 wrote for term 1");
  expect(broken.out).toContain(`\ntrace ${file}\n`);
  expect(broken.code).toBe(42);
  const { records, finding } = readTraceFile(await readFile(file, "utf8"));
  const writes = records.filter(({ fact }) => fact.kind === "server.committed");
  expect(finding?.message).toContain("copier-1 writes for term 0");
  expect(finding?.seq).toBeGreaterThanOrEqual(writes.at(-1)?.seq ?? 0);
  expect(finding?.seq).toBeLessThanOrEqual(records.at(-1)?.seq ?? 0);
  const asked = records.flatMap(({ fact }) =>
    fact.kind === "server.requested" && fact.verb !== "watch" ? [fact.client] : [],
  );
  expect(new Set(asked)).toEqual(new Set(["copier-1.1", "copier-2.1"]));

  const link = await scenario(planFile, "--program", module, "--url");
  expect(link.code).toBe(2);
  expect(link.err).toContain("no link holds a program");

  const alone = await scenario(planFile);
  expect(alone.code).toBe(2);
  expect(alone.err).toContain("say --program MODULE");

  const empty = await scenario(planFile, "--program", example);
  expect(empty.code).toBe(2);
  expect(empty.err).toContain("must export `controller` and `options`; it exports");
});
