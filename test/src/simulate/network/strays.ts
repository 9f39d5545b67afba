import type { KubernetesObject, ListerWatcher, WatchEvent } from "@informerlab/core";
import { around, told } from "./around.ts";

/** After how many deliveries of a watch one more event comes. */
const strayEach = 3;

/** Newer than anything that a run writes. */
export const strayVersion = "999999999";

/** An event about an object that nobody asked for. */
export function isStray({ metadata }: KubernetesObject): boolean {
  return metadata?.resourceVersion === strayVersion;
}

/** The same way to the server; now and then something between mixes in an object of another kind. */
export function withStrays(inner: ListerWatcher): ListerWatcher {
  const stray: WatchEvent<KubernetesObject> = {
    type: "MODIFIED",
    object: {
      apiVersion: "example.com/v1",
      kind: "Stray",
      metadata: { name: "stray", resourceVersion: strayVersion },
    },
  };
  return around(inner, {
    watch: (options, observer) => {
      let deliveries = 0;
      return inner.watch(
        options,
        told(observer, {
          events: (events) => {
            deliveries += 1;
            observer.events(deliveries % strayEach === 0 ? [...events, stray] : events);
          },
        }),
      );
    },
  });
}
