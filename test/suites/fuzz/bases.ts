import { readFileSync } from "node:fs";
import type { KubernetesObject } from "@informerlab/core";

const file = new URL("../../../fake-apiserver/fixtures/questions/bases.jsonl", import.meta.url);

/** One valid object of each built-in kind. */
export function readBases(): readonly KubernetesObject[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as KubernetesObject);
}
