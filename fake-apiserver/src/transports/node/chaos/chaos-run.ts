import { createReadStream } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { execute } from "../command/execute.ts";
import { addFaults } from "../command/load-faults.ts";
import type { Served } from "../command/served.ts";
import { type Undo, withUndo } from "../command/with-undo.ts";
import type { NamedFault } from "./chaos-plan.ts";
import { failingTests } from "./failing-tests.ts";
import type { ChaosRun } from "./outcome.ts";
import { storyOf } from "./story.ts";
import { recordStrikes } from "./watch-strikes.ts";

/** Starts what a run is made against, fresh: its trace goes to a file, its chances hang on a seed. */
export type StartServed = (
  run: { readonly trace: string; readonly randomSeed: string },
  undo: Undo[],
) => Promise<Served>;

/** What each run has in common. */
export interface RunSetup {
  readonly start: StartServed;
  readonly command: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly timeoutMs: number;
}

/** One run to be made. */
export interface RunTask {
  readonly seed: number;
  readonly faults: readonly NamedFault[];
  /** Takes everything that is known of the run. */
  readonly folder: string;
  /** Called before faults are in force. */
  readonly prepare?: (served: Served) => void;
}

/** We were told to stop while the command ran. */
export class InterruptedRun extends Error {
  override readonly name = "InterruptedRun";
  /** Of the command that the signal ended. */
  readonly code: number;

  constructor(code: number) {
    super("told to stop");
    this.code = code;
  }
}

/** Runs the command once under these faults, and leaves output, faults, journal, trace and story in the folder. @throws InterruptedRun */
export async function runOnce(setup: RunSetup, task: RunTask): Promise<ChaosRun> {
  const { seed, faults, folder } = task;
  await mkdir(folder, { recursive: true });
  const outputPath = join(folder, "output.log");
  const run = await withUndo(async (undo) => {
    const trace = join(folder, "trace.jsonl");
    const served = await setup.start({ trace, randomSeed: `chaos/${seed}` }, undo);
    const { environment, server } = served;
    task.prepare?.(served);
    addFaults(served.faults, faults, "the plan");
    const strikes = recordStrikes(environment.trace);
    undo.push(strikes.stop);
    const log = await open(outputPath, "w", 0o600);
    undo.push(() => log.close());
    const startedAt = environment.clock.now();
    const end = await execute(server, setup.command, setup.kubeconfig, undo, {
      outputFile: log.fd,
      timeoutMs: setup.timeoutMs,
      environment: { FAKE_APISERVER_CHAOS_SEED: String(seed) },
    });
    return {
      ...{ seed, faults, end, startedAt },
      durationMs: environment.clock.now() - startedAt,
      isFailed: end.code !== 0 || end.isTimedOut,
      hits: new Map(served.faults.list().map(({ id, hits }) => [id, hits])),
      requests: [...served.requests],
      strikes: strikes.all,
    };
  });
  if (run.end.isInterrupted) throw new InterruptedRun(run.end.code);
  const tests = run.isFailed ? await testsIn(outputPath) : [];
  const whole = { ...run, tests };
  await writeRun(whole, setup.command, folder);
  return whole;
}

async function testsIn(path: string): Promise<readonly string[]> {
  const input = createReadStream(path);
  try {
    return await failingTests(createInterface({ input }));
  } finally {
    input.destroy();
  }
}

async function writeRun(run: ChaosRun, command: readonly string[], folder: string): Promise<void> {
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(folder, name), text, { mode: 0o600 });
  if (run.faults.length > 0) await write("faults.yaml", stringify(run.faults));
  await write("journal.jsonl", run.requests.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  await write("story.md", storyOf(run, command));
}
