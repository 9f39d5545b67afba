import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fromKubeConfig } from "@informerlab/core/client-node";
import type { batchV1 } from "@informerlab/core/kinds";
import { createSystemEnvironment } from "@informerlab/core/system";
import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { afterAll, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { IndexedJobRunner, type RunContainer } from "../../cluster/indexed-job-runner.ts";

const root = join(import.meta.dirname, "../../..");
const shards = 3;
const campaign = { RUNS: "90", SEED: "5", SHARDS: String(shards) };

const folder = mkdtempSync(join(tmpdir(), "campaign-"));
// What the image and the workspace have on their path.
const cli = join(root, "test/src/campaign/cli.ts");
const node = `exec "${process.execPath}" --conditions=@informerlab/source "${cli}"`;
command("informerlab-chaos", `${node} "$@"`);
command("npm", `shift 4; ${node} "$@"`);

afterAll(() => rmSync(folder, { recursive: true }));

test("an Indexed Job runs the shards of a campaign, and its reports merge to the bytes of the whole", async () => {
  const manifests = parseAllDocuments(
    readFileSync(join(root, "test/cluster/campaign.yaml"), "utf8"),
  ).map((document) => document.toJS() as batchV1.Job);
  const small = manifests.map((one) => (one.kind === "Job" ? shortened(one) : one));
  await using cluster = createCluster();
  await using kubeConfig = memoryKubeConfig(cluster);
  const client = fromKubeConfig(kubeConfig, { environment: createSystemEnvironment() });
  await using runner = new IndexedJobRunner(client, inReports);
  await runner.start();

  cluster.apply(small);

  const key = "informerlab-chaos/campaign";
  await expect
    .poll(() => cluster.get<batchV1.Job>("jobs.batch", key)?.status, { timeout: 100_000 })
    .toMatchObject({
      succeeded: shards,
      completedIndexes: `0-${shards - 1}`,
      conditions: [{ type: "SuccessCriteriaMet" }, { type: "Complete" }],
    });
  await shell("informerlab-chaos merge 2.json 0.json 1.json --json merged.json");
  expect(report("merged")).toBe(await wholeReport());
});

test("the nightly workflow's commands do so, too", async () => {
  const { jobs } = parse(readFileSync(join(root, ".github/workflows/chaos.yml"), "utf8")) as {
    readonly jobs: Readonly<
      Record<string, { readonly steps: readonly { readonly run?: string }[] }>
    >;
  };
  const commandOf = (job: string): string =>
    jobs[job]?.steps.flatMap(({ run = "" }) => (run.includes("chaos") ? [run] : []))[0] ?? "";

  for (const shard of ["1", "2", "3", "4"])
    await shell(commandOf("shard").replaceAll(/\$\{\{ matrix\.shard \}\}/g, shard));
  await shell(commandOf("report"));

  expect(report("report")).toBe(await wholeReport());
});

let whole: Promise<number> | undefined;

/** What one process writes that makes all the runs. */
async function wholeReport(): Promise<string> {
  whole ??= shell('informerlab-chaos --runs "$RUNS" --seed "$SEED" --json whole.json');
  await whole;
  return report("whole");
}

function report(name: string): string {
  return readFileSync(join(folder, `${name}.json`), "utf8");
}

/** The manifest as it is, with fewer runs. */
function shortened(job: batchV1.Job): batchV1.Job {
  const { spec } = job;
  const pod = spec?.template.spec;
  const containers = (pod?.containers ?? []).map((container) => ({
    ...container,
    env: Object.entries(campaign).map(([name, value]) => ({ name, value })),
  }));
  return {
    ...job,
    spec: {
      ...spec,
      completions: shards,
      template: { ...spec?.template, spec: { ...pod, containers } },
    },
  };
}

/** A node with one folder, which is the claim of every Pod. */
const inReports: RunContainer = async ({ command, environment, claims }) => {
  const { mountPath = "" } = claims["reports"] ?? {};
  const local = command.map((word) => word.replaceAll(`${mountPath}/`, `${folder}/`));
  const [program = "", ...args] = local;
  return run(program, args, environment);
};

function shell(script: string): Promise<number> {
  return run("sh", ["-c", script], campaign);
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const path = [folder, process.env["PATH"]].join(delimiter);
  const options = { cwd: folder, env: { ...process.env, ...environment, PATH: path } };
  return new Promise((resolve) => {
    const child = execFile(program, args, options, () => resolve(child.exitCode ?? -1));
  });
}

function command(name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
