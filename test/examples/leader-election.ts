import { isConflict, isNotFound } from "@informerlab/core";
import { type coordinationV1, type coreV1, resources } from "@informerlab/core/kinds";
import {
  always,
  type ChaosOptions,
  type ControllerUnderTest,
  eventually,
  type Program,
  sometimes,
} from "@informerlab/test";

const { leases } = resources.coordination.v1;
const { configMaps } = resources.core.v1;

const leaseKey = "default/copier";
const leaseSeconds = 4;
const periodMs = 1000;

/** How the one who believes to lead writes. */
type Writing = "over whatever is there" | "fenced";

/**
 * Two replicas, of which the leader copies the ConfigMap `wanted` to `result`. One that was held up may still believe
 * to lead when another does. Writing over whatever is there it undoes what the new leader did; fenced, it writes only
 * on top of what it has read, and only while nobody of a later term has written.
 */
export function copier(writing: Writing): ControllerUnderTest {
  return { name: "copier", replicas: 2, start: (program) => start(program, writing) };
}

async function start(program: Program, writing: Writing): Promise<void> {
  const { informers, client, sleep, name, now } = program;
  const wanted = informers.core.v1.configMaps.informer();
  informers.start();
  await informers.waitForCacheSync();
  for (;;) {
    try {
      const term = await lead();
      if (term !== undefined) await copy(term);
    } catch {
      // The next round tries again.
    }
    await sleep(periodMs);
  }

  /** Takes or renews the lease; the number of the term when this replica leads. */
  async function lead(): Promise<number | undefined> {
    const lease = await find(() => client.get(leases, leaseKey));
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: leaseSeconds,
      renewTime: now().toISOString().replace("Z", "000Z"),
    };
    if (lease === undefined) {
      await client.create(leases, {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { namespace: "default", name: "copier" },
        spec: { ...spec, leaseTransitions: 1 },
      });
      return 1;
    }
    const { holderIdentity, renewTime, leaseTransitions = 1 } = lease.spec ?? {};
    const isMine = holderIdentity === name;
    const isFree = now().getTime() - Date.parse(renewTime ?? "") > leaseSeconds * 1000;
    if (!isMine && !isFree) return undefined;
    const term = isMine ? leaseTransitions : leaseTransitions + 1;
    await client.update(leases, { ...lease, spec: { ...spec, leaseTransitions: term } });
    return term;
  }

  async function copy(term: number): Promise<void> {
    const value = wanted.indexer.getByKey("default/wanted")?.data?.["value"];
    if (value === undefined) return;
    const result = await find(() => client.get(configMaps, "default/result"));
    const data = { value, term: String(term), by: name };
    if (result === undefined) {
      await client.create(configMaps, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { namespace: "default", name: "result" },
        data,
      });
    } else if (writing === "over whatever is there") {
      await client.patch(configMaps, "default/result", { data });
    } else if (Number(result.data?.["term"]) <= term) {
      await ignoring(isConflict, client.update(configMaps, { ...result, data }));
    }
  }
}

async function find<T>(get: () => Promise<T>): Promise<T | undefined> {
  return ignoring(isNotFound, get());
}

async function ignoring<T>(
  isExpected: (error: unknown) => boolean,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isExpected(error)) return undefined;
    throw error;
  }
}

const mapOf = (value: string): coreV1.ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  data: { value },
});

function termOf(object: unknown): number {
  return Number((object as coreV1.ConfigMap).data?.["term"]);
}

/** What users do, and what must hold. */
export const options: ChaosOptions = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      names: ["wanted"],
      variants: [mapOf("one"), mapOf("two"), mapOf("three")],
      deletes: false,
    },
  ],
  settleMs: 15_000,
  invariants: [
    always("terms of the result never go back", ({ commit, commits }) => {
      if (commit?.key !== "default/result") return true;
      const before = commits
        .filter(({ key, resource }) => key === commit.key && resource === "configmaps")
        .at(-2);
      if (before === undefined || termOf(before.object) <= termOf(commit.object)) return true;
      return `${commit.by} writes for term ${termOf(commit.object)} over what ${before.by} wrote for term ${termOf(before.object)}`;
    }),
    eventually("the result is what is wanted", ({ get }) => {
      const wanted = get(configMaps, "default/wanted")?.data?.["value"];
      const result = get(configMaps, "default/result")?.data?.["value"];
      return wanted === result || `${wanted} is wanted, the result is ${result}`;
    }),
    sometimes("another replica takes over", ({ commit }) => {
      const lease = commit?.object as coordinationV1.Lease | undefined;
      return (
        commit?.resource === "leases.coordination.k8s.io" &&
        (lease?.spec?.leaseTransitions ?? 0) > 1
      );
    }),
  ],
};
