import {
  initialEventsEndAnnotation,
  type KubernetesObject,
  type ListerWatcher,
  type ListResult,
  type WatchEvent,
} from "@informerlab/core";
import { around, told } from "../network/around.ts";

/** Whether an informer has a watch open and nothing else under way: seen from the wire, not asked of the informer. */
export class WatchGauge {
  #watches = 0;
  #lists = 0;
  #streamedLists = 0;

  /** One watch is open, past its initial events, and no list is asked for. */
  get isWatching(): boolean {
    return this.#watches === 1 && this.#lists === 0 && this.#streamedLists === 0;
  }

  /** A list is under way, of whatever kind. */
  get isListing(): boolean {
    return this.#lists + this.#streamedLists > 0;
  }

  /** Lists and watches that are under way. */
  get open(): number {
    return this.#watches + this.#lists;
  }

  /** The same way to the server, measured. */
  wrap(inner: ListerWatcher): ListerWatcher {
    return around(inner, {
      list: (options, done, waiting) => {
        this.#lists += 1;
        const end = once(() => {
          this.#lists -= 1;
        });
        const answered = (result: ListResult<KubernetesObject>): void => {
          end();
          done(result);
        };
        const cancel = inner.list(options, answered, waiting);
        return () => {
          end();
          cancel();
        };
      },
      watch: (options, observer) => {
        const isStreaming = options.sendInitialEvents === true;
        if (isStreaming) this.#streamedLists += 1;
        const listed = once(() => {
          if (isStreaming) this.#streamedLists -= 1;
        });
        let opened = 0;
        const end = once(() => {
          listed();
          this.#watches -= opened;
        });
        const cancel = inner.watch(
          options,
          told(observer, {
            opened: () => {
              opened = 1;
              this.#watches += 1;
              observer.opened();
            },
            events: (batch) => {
              if (batch.some(endsInitialEvents)) listed();
              observer.events(batch);
            },
            closed: (reason) => {
              end();
              observer.closed(reason);
            },
            failed: (error) => {
              end();
              observer.failed(error);
            },
          }),
        );
        return () => {
          end();
          cancel();
        };
      },
    });
  }
}

/** The bookmark after the last object of a streamed list. */
export function endsInitialEvents({ type, object }: WatchEvent<KubernetesObject>): boolean {
  return (
    type === "BOOKMARK" && object.metadata?.annotations?.[initialEventsEndAnnotation] === "true"
  );
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
