import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@informerlab/core";
import { expect, test } from "vitest";
import { runSoak } from "../soak/soak.ts";

test("a controller of two candidates over HTTPS loses nothing while faults roll over it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "informerlab-soak-"));
  try {
    const lines: string[] = [];
    const report = await runSoak({
      folder,
      durationMs: 0,
      phasesMin: 4,
      phaseMs: 1500,
      random: seededRandom("ci"),
      say: (line) => void lines.push(line),
    });

    expect(report.complaints, lines.join("\n")).toEqual([]);
    expect(report.phases).toBe(4);
    expect(report.writes).toBeGreaterThan(10);
    expect(report.leaderChanges).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
