import { isConflict, isNotFound, LeaderElector, LeaseLock, ObjectClient } from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import {
  always,
  type ChaosOptions,
  type ControllerUnderTest,
  eventually,
  leaderElected,
  onlyTheLeaderWrites,
  type Program,
  type Rule,
  type TroubleName,
  troubleNames,
} from "@informerlab/test";

const { leases } = resources.coordination.v1;
const { configMaps } = resources.core.v1;

const periodMs = 1500;
/** A leader that cannot renew writes for five seconds more; seven are left for what is under way before another leads. */
const times = { leaseDurationMs: 12_000, renewDeadlineMs: 4000, retryPeriodMs: 1000 };

/** How the one who believes to lead writes. */
export type Writing = "over whatever is there" | "fenced";

/** When a leader that is asked to end gives the Lease up: at once, whatever is under way, or when its work is done. */
export type Leaving = "at once" | "when its work is done";

/**
 * Two replicas, of which the leader copies the ConfigMap `wanted` to `result`. One that was held up may still believe
 * to lead when another does. Writing over whatever is there it undoes what the new leader did; fenced, it writes only
 * on top of what it has read, and only while nobody of a later term has written.
 */
export function copier(
  writing: Writing,
  leaving: Leaving = "when its work is done",
): ControllerUnderTest {
  return { name: "copier", replicas: 2, start: (program) => start(program, writing, leaving) };
}

async function start(program: Program, writing: Writing, leaving: Leaving): Promise<void> {
  const { informers, client, sleep, environment, identity, stop, transport } = program;
  const wanted = informers.core.v1.configMaps.informer();
  informers.start();
  await informers.waitForCacheSync();
  const lock = new LeaseLock({
    leases: new ObjectClient(transport, leases),
    namespace: "default",
    name: "copier",
    identity,
  });
  const elected = new AbortController();
  let work: Promise<void> = Promise.resolve();
  const elector = new LeaderElector(environment, {
    lock,
    ...times,
    onStartedLeading: (leading) => {
      work = copyWhile(leading);
    },
    onStoppedLeading: () => {},
  });
  stop.addEventListener("abort", async () => {
    if (leaving === "when its work is done") await work;
    elected.abort();
  });
  void candidate();

  async function candidate(): Promise<void> {
    while (!stop.aborted) await elector.run(elected.signal);
  }

  async function copyWhile(leading: { readonly aborted: boolean }): Promise<void> {
    while (!isOver(leading)) {
      await copy(leading).catch(() => {
        // The next round tries again.
      });
      await sleep(periodMs);
    }
  }

  /** A leader that leaves at once lets its work go on until the process ends. */
  function isOver(leading: { readonly aborted: boolean }): boolean {
    return stop.aborted ? leaving !== "at once" : leading.aborted;
  }

  async function copy(leading: { readonly aborted: boolean }): Promise<void> {
    const term = lock.lease?.spec?.leaseTransitions ?? 0;
    const value = wanted.indexer.getByKey("default/wanted")?.data?.["value"];
    if (value === undefined) return;
    const result = await find(client.get(configMaps, "default/result"));
    const data = { value, term: String(term), by: identity };
    if (isOver(leading)) return;
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

async function find<T>(work: Promise<T>): Promise<T | undefined> {
  return ignoring(isNotFound, work);
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

const termsNeverGoBack: Rule = always(
  "terms of the result never go back",
  ({ commit, commits }) => {
    if (commit?.key !== "default/result") return true;
    const before = commits
      .filter(({ key, resource }) => key === commit.key && resource === "configmaps")
      .at(-2);
    if (before === undefined || termOf(before.object) <= termOf(commit.object)) return true;
    return `${commit.by} writes for term ${termOf(commit.object)} over what ${before.by} wrote for term ${termOf(before.object)}`;
  },
);

/** What users do, and what must hold, whatever happens. */
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
  settleMs: 25_000,
  invariants: [
    ...leaderElected("default/copier"),
    termsNeverGoBack,
    eventually("the result is what is wanted", ({ get }) => {
      const wanted = get(configMaps, "default/wanted")?.data?.["value"];
      const result = get(configMaps, "default/result")?.data?.["value"];
      return wanted === result || `${wanted} is wanted, the result is ${result}`;
    }),
  ],
};

const withoutPauses: readonly TroubleName[] = troubleNames.filter((name) => name !== "pause");

/** What must hold, too, as long as no process is held up: then not even a write that is not fenced comes too late. */
export const unpaused: ChaosOptions = {
  ...options,
  troubles: withoutPauses,
  invariants: [...options.invariants, ...onlyTheLeaderWrites({ lease: "default/copier" })],
};
