import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Contestant, Measurement } from "./benchmark.ts";

const run = promisify(execFile);
const ownFolder = fileURLToPath(new URL("./go", import.meta.url));
const cacheFolder = fileURLToPath(
  new URL("../../node_modules/.cache/informerlab", import.meta.url),
);

/** The Go program that measures client-go, or why there is none. */
export type GoProgram = { readonly binary: string } | { readonly unavailable: string };

/** Builds the Go program in `folder`, or our own; the first time it downloads client-go. */
export async function buildGoProgram(folder: string = ownFolder): Promise<GoProgram> {
  if (!existsSync(join(folder, "go.mod"))) {
    return { unavailable: `${resolve(folder)} holds no Go module` };
  }
  mkdirSync(cacheFolder, { recursive: true });
  const binary = join(cacheFolder, "bench-client-go");
  try {
    await run("go", ["build", "-o", binary, "."], { cwd: folder, timeout: 600_000 });
    return { binary };
  } catch (error) {
    return { unavailable: reasonOf(error) };
  }
}

/** Runs it for one contestant. @throws Error with what it wrote when it fails. */
export async function runGoProgram(
  binary: string,
  { args, env }: NonNullable<Contestant["go"]>,
  server: string,
): Promise<Measurement> {
  const all = server === "" ? args : [...args, "-server", server];
  const { stdout } = await run(binary, all, {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout) as Measurement;
}

function reasonOf(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === "ENOENT") return "Go is not installed";
  return `go build failed: ${(stderr ?? String(error)).trim().split("\n").at(-1) ?? ""}`;
}
