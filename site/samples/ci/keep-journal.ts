import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { RunnerTestCase } from "vitest";

/** Of a test that failed, writes down what its cluster was asked, a request a line. */
export function keepJournal(
  { id, name, result }: Pick<RunnerTestCase, "id" | "name" | "result">,
  cluster: FakeCluster,
  folder = "journals",
): void {
  if (result?.state !== "fail") return;
  const file = `${name.replaceAll(/[^\w-]+/g, "-")}-${id}.jsonl`;
  const lines = [...cluster.requests].map((entry) => JSON.stringify(entry));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), lines.join("\n"));
}
