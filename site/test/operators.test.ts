import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serverProgram, spawnProgram } from "./programs.ts";

const samples = join(import.meta.dirname, "..", "samples");
const cache = join(import.meta.dirname, "../../node_modules/.cache/informerlab/operators");
const pythonPackages = join(cache, "python");
const buildMsMax = 600_000;

/** A guide's operator, which its own tests put through a cluster in memory. */
interface Operator {
  readonly language: string;
  readonly folder: string;
  /** Gets what the test needs; where that cannot be had, the sample cannot be run. */
  readonly prepare: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** It starts its server itself, from a folder of programs, and not we before it. */
  readonly isEnvtest?: true;
  readonly env: Readonly<Record<string, string>>;
  /** Whether its build takes minutes: then it runs where somebody asks for it, as a job of its own does. */
  readonly isDear: boolean;
}

const operators: readonly Operator[] = [
  {
    language: "Go",
    folder: "operator-go",
    prepare: [["go", "mod", "download"]],
    command: ["go", "test", "-count=1", "./..."],
    env: {},
    isDear: false,
  },
  {
    language: "Go with envtest",
    folder: "envtest",
    prepare: [["go", "mod", "download"]],
    command: ["go", "test", "-count=1", "./..."],
    isEnvtest: true,
    env: {},
    isDear: false,
  },
  {
    language: "Python",
    folder: "operator-python",
    // A folder of packages: an environment of its own would take longer to make than the test takes.
    prepare: [
      ["python3", "-m", "pip", "install", "-q", "--no-compile", "--upgrade"].concat(
        ["--target", pythonPackages],
        ["-r", "requirements.txt"],
      ),
    ],
    command: ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
    env: { PYTHONPATH: pythonPackages, PYTHONDONTWRITEBYTECODE: "1" },
    isDear: false,
  },
  {
    language: "Java",
    folder: "operator-java",
    prepare: [["mvn", "-q", "-B", "dependency:resolve"]],
    command: ["mvn", "-q", "-B", "test", `-DbuildDirectory=${cache}/java`],
    env: {},
    isDear: false,
  },
  {
    language: "Rust",
    folder: "operator-rust",
    prepare: [["cargo", "fetch", "-q"]],
    command: ["cargo", "test", "-q"],
    env: { CARGO_TARGET_DIR: join(cache, "rust") },
    isDear: true,
  },
];

for (const { language, folder, prepare, command, isEnvtest, env, isDear } of operators) {
  const cwd = join(samples, folder);
  const isAsked = process.env["INFORMERLAB_OPERATORS"] === "all";

  test(`${language}: the guide's operator passes its own test`, {
    timeout: buildMsMax,
  }, async ({ skip }) => {
    skip(isDear && !isAsked, "takes minutes to build: INFORMERLAB_OPERATORS=all runs it");
    mkdirSync(cache, { recursive: true });
    for (const [tool = "", ...args] of prepare) {
      if (tool === "python3" && existsSync(join(pythonPackages, "kopf"))) continue;
      const { error, status, stderr } = spawnSync(tool, args, {
        cwd,
        env: { ...process.env, ...env },
        encoding: "utf8",
        timeout: buildMsMax,
      });
      const problem = error?.message ?? (status === 0 ? undefined : stderr.slice(0, 200));
      skip(!isAsked && problem !== undefined, `${tool} ${args.join(" ")}: ${problem}`);
      expect(problem, `${tool} ${args.join(" ")}`).toBeUndefined();
    }

    const program = isEnvtest
      ? spawnProgram(command[0] ?? "", command.slice(1), {
          cwd,
          env: { ...env, KUBEBUILDER_ASSETS: await writtenAssets(cwd) },
        })
      : spawnProgram(process.execPath, [serverProgram, "exec", "--", ...command], { cwd, env });

    expect(await program.ended, program.output()).toBe(0);
  });
}

/** The folder of programs, as the command of the guide answers it. */
async function writtenAssets(cwd: string): Promise<string> {
  const args = [serverProgram, "envtest-assets", join(cache, "envtest")];
  const program = spawnProgram(process.execPath, args, { cwd, env: {} });
  expect(await program.ended, program.output()).toBe(0);
  return program.output().trim();
}
