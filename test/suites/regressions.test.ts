import { readdirSync, readFileSync } from "node:fs";
import { parseScenario, runScenario, violationsOf } from "@informerlab/test";
import { expect, test } from "vitest";

const folder = new URL("../regressions/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".scenario.yaml"));

function headOf(text: string, name: string): string {
  return new RegExp(`^# ${name}: (.+)$`, "m").exec(text)?.[1] ?? "";
}

test.each(files)("%s is what it says: still known, or fixed for good", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const status = headOf(text, "status");
  const rule = headOf(text, "rule");

  const broken = violationsOf(runScenario(parseScenario(text, file)).verdicts).map(
    ({ invariant }) => invariant,
  );

  expect(status).toMatch(/^(known|fixed)$/);
  if (status === "fixed") expect(broken).toEqual([]);
  else expect(broken).toContain(rule);
});
