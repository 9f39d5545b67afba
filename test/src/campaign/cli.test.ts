import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPermalinkFragment } from "../scenario/permalink.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import type { CampaignReport } from "./campaign.ts";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));
// Programs start many times here, and a machine may have more to do.
const timeout = 180_000;

function chaos(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const flags = ["--conditions=@informerlab/source", cli, ...args];
    const child = execFile(process.execPath, flags, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test("a clean campaign ends with 0, whatever the number of threads", { timeout }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  const file = join(folder, "report.json");

  const { code, out } = await chaos(
    "--runs",
    "200",
    "--seed",
    "1",
    "--workers",
    "2",
    "--json",
    file,
  );
  const report = JSON.parse(await readFile(file, "utf8")) as CampaignReport;
  await rm(folder, { recursive: true });

  expect(code).toBe(0);
  expect(out).toContain("seed 1: 200 runs");
  expect(report).toMatchObject({ runs: 200, seed: 1, failures: [] });
});

test("a planted bug ends with 42, a story, and a link that opens at the failing step", {
  timeout,
}, async () => {
  const { code, out } = await chaos(
    "--planted",
    "late-join-gap",
    "--seed",
    "1",
    "--site",
    "http://here/",
  );
  const [, fragment = ""] = /http:\/\/here\/play\/#(\S+)/.exec(out) ?? [];
  const { scenario, step = 0 } = readPermalinkFragment(fragment);

  const broken = runScenario(scenario).verdicts.find(({ invariant }) => invariant === "N7");

  expect(code).toBe(42);
  expect(out).toContain("story");
  expect(out).toContain(
    'import { parseScenario, runScenario, violationsOf } from "@informerlab/test";',
  );
  expect(broken?.violation?.seq).toBe(step);
});

test.each([
  [["--runs", "none"], "--runs"],
  [["--seed", "20261130001"], "whole number from 0 to 4294967295"],
  [["--shard", "3/2"], "I from 1 to N"],
  [["--planted", "nothing"], 'there is no planted bug "nothing"; known: all, gap-list-watch'],
  [["--size", "huge"], "small or full"],
  [["--wat"], "unknown option"],
  [["--json", "/no/such/folder/report.json"], "there is no folder /no/such/folder to write in"],
  [["--json", tmpdir()], "it is a folder"],
])("bad arguments %j end with 2 and a sentence", { timeout }, async (args, sentence) => {
  const { code, err } = await chaos(...args);

  expect(code).toBe(2);
  expect(err).toContain(sentence);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("--planted list names every planted bug, --help the exit codes", { timeout }, async () => {
  const list = await chaos("--planted", "list");
  const { code, out } = await chaos("--help");

  expect([code, list.code]).toEqual([0, 0]);
  expect(list.out).toContain("replace-ignores-queued");
  expect(out).not.toContain("replace-ignores-queued");
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(out).toContain("42");
});
