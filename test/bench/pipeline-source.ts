import { type ListerWatcher, lane, type WatchEvent, type WatchObserver } from "@informerlab/core";
import type { SystemEnvironment } from "@informerlab/core/system";
import type { ConfigMap } from "./config-map.ts";

/** Events handed over together, as one read of a socket holds many; the Go program's channel has as many places. */
const batchLength = 100;

const sourceLane = lane("source");

/** A source in the same process: no network, no decoding. */
export class PipelineSource implements ListerWatcher<ConfigMap> {
  items: readonly ConfigMap[];
  readonly #environment: SystemEnvironment;
  readonly #resourceVersion: string;
  #observer: WatchObserver<ConfigMap> | undefined;

  constructor(environment: SystemEnvironment, items: readonly ConfigMap[]) {
    this.#environment = environment;
    this.items = items;
    this.#resourceVersion = String(items.length);
  }

  list: ListerWatcher<ConfigMap>["list"] = (_options, done) => {
    const { items } = this;
    done({ ok: true, list: { metadata: { resourceVersion: this.#resourceVersion }, items } });
    return () => {};
  };

  watch: ListerWatcher<ConfigMap>["watch"] = (options, observer) => {
    this.#observer = observer;
    observer.opened();
    if (options.sendInitialEvents === true) {
      const { items } = this;
      const end = {
        metadata: {
          resourceVersion: this.#resourceVersion,
          annotations: { "k8s.io/initial-events-end": "true" },
        },
      };
      this.#send(
        items.map((object) => ({ type: "ADDED", object })),
        () => observer.events([{ type: "BOOKMARK", object: end }]),
      );
    }
    return () => {};
  };

  /** Sends a change of each object, batch by batch. */
  update(objects: readonly ConfigMap[]): void {
    this.#send(
      objects.map((object) => ({ type: "MODIFIED", object })),
      () => {},
    );
  }

  #send(events: readonly WatchEvent<ConfigMap>[], sent: () => void): void {
    let next = 0;
    const sendBatch = (): void => {
      this.#observer?.events(events.slice(next, next + batchLength));
      next += batchLength;
      if (next < events.length) {
        this.#environment.scheduler.post(sourceLane, sendBatch);
      } else {
        sent();
      }
    };
    this.#environment.scheduler.post(sourceLane, sendBatch);
  }
}
