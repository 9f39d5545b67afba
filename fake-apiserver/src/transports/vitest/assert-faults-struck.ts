import type { Fault } from "../../faults/fault.ts";

/** @throws Error naming the faults that never struck. */
export function assertFaultsStruck(
  faults: readonly (Fault & { readonly id: string; readonly hits: number })[],
): void {
  const unused = faults.filter(({ hits }) => hits === 0);
  if (unused.length === 0) return;
  const told = unused.map(
    ({ id, on, do: action }) => `${id} (${JSON.stringify({ on, do: action })})`,
  );
  throw new Error(
    `${unused.length === 1 ? "a fault" : "faults"} never struck, so the test did not test it: ${told.join("; ")}. Remove it, correct what it matches, or set unusedFaults: "ignore".`,
  );
}
