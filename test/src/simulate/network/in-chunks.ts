import {
  type Cancel,
  type Clock,
  type KubernetesObject,
  type ListerWatcher,
  lane,
  type WatchEvent,
} from "@informerlab/core";

const proxyLane = lane("scenario/proxy");

/**
 * The same way to the server behind a proxy that gathers: events that come within `chunkMs` of the first are handed
 * over together, and before the end of their stream.
 */
export function inChunks(inner: ListerWatcher, clock: Clock, chunkMs: number): ListerWatcher {
  return {
    ...inner,
    list: (options, done, waiting) => inner.list(options, done, waiting),
    watch: (options, observer) => {
      let held: WatchEvent<KubernetesObject>[] = [];
      let cancelTimer: Cancel | undefined;
      const handOver = (): void => {
        cancelTimer?.();
        cancelTimer = undefined;
        const chunk = held;
        held = [];
        if (chunk.length > 0) observer.events(chunk);
      };
      const cancel = inner.watch(options, {
        opened: () => observer.opened(),
        events: (events) => {
          held.push(...events);
          cancelTimer ??= clock.after(chunkMs, proxyLane, handOver);
        },
        closed: (reason) => {
          handOver();
          observer.closed(reason);
        },
        failed: (error) => {
          handOver();
          observer.failed(error);
        },
        waiting: (error, delayMs) => observer.waiting?.(error, delayMs),
      });
      return () => {
        cancelTimer?.();
        held = [];
        cancel();
      };
    },
  };
}
