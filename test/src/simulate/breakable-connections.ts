import type { Cancel, KubernetesObject, ListerWatcher, WatchObserver } from "@informerlab/core";

interface Connection {
  readonly observer: WatchObserver<KubernetesObject>;
  readonly cancel: Cancel;
}

/** Watches that can be broken from the client's side: how a half-open connection ends when the network heals. */
export class BreakableConnections {
  readonly #open = new Set<Connection>();

  /** The same way to the server, with its watches remembered. */
  wrap(inner: ListerWatcher): ListerWatcher {
    return {
      list: (options, done) => inner.list(options, done),
      watch: (options, observer) => {
        let connection: Connection | undefined;
        const forget = (): void => {
          if (connection !== undefined) this.#open.delete(connection);
        };
        const cancel = inner.watch(options, {
          opened: () => {
            if (connection !== undefined) this.#open.add(connection);
            observer.opened();
          },
          events: (batch) => observer.events(batch),
          closed: () => {
            forget();
            observer.closed();
          },
          failed: (error) => observer.failed(error),
        });
        connection = { observer, cancel };
        return () => {
          forget();
          cancel();
        };
      },
    };
  }

  /** Every open watch ends as by a reset. */
  breakAll(): void {
    for (const connection of [...this.#open]) {
      this.#open.delete(connection);
      connection.cancel();
      connection.observer.closed();
    }
  }
}
