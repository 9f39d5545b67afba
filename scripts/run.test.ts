import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveFolder } from "./lib/static-server.ts";

function launch(...args: string[]) {
  const launcher = join(import.meta.dirname, "run.mjs");
  return spawnSync(process.execPath, [launcher, ...args], { encoding: "utf8" });
}

test("names every command", () => {
  const { stdout, status } = launch("--help");

  expect(status).toBe(0);
  for (const name of ["start", "test", "fake-apiserver", "conformance", "chaos", "bench", "soak"]) {
    expect(stdout).toContain(`  ${name} `);
  }
});

test("refuses an unknown command in one line", () => {
  const { stderr, status } = launch("nothing");

  expect(status).toBe(1);
  expect(stderr).toMatch(/^There is no command "nothing".*\n$/);
});

test("explains npm test and npm start without installing anything", () => {
  expect(launch("test", "--help").stdout).toContain("--only STEP");
  expect(launch("start", "--help").stdout).toContain("--api-port N");
});

test("help fits a terminal of 80 columns", () => {
  const texts = [["--help"], ["start", "--help"], ["test", "--help"], ["fix", "--help"]].map(
    (args) => launch(...args).stdout,
  );

  expect(texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  [["--port", "x"], '--port takes a number from 1 to 65535, not "x"'],
  [["--port", "5000", "--api-port", "5000"], "--port and --api-port are both 5000"],
  [["--host", "203.0.113.7"], "This machine has no address 203.0.113.7"],
  [["--nope"], "Unknown option '--nope'"],
])("npm start with %j ends with one line", (args, sentence) => {
  const { stderr, status } = launch("start", ...args);

  expect(status).not.toBe(0);
  // What was missing may have been installed before.
  expect(stderr.trimEnd().split("\n").at(-1)).toContain(sentence);
  expect(stderr).not.toContain("    at ");
});

test.each(["chaos", "fake-apiserver", "soak"])(
  "npm run %s brings in the packages where there are none",
  (name) => {
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    cpSync(import.meta.dirname, join(checkout, "scripts"), { recursive: true });
    const withoutNpx = { ...process.env, PATH: mkdtempSync(join(tmpdir(), "path-")) };
    const { stderr, status } = spawnSync(
      process.execPath,
      [join(checkout, "scripts", "run.mjs"), name],
      { encoding: "utf8", env: withoutNpx },
    );

    expect(status).toBe(1);
    expect(stderr).toMatch(/^Installing packages/);
    expect(stderr).toContain("npx could not be started");
  },
);

test("passes exit codes on", () => {
  const { stderr, status } = launch("check", "--only", "nothing");

  expect(status).toBe(2);
  expect(stderr).toContain('There is no step "nothing"');
});

test("lists the steps", () => {
  expect(launch("check", "--list").stdout).toMatch(/^lint .*\ntypes /);
});

test("serves built pages, and the page for missing ones", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  writeFileSync(join(folder, "index.html"), "home");
  writeFileSync(join(folder, "404.html"), "lost");
  await using server = await serveFolder(folder, "127.0.0.1", 0);
  const url = `http://127.0.0.1:${server.port}`;

  const [home, lost] = await Promise.all([fetch(`${url}/`), fetch(`${url}/nowhere`)]);

  expect([home.status, await home.text()]).toEqual([200, "home"]);
  expect([lost.status, await lost.text()]).toEqual([404, "lost"]);
});
