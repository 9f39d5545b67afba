import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./spec-coverage.ts";

const run = promisify(execFile);

/** Inside packages that depend on what the samples import, so that they find it by its name. */
const folders = ["test", "site"].map((name) => join(root, name, ".readme-samples"));
const [folder = "", siteFolder = ""] = folders;
const kubeconfig = join(folder, "kubeconfig.yaml");
const cluster = createCluster();

interface Sample {
  readonly name: string;
  readonly folder: string;
  readonly code: string;
  /** What its comments say it prints. */
  readonly prints: readonly string[];
}

const readmes = [
  "README.md",
  ...["core", "fake-apiserver", "test", "visualizer"].map((name) => `${name}/README.md`),
];

function samplesOf(readme: string): Sample[] {
  const path = join(root, readme);
  if (!existsSync(path)) return [];
  const blocks = [...readFileSync(path, "utf8").matchAll(/^```ts\n(.*?)^```/gms)];
  return blocks.map(([, code = ""], at) => ({
    name: `${readme.replace(/\W+/g, "-").toLowerCase()}-${at + 1}`,
    code,
    folder: readme.startsWith("visualizer/") ? siteFolder : folder,
    prints: [...code.matchAll(/\/\/ prints: (.*)$/gm)].map(([, text]) => text ?? ""),
  }));
}

const samples = readmes.flatMap(samplesOf);

beforeAll(async () => {
  for (const each of folders) mkdirSync(each, { recursive: true });
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  const server = await listen(cluster);
  writeFileSync(kubeconfig, server.kubeconfig());
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

test("every sample says what it prints", () => {
  expect(samples.length).toBeGreaterThan(1);
  expect(samples.filter(({ prints }) => prints.length === 0).map(({ name }) => name)).toEqual([]);
});

test.each(samples)(
  "$name runs and prints what it says",
  async ({ name, code, folder: home, prints }) => {
    const file = join(home, `${name}.ts`);
    writeFileSync(file, code);

    const { stdout } = await run(process.execPath, ["--conditions=@informerlab/source", file], {
      env: { ...process.env, KUBECONFIG: kubeconfig },
      timeout: 240_000,
    });

    for (const text of prints) expect(stdout).toContain(text);
  },
);
