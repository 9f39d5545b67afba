import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { nodeProblem } from "./node-problem.ts";

test.each(["22.18.0", "22.21.1", "23.0.0", "24.9.0", "100.0.0"])("Node %s will do", (version) => {
  expect(nodeProblem(version, ">=22.18")).toBeUndefined();
});

test.each(["8.17.0", "20.20.2", "22.9.0", "22.17.1"])(
  "Node %s is told what it takes",
  (version) => {
    expect(nodeProblem(version, ">=22.18")).toContain(
      `needs Node 22.18 or newer; this is Node ${version}`,
    );
  },
);

test("on an old Node the command ends with one line that names the minimum", () => {
  // What Node 20 has not got is missing here, too.
  const asOldNode = `
    import module from "node:module";
    delete module.enableCompileCache;
    module.syncBuiltinESMExports();
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--conditions=@informerlab/source",
      ...["--import", `data:text/javascript,${encodeURIComponent(asOldNode)}`],
      ...[join(import.meta.dirname, "cli.ts"), "--help"],
    ],
    { encoding: "utf8" },
  );

  const minimum = manifest.engines.node.replace(">=", "");
  const said = `fake-apiserver: needs Node ${minimum} or newer; this is Node 20.20.2, at `;
  expect(stderr.startsWith(said)).toBe(true);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stdout).toBe("");
  expect(status).toBe(2);
});
