import { copyJson, type KubernetesObject, type ListerWatcher } from "@informerlab/core";

/**
 * The same way to the server, with every object a frozen copy: whoever edits a cached object is told so at the place
 * where it happens, and the server's own state is out of reach.
 */
export function withFrozenCopies<T extends KubernetesObject>(
  inner: ListerWatcher<T>,
): ListerWatcher<T> {
  return {
    list: (options, done) =>
      inner.list(options, (result) =>
        done(
          result.ok
            ? { ok: true, list: { ...result.list, items: result.list.items.map(frozenCopy) } }
            : result,
        ),
      ),
    watch: (options, observer) =>
      inner.watch(options, {
        opened: () => observer.opened(),
        events: (batch) =>
          observer.events(
            batch.map((event) => ({ ...event, object: frozenCopy(event.object) }) as typeof event),
          ),
        closed: (reason) => observer.closed(reason),
        failed: (error) => observer.failed(error),
      }),
  };
}

function frozenCopy<T>(value: T): T {
  return freeze(copyJson(value));
}

function freeze<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
