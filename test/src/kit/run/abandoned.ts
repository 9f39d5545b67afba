import type { StopSignal } from "@informerlab/core";
import { hostVariable } from "../process/host.ts";

/** What jest knows of the test at hand. */
interface JestState {
  readonly currentTestName?: string;
  /** Of tests that run side by side: then there is no test at hand. */
  readonly currentConcurrentTestName?: () => string | undefined;
}

/**
 * Says whether the test that asks now is over by then: its signal was given, or jest, which has none, has gone on after
 * its time ran out. A campaign that nobody waits for any more must not take the time of the tests after it.
 */
export function watchTest(signal: StopSignal | undefined): () => boolean {
  const name = testOfJest();
  return () => signal?.aborted === true || (name !== undefined && testOfJest() !== name);
}

function testOfJest(): string | undefined {
  if (hostVariable("JEST_WORKER_ID") === undefined) return undefined;
  const { expect } = globalThis as { readonly expect?: { getState?: () => JestState } };
  const state = expect?.getState?.();
  return state?.currentConcurrentTestName?.() === undefined ? state?.currentTestName : undefined;
}
