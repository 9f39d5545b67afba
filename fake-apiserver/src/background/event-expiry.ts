import { lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { objectAfter } from "../storage/commit.ts";
import { actQuietly } from "./act-quietly.ts";

const client = "etcd";

/** An event as it was written last. */
interface Written {
  readonly key: string;
  readonly revision: number;
  readonly goesAt: number;
}

/**
 * Lets events go some time after they were last written, as storage does in which each has a lease. They are few at a time
 * where the time is short; one timer waits for the oldest.
 */
export function startEventExpiry(server: Apiserver, ttlMs: number): () => void {
  const own = lane("storage/leases");
  const { clock } = server.environment;
  const waiting: Written[] = [];
  let cancel: (() => void) | undefined;
  const wait = (): void => {
    const [first] = waiting;
    cancel = first && clock.after(Math.max(0, first.goesAt - clock.now()), own, expire);
  };
  const expire = (): void => {
    while (waiting[0] !== undefined && waiting[0].goesAt <= clock.now()) {
      const written = waiting.shift();
      if (written !== undefined) end(server, written);
    }
    wait();
  };
  const stop = server.storage.subscribe((commit) => {
    if (commit.resource !== "events" || objectAfter(commit) === undefined) return;
    waiting.push({ key: commit.key, revision: commit.revision, goesAt: clock.now() + ttlMs });
    if (cancel === undefined) wait();
  });
  return () => {
    stop();
    cancel?.();
  };
}

/** What was written again has a lease of its own. */
function end(server: Apiserver, { key, revision }: Written): void {
  if (server.storage.of("events").latest(key)?.revision !== revision) return;
  const definition = server.registry.lookup("", "v1", "events");
  if (definition === undefined) return;
  const [namespace, name] = key.split("/");
  actQuietly(server, { verb: "delete", definition, namespace, name, client });
}
