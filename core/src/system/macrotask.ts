interface HostWithImmediate {
  readonly setImmediate?: (callback: () => void) => unknown;
}

/**
 * A function that asks the host to run `task` soon, after the IO that is ready now. Timers would do, but
 * hosts hold them back for a millisecond or more.
 */
export function createMacrotask(task: () => void): () => void {
  const { setImmediate } = globalThis as HostWithImmediate;
  if (setImmediate !== undefined) return () => void setImmediate(task);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = task;
  return () => port2.postMessage(undefined);
}
