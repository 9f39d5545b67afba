import type { KubernetesObject, ListerWatcher } from "@informerlab/core";
import { around, told } from "../network/around.ts";

/** The same way to the server, with every object a copy of its own: the server's state is out of reach. */
export function withCopies<T extends KubernetesObject>(
  inner: ListerWatcher<T>,
  copy: (object: T) => T,
): ListerWatcher<T> {
  return around(inner, {
    list: (options, done, waiting) =>
      inner.list(
        options,
        (result) =>
          done(
            result.ok
              ? { ok: true, list: { ...result.list, items: result.list.items.map(copy) } }
              : result,
          ),
        waiting,
      ),
    watch: (options, observer) =>
      inner.watch(
        options,
        told(observer, {
          events: (batch) =>
            observer.events(
              batch.map((event) => ({ ...event, object: copy(event.object as T) }) as typeof event),
            ),
        }),
      ),
  });
}
