import {
  type Cancel,
  type Clock,
  type KubernetesObject,
  type ListerWatcher,
  lane,
  type WatchEvent,
} from "@informerlab/core";
import { around, told } from "./around.ts";

const proxyLane = lane("scenario/proxy");

/**
 * The same way to the server behind a proxy that gathers: events that come within `chunkMs` of the first are handed
 * over together, and before the end of their stream.
 */
export function inChunks(inner: ListerWatcher, clock: Clock, chunkMs: number): ListerWatcher {
  return around(inner, {
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
      const cancel = inner.watch(
        options,
        told(observer, {
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
        }),
      );
      return () => {
        cancelTimer?.();
        held = [];
        cancel();
      };
    },
  });
}
