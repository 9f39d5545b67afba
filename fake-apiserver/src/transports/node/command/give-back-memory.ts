import { performance } from "node:perf_hooks";

const lookMs = 2_000;
/** Share of the time that a server is at work which counts as quiet; a collection itself takes less. */
const quietMax = 0.05;

/**
 * Gives memory back to the system whenever the server has become quiet, its start included. V8 keeps the room that its
 * young objects and garbage once needed until so much is allocated again that it collects, which without work is never.
 * Does nothing where Node does not run with `--expose-gc`.
 *
 * @returns stops it.
 */
export function giveBackMemoryWhenQuiet(): () => void {
  const { gc } = globalThis;
  if (gc === undefined) return () => {};
  const look = collectOncePerQuiet(() =>
    gc({ type: "major", execution: "sync", flavor: "last-resort" }),
  );
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    look(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Takes the share of time that was worked, look by look; collects at the first quiet one, and at the first after work. */
export function collectOncePerQuiet(collect: () => void): (utilization: number) => void {
  let hasWorked = true;
  return (utilization) => {
    if (utilization > quietMax) {
      hasWorked = true;
    } else if (hasWorked) {
      hasWorked = false;
      collect();
    }
  };
}
