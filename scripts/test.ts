import { appendFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allChecks } from "./checks/all-checks.ts";
import type { Check, CheckContext, Outcome } from "./checks/check.ts";
import { cacheFolder } from "./lib/paths.ts";
import { Progress, type ShownStep } from "./lib/progress.ts";
import { run } from "./lib/run-tool.ts";
import { schedule } from "./lib/schedule.ts";
import { tailOf } from "./lib/tail.ts";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    stopping.abort();
    console.log("Stopped.");
    // What is not a program of its own, as a browser that is looked at, ends with this process.
    process.exitCode = 130;
    setTimeout(() => process.exit(), stopMsMax).unref();
  });
}
/** How long programs may take to end when they are told to. */
const stopMsMax = 5000;
const progress = new Progress();

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  if (options.list) {
    for (const { name, about } of allChecks) console.log(`${name.padEnd(10)}${about}`);
    return 0;
  }
  let [passed, failed] = [0, 0];
  const failing: string[] = [];
  const left = await schedule(options.checks, availableParallelism(), async (check) => {
    const outcome = await runCheck(check, options.update);
    passed += outcome.passed;
    failed += outcome.failed;
    if (outcome.failed > 0) failing.push(check.name);
    return outcome.failed === 0 && !stopping.signal.aborted;
  });
  if (stopping.signal.aborted) return 130;
  if (failing.length > 0) {
    console.log(`\nAgain, once it is mended: npm run check -- --only ${failing.join(",")}`);
    const names = left.map(({ name }) => name).join(", ");
    if (left.length > 0) console.log(`Not begun after the failure: ${names}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runCheck(check: Check, update: boolean): Promise<Outcome> {
  const log = join(cacheFolder("logs"), `${check.name}.log`);
  rmSync(log, { force: true });
  const title = check.name.padEnd(9);
  const shown = progress.begin(title);
  const outcome = await check.run(contextOf(log, update, shown)).catch((error: unknown) => {
    appendFileSync(log, `${error instanceof Error ? error.stack : String(error)}\n`);
    return { passed: 0, failed: 1, note: "the check itself broke" };
  });
  const elapsed = shown.end();
  if (stopping.signal.aborted) return outcome;
  const mark = outcome.failed > 0 ? "✗" : outcome.passed > 0 ? "✓" : "-";
  const line = `  ${mark}  ${title} ${elapsed.padStart(8)}  ${outcome.note ?? check.about}`;
  progress.print(outcome.failed > 0 ? `\n${tailOf(log, 200)}\n\n${line}` : line);
  return outcome;
}

function contextOf(log: string, update: boolean, shown: ShownStep): CheckContext {
  return {
    log,
    update,
    write: (line) => {
      appendFileSync(log, `${line}\n`);
      shown.line(line);
    },
    tool: (command, args, options) =>
      run(command, args, {
        ...options,
        log,
        stop: stopping.signal,
        onLine: (line) => shown.line(line),
      }),
  };
}

interface Options {
  readonly checks: readonly Check[];
  readonly update: boolean;
  readonly list: boolean;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        skip: { type: "string", multiple: true, default: [] },
        update: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
      },
    });
    const only = values.only.flatMap((names) => names.split(",")).map(known);
    const skip = values.skip.flatMap((names) => names.split(",")).map(known);
    const checks = allChecks.filter(
      ({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name),
    );
    return { checks, update: values.update, list: values.list };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} (--help shows the options)`);
    return undefined;
  }
}

function known(name: string): string {
  if (allChecks.some((check) => check.name === name)) return name;
  throw new Error(`There is no step "${name}": ${allChecks.map((check) => check.name).join(", ")}`);
}
