import {
  compareResourceVersions,
  deletedObject,
  MutationCache,
  type MutationCacheOptions,
} from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest } from "@informerlab/test";
import { users } from "./users.ts";

const { configMaps } = resources.core.v1;
const timeToLiveMs = 20_000;
const keys = ["default/a", "default/b"] as const;

type Cache = MutationCache<coreV1.ConfigMap>;

/** What a write returned, and when it was remembered. */
interface Own {
  readonly uid: string;
  readonly version: string;
  readonly at: number;
}

/**
 * Annotates what users write, and reads its own writes at once, over an informer that has not heard of them: never an older
 * state than it wrote, never what it was told is gone.
 */
export function counter(
  createCache: (options: MutationCacheOptions<coreV1.ConfigMap>) => Cache = (options) =>
    new MutationCache(options),
): ControllerUnderTest {
  return {
    name: "counter",
    async start({ informers, client, environment, sleep }) {
      const { clock } = environment;
      const informer = informers.core.v1.configMaps.informer();
      const cache = createCache({
        backing: informer.indexer,
        clock,
        includeAdds: true,
        timeToLiveMs,
      });
      const written = new Map<string, Own>();
      const gone = new Set<string>();
      informer.addEventHandler({
        onAdd: (map) => heard(map, () => cache.onAddOrUpdate(map)),
        onUpdate: (_old, map) => heard(map, () => cache.onAddOrUpdate(map)),
        onDelete: (deleted) => {
          const map = deletedObject(deleted);
          if (map === undefined) return;
          gone.add(uidOf(map));
          heard(map, () => cache.onDelete(map));
        },
      });
      informers.start();
      await informers.waitForCacheSync();
      for (let turn = 1; turn <= 40; turn++) {
        for (const key of keys) await write(key, turn);
        await sleep(turn % 4 === 0 ? 3000 : 60);
      }

      /** What the cache is told must not make it forget what is newer. */
      function heard(map: coreV1.ConfigMap, tell: () => void): void {
        tell();
        const { namespace, name } = map.metadata ?? {};
        const key = `${namespace}/${name}`;
        const own = written.get(key);
        // Whoever has heard of its own write, or of what came after it, has to read it no longer: it may be gone by now.
        if (own !== undefined && !isOlder(map, own)) written.delete(key);
        check(key);
      }

      async function write(key: string, turn: number): Promise<void> {
        check(key);
        const annotations = { turn: String(turn) };
        const patched = await client
          .patch(configMaps, key, { metadata: { annotations } })
          .catch(() => undefined);
        if (patched !== undefined) {
          const { resourceVersion: version = "" } = patched.metadata ?? {};
          cache.mutation(patched);
          written.set(key, { uid: uidOf(patched), version, at: clock.now() });
        }
        check(key);
      }

      function check(key: string): void {
        const seen = cache.getByKey(key);
        const cached = informer.indexer.getByKey(key);
        if (seen !== undefined && seen !== cached && gone.has(uidOf(seen)))
          throw new Error(`${key} is gone, and ${uidOf(seen)} is read`);
        if (isOlder(seen, cached)) throw new Error(`${key}: the cache is newer than what is read`);
        const own = written.get(key);
        // The informer's cache, which is ahead of its handlers, had it: what is gone from there now is gone.
        if (own !== undefined && cached !== undefined && !isOlder(cached, own)) written.delete(key);
        if (own === undefined || clock.now() - own.at >= timeToLiveMs || gone.has(own.uid)) return;
        if (seen === undefined) throw new Error(`${key} was written, and nothing is read`);
        if (uidOf(seen) === own.uid && isOlder(seen, own))
          throw new Error(`${key} was written at ${own.version}, and an older one is read`);
      }
    },
  };
}

/** What must hold is asked by the program itself. */
export const counterRules: ChaosOptions = {
  users,
  invariants: [always("nothing else", () => true)],
  // What makes a cache and the answers of one's own writes differ.
  troubles: [
    "slow-answers",
    "slow-requests",
    "slow-watch",
    "silent-watch",
    "watch-cut",
    "watch-expired",
    "lost-answer",
    "write-failed",
  ],
  operationsMax: 16,
  seed: 1,
};

const uidOf = ({ metadata }: coreV1.ConfigMap): string => metadata?.uid ?? "";

function isOlder(
  left: coreV1.ConfigMap | undefined,
  right: coreV1.ConfigMap | Own | undefined,
): boolean {
  if (left === undefined || right === undefined) return false;
  const version = "version" in right ? right.version : versionOf(right);
  return compareResourceVersions(versionOf(left), version) < 0;
}

const versionOf = ({ metadata }: coreV1.ConfigMap): string => metadata?.resourceVersion ?? "";
