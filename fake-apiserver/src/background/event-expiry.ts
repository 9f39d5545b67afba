import { type Cancel, lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { objectAfter } from "../storage/commit.ts";
import { actQuietly } from "./act-quietly.ts";

const resource = "events";
const client = "etcd";
const own = lane("storage/leases");

/** Lets events go some time after they were last written, as storage does in which each has a lease. */
export class EventExpiry {
  readonly #server: Apiserver;
  readonly #ttlMs: number;
  /** When each event goes. All have the same time, so whose lease is renewed goes to the end, and the first is the next to go. */
  readonly #leases = new Map<string, number>();
  #cancel: Cancel | undefined;

  constructor(server: Apiserver, ttlMs: number) {
    this.#server = server;
    this.#ttlMs = ttlMs;
  }

  start(): Cancel {
    const stop = this.#server.storage.subscribe((commit) => {
      if (commit.resource !== resource) return;
      this.#leases.delete(commit.key);
      if (objectAfter(commit) !== undefined) this.#grant(commit.key);
    });
    return () => {
      stop();
      this.#cancel?.();
    };
  }

  /** Leases for exactly what storage has now: after a restored snapshot, of which no commit tells. */
  resync(): void {
    this.#leases.clear();
    for (const { key } of this.#server.storage.of(resource).listAll("")) this.#grant(key);
  }

  #grant(key: string): void {
    this.#leases.set(key, this.#now() + this.#ttlMs);
    if (this.#cancel === undefined) this.#wait();
  }

  #wait(): void {
    const { clock } = this.#server.environment;
    const [first] = this.#leases.values();
    this.#cancel =
      first === undefined
        ? undefined
        : clock.after(Math.max(0, first - this.#now()), own, () => this.#expire());
  }

  #expire(): void {
    for (const [key, goesAt] of this.#leases) {
      if (goesAt > this.#now()) break;
      this.#leases.delete(key);
      this.#delete(key);
    }
    this.#wait();
  }

  #delete(key: string): void {
    const definition = this.#server.registry.lookup("", "v1", resource);
    if (definition === undefined) return;
    const [namespace, name] = key.split("/");
    actQuietly(this.#server, { verb: "delete", definition, namespace, name, client });
  }

  #now(): number {
    return this.#server.environment.clock.now();
  }
}
