import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { lessonsFolder } from "@informerlab/test/lessons";
import { expect, test } from "vitest";

/** Why the Go samples cannot be compiled here: no Go, or no way to their modules. */
function goProblem(): string | undefined {
  const { error, status, stderr } = spawnSync("go", ["list", "-deps", "./..."], {
    cwd: lessonsFolder,
    encoding: "utf8",
    timeout: 120_000,
  });
  if (error !== undefined) return `go cannot be run: ${error.message}`;
  return status === 0 ? undefined : `the modules cannot be had: ${stderr.slice(0, 200)}`;
}

const problem = goProblem();

test.skipIf(problem)("the Go samples of all lessons compile", { timeout: 900_000 }, async () => {
  const { stderr } = await promisify(execFile)("go", ["vet", "./..."], { cwd: lessonsFolder });

  expect(stderr).toBe("");
});
