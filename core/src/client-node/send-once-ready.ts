import type { Cancel } from "../environment/scheduler.ts";
import type { RestResponseObserver } from "../source/rest-transport.ts";

/** Sends a request once what it needs is there; a cancel before that keeps it from being sent. */
export function sendOnceReady<T>(
  needed: Promise<T>,
  send: (needed: T) => Cancel,
  observer: RestResponseObserver,
): Cancel {
  let isCancelled = false;
  let cancelExchange: Cancel | undefined;
  needed.then(
    (ready) => {
      if (!isCancelled) cancelExchange = send(ready);
    },
    (error: unknown) => {
      if (!isCancelled) observer.failed(error);
    },
  );
  return () => {
    isCancelled = true;
    cancelExchange?.();
  };
}
