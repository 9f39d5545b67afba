import type { Cancel, KubernetesObject, ListerWatcher, WatchObserver } from "@informerlab/core";
import { around, told } from "./around.ts";

interface Connection {
  readonly observer: WatchObserver<KubernetesObject>;
  cancel: Cancel | undefined;
  isOpen: boolean;
  /** Was under way when the network healed: it breaks as soon as it is open. */
  isDoomed: boolean;
}

/** Watches that can be broken from the client's side: how a half-open connection ends when the network heals. */
export class BreakableConnections {
  readonly #connections = new Set<Connection>();

  /** The same way to the server, with its watches remembered. */
  wrap(inner: ListerWatcher): ListerWatcher {
    return around(inner, {
      watch: (options, observer) => {
        const connection: Connection = {
          observer,
          cancel: undefined,
          isOpen: false,
          isDoomed: false,
        };
        this.#connections.add(connection);
        connection.cancel = inner.watch(
          options,
          told(observer, {
            opened: () => {
              connection.isOpen = true;
              observer.opened();
              if (connection.isDoomed) this.#break(connection);
            },
            events: (batch) => {
              // One that broke while it was being opened: its server hears of it now.
              if (this.#connections.has(connection)) observer.events(batch);
              else connection.cancel?.();
            },
            closed: (reason) => {
              if (this.#connections.delete(connection)) observer.closed(reason);
            },
            failed: (error) => {
              if (this.#connections.delete(connection)) observer.failed(error);
            },
          }),
        );
        return () => {
          this.#connections.delete(connection);
          connection.cancel?.();
        };
      },
    });
  }

  /** Every watch ends as by a reset. */
  breakAll(): void {
    for (const connection of [...this.#connections]) {
      if (connection.isOpen) this.#break(connection);
      else connection.isDoomed = true;
    }
  }

  #break(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    connection.cancel?.();
    connection.observer.closed();
  }
}
