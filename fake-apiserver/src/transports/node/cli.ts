#!/usr/bin/env node
import { readFileSync } from "node:fs";
import module from "node:module";
import { nodeProblem } from "./node-problem.ts";

// An older Node cannot read the rest, and would name a detail of ours instead of itself.
const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
const problem = nodeProblem(process.versions.node, JSON.parse(manifest).engines.node);
if (problem !== undefined) {
  process.stderr.write(`fake-apiserver: ${problem}\n`);
  process.exitCode = 2;
} else {
  // Halves the time to start, from the second time on; so everything else is loaded after it.
  module.enableCompileCache?.();
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
