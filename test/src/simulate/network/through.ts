import type { RestResponseObserver } from "@informerlab/core";

/** An observer that hands everything on, for those that change a part of it. */
export function through(observer: RestResponseObserver): RestResponseObserver {
  return {
    responded: (head) => observer.responded(head),
    text: (piece) => observer.text(piece),
    ended: () => observer.ended(),
    failed: (error) => observer.failed(error),
    waiting: (error, delayMs) => observer.waiting?.(error, delayMs),
  };
}
