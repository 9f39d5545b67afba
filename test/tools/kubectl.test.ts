import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { helmPath, kubectlPath, kubectlProblem } from "./kubectl.ts";

const run = promisify(execFile);

test.skipIf(kubectlProblem())("unpacks a kubectl that runs", { timeout: 60_000 }, async () => {
  const { stdout } = await run(await kubectlPath(), ["version", "--client"]);

  expect(stdout).toContain("Client Version: v1.");
});

test.skipIf(kubectlProblem())("unpacks a helm that runs", { timeout: 60_000 }, async () => {
  const { stdout } = await run(await helmPath(), ["version", "--short"]);

  expect(stdout).toMatch(/^v\d/);
});
