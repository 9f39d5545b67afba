import { StatusError } from "@informerlab/core";
import type { Fault } from "../../../faults/fault.ts";
import { FaultError } from "../../../faults/fault-kinds.ts";
import type { Faults } from "../../../faults/faults.ts";
import { AdminError } from "../../admin/admin-route.ts";
import { toFault } from "../../admin/fault-body.ts";
import type { CliOutput } from "./cli-output.ts";
import { loadYaml } from "./load-yaml.ts";
import { UsageError } from "./usage-error.ts";

/** The faults of a file: a list, an object with a list `faults`, or one. @throws UsageError */
export async function loadFaults(path: string | undefined): Promise<readonly Fault[]> {
  if (path === undefined) return [];
  const faults: Fault[] = [];
  // Faults have a member `on`, which YAML 1.1 takes for `true`.
  for (const { value, where } of await loadYaml(path, "1.2")) {
    const { faults: members } = value as { readonly faults?: unknown };
    const given: unknown = Array.isArray(value) ? value : (members ?? [value]);
    if (!Array.isArray(given)) throw new UsageError(`${where}: faults must be a list`);
    for (const [index, one] of (given as unknown[]).entries()) {
      faults.push(checked(`${where} (faults[${index}])`, () => toFault(one)));
    }
  }
  if (faults.length === 0) {
    throw new UsageError(
      `${path} holds no faults: a list is wanted, such as "- do: {status: 503}"`,
    );
  }
  return faults;
}

/** Puts faults of a file in force. @throws UsageError for the first that cannot be */
export function addFaults(inForce: Faults, faults: readonly Fault[], path: string): void {
  for (const [index, fault] of faults.entries()) {
    checked(`${path} (faults[${index}])`, () => inForce.add(fault));
  }
}

/** Puts the place before the message of an error that the user can mend. */
export function checked<T>(where: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const isForUsers =
      error instanceof StatusError ||
      error instanceof FaultError ||
      error instanceof AdminError ||
      // The cluster has no such kind.
      error instanceof RangeError;
    if (!isForUsers && !(error instanceof Error && error.constructor === Error)) throw error;
    throw new UsageError(`${where}: ${error.message}`);
  }
}

/** A fault that never struck tested nothing: it is told, and is an error where that was asked for. */
export function judgeFaults(
  inForce: Faults,
  requiresFaults: boolean,
  output: CliOutput,
  code: number,
): number {
  const idle = inForce.list().filter(({ hits }) => hits === 0);
  for (const { id, on, do: action } of idle) {
    output.warn(
      `the fault ${id} never struck: ${JSON.stringify({ ...(on === undefined ? {} : { on }), do: action })}`,
    );
  }
  return code === 0 && requiresFaults && idle.length > 0 ? unusedFaultsCode : code;
}

/** Of a command that went well although what it was to be tested with never happened. */
const unusedFaultsCode = 3;
