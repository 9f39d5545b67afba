// Brings in the packages with pnpm, which npx fetches. Runs on Node 20 with nothing installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What is worth a line while all goes well; when it does not, everything is shown. */
const news = /^(Progress|Downloading|Already|Done|Packages: )|ERR_PNPM|\bERROR\b/;

/**
 * Installs exactly what the lockfile says, unless that was done since it last changed.
 * Answers a sentence for the user when it failed.
 */
export async function installPackages(root) {
  const stamp = join(root, "node_modules", ".cache", "informerlab", "installed");
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;

  console.error("Installing packages (pnpm 12, by npx); the first time takes a minute or two.");
  const { code, seconds } = await runPnpm(root);
  if (code !== 0) {
    return `Installing the packages failed (pnpm ended with ${code}): see the lines above. Is the npm registry within reach, and is pnpm-lock.yaml in step with every package.json (npx --yes pnpm@12 install)?`;
  }
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeFileSync(stamp, wanted);
  console.error(`Installed in ${seconds} s.`);
  return undefined;
}

/** Changes whenever another install could give another result. */
function fingerprint(root) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => entry.name)
    .sort();
  const files = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    ...[...folders, "test/tools"].map((folder) => `${folder}/package.json`),
  ];
  for (const file of files) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function runPnpm(root) {
  const started = Date.now();
  const args = ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--reporter=append-only"];
  // CI=true: pnpm then never asks a question that nobody is there to answer.
  const child = spawn("npx", args, {
    cwd: root,
    env: { ...process.env, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (news.test(line)) console.error(`  ${line}`);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`npx could not be started: ${error.message}`);
      resolve({ code: 127, seconds: 0 });
    });
    child.on("close", (code) => {
      if (code !== 0) console.error(`\n${lines.slice(-60).join("\n")}\n`);
      resolve({ code: code ?? 1, seconds: Math.round((Date.now() - started) / 1000) });
    });
  });
}
