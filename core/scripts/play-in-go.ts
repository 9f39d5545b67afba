import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Plays scenarios in a Go test, which reads SCENARIOS and writes OUTCOMES in virtual time. */
export function playInGo<S, O>(
  program: URL,
  scenarios: readonly S[],
  env: Readonly<Record<string, string>> = {},
): readonly O[] {
  const folder = mkdtempSync(join(tmpdir(), "play-in-go-"));
  const [input, output] = [join(folder, "scenarios.json"), join(folder, "outcomes.json")];
  try {
    writeFileSync(input, JSON.stringify(scenarios));
    execFileSync("go", ["test", "-count=1", "./..."], {
      cwd: fileURLToPath(program),
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env, SCENARIOS: input, OUTCOMES: output },
    });
    return JSON.parse(readFileSync(output, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a fixture, which says where it is from. */
export function writeFixture(
  name: string,
  fixture: { readonly origin: string; readonly [part: string]: unknown },
): void {
  const file = new URL(`../fixtures/${name}.json.gz`, import.meta.url);
  writeFileSync(file, gzipSync(JSON.stringify(fixture), { level: 9 }));
}
