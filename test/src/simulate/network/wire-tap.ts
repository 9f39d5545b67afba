import type { KubernetesObject, ListerWatcher, ListResult } from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import { around, told } from "./around.ts";

/** The same way to the server, with everything that passes told to the judge. */
export function tapped(
  inner: ListerWatcher,
  informer: string,
  observe: Observe,
): ListerWatcher<KubernetesObject> {
  return around(inner, {
    list: (options, done, waiting) => {
      observe({ kind: "wire.requested", informer, verb: "list", options });
      let isOver = false;
      const answered = (result: ListResult<KubernetesObject>): void => {
        isOver = true;
        if (result.ok) observe({ kind: "wire.listed", informer, list: result.list });
        else observe({ kind: "wire.refused", informer, verb: "list", error: result.error });
        done(result);
      };
      const cancel = inner.list(options, answered, waiting);
      return () => {
        if (!isOver) observe({ kind: "wire.dropped", informer });
        isOver = true;
        cancel();
      };
    },
    watch: (options, observer) => {
      observe({ kind: "wire.requested", informer, verb: "watch", options });
      let isOver = false;
      const cancel = inner.watch(
        options,
        told(observer, {
          opened: () => {
            observe({ kind: "wire.opened", informer });
            observer.opened();
          },
          events: (events) => {
            observe({ kind: "wire.events", informer, events });
            observer.events(events);
          },
          closed: (reason) => {
            isOver = true;
            observe({
              kind: "wire.closed",
              informer,
              by: "server",
              ...(reason === undefined ? {} : { reason }),
            });
            observer.closed(reason);
          },
          failed: (error) => {
            isOver = true;
            observe({ kind: "wire.refused", informer, verb: "watch", error });
            observer.failed(error);
          },
        }),
      );
      return () => {
        if (!isOver) observe({ kind: "wire.closed", informer, by: "client" });
        isOver = true;
        cancel();
      };
    },
  });
}
