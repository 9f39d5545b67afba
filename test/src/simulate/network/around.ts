import type { KubernetesObject, ListerWatcher, WatchObserver } from "@informerlab/core";

/** The same way to the server but for `changed`: what a wrapper does not speak of is handed on. */
export function around<T extends KubernetesObject>(
  inner: ListerWatcher<T>,
  changed: Partial<ListerWatcher<T>>,
): ListerWatcher<T> {
  const { where, scope, isWatchListUnsupported } = inner;
  return {
    list: (options, done, waiting) => inner.list(options, done, waiting),
    watch: (options, observer) => inner.watch(options, observer),
    ...(where === undefined ? {} : { where }),
    ...(scope === undefined ? {} : { scope }),
    ...(isWatchListUnsupported === undefined ? {} : { isWatchListUnsupported }),
    ...changed,
  };
}

/** The same observer of a watch but for `changed`. */
export function told<T extends KubernetesObject>(
  observer: WatchObserver<T>,
  changed: Partial<WatchObserver<T>>,
): WatchObserver<T> {
  return {
    opened: () => observer.opened(),
    events: (batch) => observer.events(batch),
    closed: (reason) => observer.closed(reason),
    failed: (error) => observer.failed(error),
    waiting: (error, delayMs) => observer.waiting?.(error, delayMs),
    ...changed,
  };
}
