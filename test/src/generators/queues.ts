import fc from "fast-check";
import type { Operation, WorkQueueProgram } from "../scenario/scenario.ts";

/** The numbers that a work queue is made from. */
export type QueueDraw = readonly [
  workers: number,
  duration: number,
  failures: number,
  requeue: number,
  manyFailures: number,
  extras: number,
];

/** One object fails for very long: past the powers of two that 32 bits hold, and seldom past those of a double. */
const longRows = { failures: [70, 40], of: 48 } as const;
const longestRow = 1100;
/** All of ten keys fail so often that the rate of all retries together holds them back. */
const allFail = (manyFailures: number): boolean => manyFailures >= 200 && manyFailures < 204;
const failuresOfAll = 14;
/** One run in so many has the longest: it takes as long as twenty others. */
const rowsPer = 1024;

/** Draws a work queue. */
export const queueDraw: fc.Arbitrary<QueueDraw> = fc.tuple(
  fc.nat(2),
  fc.nat(2),
  fc.nat(3),
  fc.nat(3),
  fc.nat(rowsPer - 1),
  fc.nat(127),
);

/** How many objects there are at first: keys that all fail must be many. */
export function objectsFor({ 4: manyFailures }: QueueDraw, drawn: number): number {
  return allFail(manyFailures) ? 10 : drawn;
}

/** The work queue that the numbers mean. */
export function toQueue(
  [workers, duration, failures, requeue, manyFailures, extras]: QueueDraw,
  informer: string,
  firstKey: string,
): WorkQueueProgram {
  const many = rowOfFailures(manyFailures);
  const limits = many === undefined ? limitsOf(extras) : {};
  // It fails, succeeds and asks to come back, and fails again.
  const alternates = many === undefined && extras < 80 && failures > 0 && extras % 4 === 3;
  return {
    name: "work",
    informer,
    ...(workers === 0 ? {} : { workers: workers + 1 }),
    ...(duration === 0 ? {} : { durationMs: duration * 30 }),
    // Longer than the metrics need to notice it.
    ...(many === undefined && extras % 32 === 13 ? { durationMs: 1300 } : {}),
    ...(failures === 0 ? {} : { failures }),
    ...(allFail(manyFailures) ? { failures: failuresOfAll } : {}),
    ...(many === undefined ? {} : { failures: many, failing: [firstKey], retryMaxMs: 40 }),
    ...(requeue === 3 || alternates ? { requeueAfterMs: extras % 3 === 0 ? 0 : 50 } : {}),
    ...(alternates ? { failsOn: [failures + 2, failures + 3] } : {}),
    ...(extras % 16 >= 12 ? { metrics: true } : {}),
    ...(manyFailures % 8 === 5 ? { hotFirst: true } : {}),
    ...limits,
  };
}

function rowOfFailures(manyFailures: number): number | undefined {
  const index = rowsPer - 1 - manyFailures;
  if (index === 0) return longestRow;
  return index <= longRows.of ? longRows.failures[index % 2] : undefined;
}

/** What limits the retries of most queues is out of reach of a few failures: some have limits that bite. */
function limitsOf(extras: number): Partial<WorkQueueProgram> {
  const detail = extras % 16;
  if (extras < 68) return {};
  if (extras < 80) {
    const fastSlow = { fastMs: 10, slowMs: 400, attempts: detail % 4 };
    return {
      failures: 2 + (detail % 3),
      fastSlow,
      ...(detail % 2 === 0 ? {} : { retryMaxMs: 250 }),
    };
  }
  if (extras < 96) return { maxRetries: detail % 4, failures: (detail % 4) + 3 };
  if (extras < 112) return { failures: 2, failsForGoodOn: [3], failsOn: [4, 5] };
  return {
    failures: 1 + (detail % 3),
    bucket: { burst: 1 + (detail % 4), perSecond: [2, 10, 40][detail % 3] ?? 2 },
  };
}

/** A key that was given up comes back: only then it shows whether its past is forgotten. */
export function comingBack(
  { maxRetries, failsForGoodOn }: WorkQueueProgram,
  key: string,
  afterMs: number,
): readonly Operation[] {
  if (maxRetries === undefined && failsForGoodOn === undefined) return [];
  return [500, 1500].map((laterMs) => ({
    id: `back-${laterMs}`,
    atMs: afterMs + laterMs,
    do: "enqueue",
    queue: "work",
    key,
  }));
}
