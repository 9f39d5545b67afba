import { rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { CliOutput } from "../command/cli-output.ts";
import { addFaults } from "../command/load-faults.ts";
import { UsageError } from "../command/usage-error.ts";
import { claimFolder } from "./chaos-folder.ts";
import type { ChaosOptions } from "./chaos-options.ts";
import { type ChaosPlan, drawFaults, loadPlan, type NamedFault } from "./chaos-plan.ts";
import { InterruptedRun, type RunSetup, runOnce } from "./chaos-run.ts";
import { idleFaultsInWords } from "./idle-faults.ts";
import { minimise } from "./minimise.ts";
import type { ChaosRun, Failure } from "./outcome.ts";
import { endOf } from "./story.ts";
import { summaryOf } from "./summary.ts";

/** What chaos is made with. */
export interface ChaosTask extends Omit<RunSetup, "timeoutMs"> {
  readonly options: ChaosOptions;
  readonly output: CliOutput;
}

const brokenCode = 1;

/**
 * Runs a command once without faults and then once for each seed, with the faults that the seed draws. Makes each
 * failure small and tells of it. Answers the exit code: 1 when a seed broke the command.
 *
 * @throws UsageError for a plan that is none, and when the command fails without any fault.
 */
export async function runChaos(task: ChaosTask): Promise<number> {
  try {
    return await runSeeds(task);
  } catch (error) {
    if (error instanceof InterruptedRun) return error.code;
    throw error;
  }
}

async function runSeeds(task: ChaosTask): Promise<number> {
  const { options, output, command } = task;
  const { firstSeed, runs, timeoutMs } = options;
  const plan = await loadPlan(options.plan);
  const folder = resolve(options.folder);
  await claimFolder(folder);
  const setup = { ...task, timeoutMs };
  output.say(
    `chaos ${options.plan}, ${runs === 1 ? `seed ${firstSeed}` : `seeds ${firstSeed} to ${firstSeed + runs - 1}`}: ${command.join(" ")}`,
  );
  await runWithoutFaults(setup, plan, join(folder, "without-faults"), output);
  const all: ChaosRun[] = [];
  const failures: Failure[] = [];
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const seedFolder = join(folder, `seed-${seed}`);
    const drawn = join(seedFolder, "as-drawn");
    const run = await toldWhileItRuns(output, `seed ${seed}`, () =>
      runOnce(setup, { seed, faults: drawFaults(plan, seed), folder: drawn }),
    );
    all.push(run);
    output.say(`seed ${seed} ${verdictOf(run)}`);
    if (!run.isFailed) {
      await rm(seedFolder, { recursive: true });
      continue;
    }
    const failure = await makeSmall(setup, run, seedFolder, options.smallerRunsMax);
    failures.push(failure);
    for (const line of linesOf(failure, task)) output.say(line);
  }
  if (failures.length === 0) {
    await rm(folder, { recursive: true });
  } else {
    const text = `${JSON.stringify(summaryOf(options, command, all, failures), undefined, 2)}\n`;
    await writeFile(join(folder, "summary.json"), text, { mode: 0o600 });
  }
  const idle = idleFaultsInWords(all);
  if (idle !== undefined) output.say(idle);
  output.say(conclusionOf(all, failures));
  return failures.length === 0 ? 0 : brokenCode;
}

/** What fails by itself says nothing about faults. Every fault that a seed may draw is tried on the server first. */
async function runWithoutFaults(
  setup: RunSetup,
  plan: ChaosPlan,
  folder: string,
  output: CliOutput,
): Promise<void> {
  const log = join(folder, "output.log");
  output.say(
    `without faults: runs, ${setup.timeoutMs / 1000} s at most (--run-timeout); its output: ${log}`,
  );
  const run = await toldWhileItRuns(output, "without faults", () =>
    runOnce(setup, {
      ...{ seed: 0, faults: [], folder },
      prepare: ({ faults }) => {
        for (const { id, variants } of plan.templates) {
          for (const variant of variants) {
            addFaults(faults, [variant], `the plan's fault ${id}`);
            faults.remove(id);
          }
        }
      },
    }),
  );
  if (run.isFailed) {
    throw new UsageError(
      `the command fails without any fault: it ${endOf(run)}${testsOf(run)}; see ${log}`,
    );
  }
  await rm(folder, { recursive: true });
  output.say(`without faults: went well in ${seconds(run)}, ${run.requests.length} requests`);
}

/** How often a run that takes long is told of, milliseconds. */
const tellMs = 30_000;

/** A command that hangs says nothing itself: so that nobody wonders what goes on. */
async function toldWhileItRuns<T>(
  { say }: CliOutput,
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += tellMs / 1000;
    say(`${name}: still runs, ${seconds} s`);
  }, tellMs);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Takes faults away while the command still fails as it did; what is left is run under a folder of its own. Begins
 * with those that struck: where one of them is gone, the command may get as far as another, and fail by that.
 */
async function makeSmall(
  setup: RunSetup,
  run: ChaosRun,
  seedFolder: string,
  askedMax: number,
): Promise<Failure> {
  const trial = join(seedFolder, "trial");
  const folder = join(seedFolder, "smallest");
  let smallest: ChaosRun | undefined;
  const fails = async (faults: readonly NamedFault[]): Promise<boolean> => {
    await rm(trial, { recursive: true, force: true });
    const again = await runOnce(setup, { seed: run.seed, faults, folder: trial });
    if (!isSameFailure(run, again)) return false;
    smallest = again;
    await rm(folder, { recursive: true, force: true });
    await rename(trial, folder);
    return true;
  };
  const struck = run.faults.filter(({ id }) => (run.hits.get(id) ?? 0) > 0);
  const suspects = struck.length > 0 ? struck : run.faults;
  const isRepeated = await fails(suspects);
  const { asked, isMinimal } = isRepeated
    ? await minimise(suspects, fails, askedMax - 1)
    : { asked: 0, isMinimal: false };
  await rm(trial, { recursive: true, force: true });
  return {
    ...{ run, smallest, isMinimal, asked: asked + 1 },
    folder: isRepeated ? folder : join(seedFolder, "as-drawn"),
  };
}

/** A test in common, where tests are known. */
function isSameFailure(first: ChaosRun, again: ChaosRun): boolean {
  if (!again.isFailed) return false;
  if (first.tests.length === 0 || again.tests.length === 0) return true;
  return again.tests.some((test) => first.tests.includes(test));
}

function verdictOf(run: ChaosRun): string {
  const counts = [...run.hits].filter(([, hits]) => hits > 0);
  const struck =
    counts.length === 0
      ? `no fault struck (drawn: ${[...run.hits.keys()].join(", ")})`
      : `struck: ${counts.map(([id, hits]) => (hits === 1 ? id : `${id} ${hits}×`)).join(", ")}`;
  const verdict = run.isFailed ? `BROKE IT: it ${endOf(run)}${testsOf(run)}` : "went well";
  return `${verdict} in ${seconds(run)}; ${struck}`;
}

function linesOf(failure: Failure, { command, options }: ChaosTask): readonly string[] {
  const { run, smallest, isMinimal, asked, folder } = failure;
  const story = `  story: ${pathToFileURL(join(folder, "story.md")).href}`;
  if (smallest === undefined) {
    return ["  with the same faults it went well a second time: it does not fail always", story];
  }
  const { length } = smallest.faults;
  const count = length === 1 ? "1 is" : `${length} are`;
  const rest = isMinimal ? "enough" : "enough, perhaps fewer";
  // What was drawn is a plan, too.
  const chosen = [
    "--chaos",
    join(folder, "faults.yaml"),
    "--seed",
    String(run.seed),
    "--runs",
    "1",
  ];
  const again = ["fake-apiserver", ...options.given, ...chosen, "--", ...command];
  return [
    `  of ${run.faults.length} faults ${count} ${rest} (${asked} runs):`,
    ...smallest.faults.map((fault) => `    ${JSON.stringify(fault)}`),
    story,
    `  again: ${again.map(quoted).join(" ")}`,
  ];
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function conclusionOf(all: readonly ChaosRun[], failures: readonly Failure[]): string {
  const idle = all.filter(({ hits }) => [...hits.values()].every((count) => count === 0)).length;
  const said = idle === 0 ? "" : `; in ${idle} no fault struck`;
  const seeds = failures.map(({ run }) => run.seed).join(", ");
  return failures.length === 0
    ? `all ${all.length} runs went well${said}`
    : `${failures.length} of ${all.length} runs broke it: seed ${seeds}${said}`;
}

function testsOf({ tests }: ChaosRun): string {
  const [first, ...more] = tests;
  if (first === undefined) return "";
  return more.length === 0 ? ` (${first})` : ` (${first} and ${more.length} more)`;
}

function seconds({ durationMs }: ChaosRun): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
