import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allChecks } from "./checks/all-checks.ts";
import type { Check, CheckContext, Outcome } from "./checks/check.ts";
import { cacheFolder } from "./lib/paths.ts";
import { Progress } from "./lib/progress.ts";
import { run } from "./lib/run-tool.ts";
import { tailOf } from "./lib/tail.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  if (options.list) {
    for (const { name, about } of allChecks) console.log(`${name.padEnd(10)}${about}`);
    return 0;
  }
  let [passed, failed] = [0, 0];
  for (const check of options.checks) {
    const outcome = await runCheck(check, options.update);
    passed += outcome.passed;
    failed += outcome.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runCheck(check: Check, update: boolean): Promise<Outcome> {
  const log = join(cacheFolder("logs"), `${check.name}.log`);
  rmSync(log, { force: true });
  const title = check.name.padEnd(9);
  const progress = new Progress(title);
  const outcome = await check.run(contextOf(log, update, progress)).catch((error: unknown) => {
    appendFileSync(log, `${error instanceof Error ? error.stack : String(error)}\n`);
    return { passed: 0, failed: 1, note: "the check itself broke" };
  });
  const elapsed = progress.end();
  const mark = outcome.failed > 0 ? "✗" : outcome.passed > 0 ? "✓" : "-";
  const note = outcome.note ?? check.about;
  if (outcome.failed > 0) console.log(`\n${tailOf(log, 200)}\n`);
  console.log(`  ${mark}  ${title} ${elapsed.padStart(8)}  ${note}`);
  return outcome;
}

function contextOf(log: string, update: boolean, progress: Progress): CheckContext {
  return {
    log,
    update,
    write: (line) => {
      appendFileSync(log, `${line}\n`);
      progress.line(line);
    },
    tool: (command, args, options) =>
      run(command, args, { ...options, log, onLine: (line) => progress.line(line) }),
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
