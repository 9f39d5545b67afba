import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn as crossSpawn } from "cross-spawn";
import { expect, test } from "vitest";
import { programSpawner } from "./program-spawner.ts";

const require = createRequire(import.meta.url);

/** What would be started on Windows, where `mvn.cmd` is on the path. */
function onWindows(command: string, args: readonly string[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  writeFileSync(join(folder, "mvn.cmd"), "@echo off\r\n", { mode: 0o755 });
  const script = `
    Object.defineProperty(process, "platform", { value: "win32" });
    const { _parse } = require(${JSON.stringify(require.resolve("cross-spawn"))});
    const { command, args } = _parse(${JSON.stringify(command)}, ${JSON.stringify(args)}, {});
    console.log(JSON.stringify({ command, args }));
  `;
  try {
    const env = { PATH: folder, PATHEXT: ".EXE;.CMD", comspec: "cmd.exe" };
    const told = execFileSync(process.execPath, ["-e", script], { env, cwd: folder });
    return JSON.parse(String(told));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("on Windows a batch file is started by its shell, whose characters mean nothing in its arguments", () => {
  expect(onWindows("mvn", ["test", "-Dname=a b", "x&calc"])).toEqual({
    command: "cmd.exe",
    args: ["/d", "/s", "/c", '"mvn ^"test^" ^"-Dname=a^ b^" ^"x^&calc^""'],
  });
});

test("on Windows programs are looked for with their endings, elsewhere the system finds them", async () => {
  expect(await programSpawner("win32")).toBe(crossSpawn);
  expect(await programSpawner("linux")).toBe(spawn);
});
