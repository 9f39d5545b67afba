import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const lookMs = 2_000;
/** Share of the time that a server is at work which counts as quiet; a collection itself takes less. */
const quietMax = 0.05;

/**
 * Gives memory back to the system whenever the server has become quiet, its start included. V8 keeps the room that its
 * young objects and garbage once needed until so much is allocated again that it collects, which without work is never.
 *
 * @returns stops it.
 */
export function giveBackMemoryWhenQuiet(): () => void {
  const look = collectOncePerQuiet(() =>
    collector()({ type: "major", execution: "sync", flavor: "last-resort" }),
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

/** V8 shows its collector to what is made after this flag is set, so that nobody has to start Node with it. */
function collector(): NonNullable<typeof globalThis.gc> {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as NonNullable<typeof globalThis.gc>;
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
