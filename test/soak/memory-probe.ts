/**
 * Loaded into a process before its own program (`node --expose-gc --import memory-probe.ts …`): whoever started it asks how
 * much memory is in use, and gets the answer after a collection, so that what is thrown away next does not count.
 */
import { writeHeapSnapshot } from "node:v8";

/** What is asked: a look, and maybe a heap snapshot into a file. */
export interface MemoryQuestion {
  readonly snapshotFile?: string;
}

/** What is in use after a collection, bytes. */
export interface MemoryInUse {
  readonly heapBytes: number;
  /** Buffers and what else lies outside the heap and belongs to something in it. */
  readonly externalBytes: number;
  readonly residentBytes: number;
}

process.on("message", ({ snapshotFile }: MemoryQuestion) => {
  // What the first one finalizes, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const answer: MemoryInUse = { heapBytes: heapUsed, externalBytes: external, residentBytes: rss };
  if (snapshotFile !== undefined) writeHeapSnapshot(snapshotFile);
  process.send?.(answer);
});
// The program ends when it wants to, not when nobody asks any more.
process.channel?.unref();
