import { LeaderElector, LeaseLock, ObjectClient, type StopSignal } from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import {
  type ChaosOptions,
  type ControllerUnderTest,
  type Program,
  processesOf,
} from "../controller.ts";
import { planArbitrary } from "../plan/plan-arbitrary.ts";
import { troubleNames } from "../plan/trouble.ts";
import type { Failure } from "../run/run-judge.ts";
import { runPlan } from "../run/run-plan.ts";
import { leaderElected, onlyTheLeaderWrites } from "./leadership.ts";

const { leases } = resources.coordination.v1;
const { configMaps } = resources.core.v1;

type Elected = Parameters<LeaseLock["update"]>[0];
type LockOptions = ConstructorParameters<typeof LeaseLock>[0];

/** What a candidate is made of. */
interface Parts {
  readonly createLock?: (options: LockOptions, program: Program) => LeaseLock;
  /** What the leader's work takes for the end of its lead. */
  readonly endOfWork?: (leading: StopSignal, program: Program) => StopSignal;
  readonly runsAgain?: boolean;
  readonly replicas?: number;
  readonly afterStop?: (program: Program) => Promise<unknown>;
}

/** Two candidates; the one that leads counts in a ConfigMap. */
function candidates(parts: Parts = {}): ControllerUnderTest {
  return {
    name: "candidate",
    replicas: parts.replicas ?? 2,
    start: (program) => start(program, parts),
  };
}

function start(program: Program, parts: Parts): void {
  const { client, sleep, environment, identity, stop, transport } = program;
  const { createLock = (options) => new LeaseLock(options), endOfWork = (leading) => leading } =
    parts;
  const lock = createLock(
    {
      leases: new ObjectClient(transport, leases),
      namespace: "default",
      name: "lock",
      identity,
    },
    program,
  );
  let work: Promise<void> = Promise.resolve();
  const elected = new AbortController();
  const elector = new LeaderElector(environment, {
    lock,
    leaseDurationMs: 12_000,
    renewDeadlineMs: 4000,
    retryPeriodMs: 1000,
    onStartedLeading: (leading) => {
      work = count(endOfWork(leading, program));
    },
    onStoppedLeading: () => {},
  });
  stop.addEventListener("abort", async () => {
    await work;
    await parts.afterStop?.(program);
    elected.abort();
  });
  void lead();

  async function lead(): Promise<void> {
    do await elector.run(elected.signal);
    while (!stop.aborted && parts.runsAgain !== false);
  }

  async function count(end: StopSignal): Promise<void> {
    for (let round = 1; !end.aborted && !stop.aborted; round++) {
      const map: coreV1.ConfigMap = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "count", namespace: "default" },
        data: { round: String(round) },
      };
      const patch = { type: "apply", fieldManager: "candidate", force: true } as const;
      await client.patch(configMaps, "default/count", map, patch).catch(() => {});
      await sleep(1500);
    }
  }
}

const options: ChaosOptions = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      names: ["other"],
      variants: [{ apiVersion: "v1", kind: "ConfigMap" }],
    },
  ],
  settleMs: 20_000,
  troubles: troubleNames.filter((name) => name !== "pause"),
  invariants: [...leaderElected("default/lock"), ...onlyTheLeaderWrites({ lease: "default/lock" })],
};

/** A lock that lies to its elector, or for it. */
class Lock extends LeaseLock {
  readonly #change: (record: Elected, known: LeaseLock["lease"]) => Elected;

  constructor(
    given: LockOptions,
    change: (record: Elected, known: LeaseLock["lease"]) => Elected = (record) => record,
  ) {
    super(given);
    this.#change = change;
  }

  override async update(record: Elected, signal?: StopSignal): Promise<void> {
    await super.update(this.#change(record, this.lease), signal);
  }
}

/** What decides who leads; all else only makes runs longer. */
const troubles = [
  "cut-off",
  "verb-refused",
  "crash",
  "stop",
  "slow-requests",
  "clocks-apart",
] as const;
/** Runs are counted, not timed: a machine may be busy. */
const timeout = 600_000;

const never: StopSignal = {
  aborted: false,
  addEventListener: () => {},
  removeEventListener: () => {},
};

const planted: readonly (readonly [bug: string, parts: Parts, rules: readonly string[]])[] = [
  [
    "a leader that goes on when its lead has ended",
    { endOfWork: () => never },
    ["never two leaders write", "who has lost the Lease stops"],
  ],
  [
    "a leader that takes a renewal which failed for done",
    {
      createLock: (given) =>
        new (class extends Lock {
          override async update(record: Elected, signal?: StopSignal): Promise<void> {
            if (this.lease?.spec?.holderIdentity !== this.identity)
              return super.update(record, signal);
            await super.update(record, signal).catch(() => {});
          }
        })(given),
    },
    ["never two leaders write", "who has lost the Lease stops"],
  ],
  [
    "a new leader that writes the old leaseTransitions",
    {
      createLock: (given) =>
        new Lock(given, (record, known) => ({
          ...record,
          leaderTransitions: known?.spec?.leaseTransitions ?? 0,
        })),
    },
    ["each holder of a Lease has a term of its own"],
  ],
  [
    "a renewal that says it leads since now",
    {
      createLock: (given) =>
        new Lock(given, (record) => ({ ...record, acquiredAt: record.renewedAt })),
    },
    ["each holder of a Lease has a term of its own"],
  ],
  [
    "a candidate that gives the Lease up by deleting it, whoever holds it",
    {
      afterStop: ({ client }) => client.delete(leases, "default/lock").catch(() => {}),
    },
    ["a Lease is taken only when it is free"],
  ],
  [
    "a candidate that believes the holder's clock to be its own",
    {
      createLock: (given, { now }) =>
        new (class extends Lock {
          override async get(signal?: StopSignal): Promise<Elected> {
            const found = await super.get(signal);
            const isOver = found.renewedAt + found.leaseDurationSeconds * 1000 < now().getTime();
            return isOver ? { ...found, holderIdentity: "" } : found;
          }
        })(given),
    },
    ["a Lease is taken only when it is free", "each holder of a Lease has a term of its own"],
  ],
  [
    "a candidate that waits for half of a lease",
    {
      createLock: (given) =>
        new (class extends Lock {
          override async get(signal?: StopSignal): Promise<Elected> {
            const found = await super.get(signal);
            return { ...found, leaseDurationSeconds: found.leaseDurationSeconds / 2 };
          }
        })(given),
    },
    ["a Lease is taken only when it is free"],
  ],
  [
    "a write of the Lease that no version guards",
    {
      createLock: (given) =>
        new (class extends Lock {
          override async update(record: Elected, signal?: StopSignal): Promise<void> {
            await super.get(signal);
            await super.update(record, signal);
          }
        })(given),
    },
    ["a Lease is taken only when it is free", "each holder of a Lease has a term of its own"],
  ],
  [
    "a candidate that runs once only",
    { runsAgain: false, replicas: 1 },
    ["there is a leader again"],
  ],
];

test.each(planted)("%s is found", { timeout }, async (_bug, parts, rules) => {
  expect(rules).toContain((await firstFailure(candidates(parts)))?.rule);
});

test("two faults without a name may begin at one time", async () => {
  const fault = { do: "fault", fault: { on: {}, do: { status: 500 } }, forMs: 1 } as const;
  const script = [
    { atMs: 0, ...fault },
    { atMs: 0, ...fault },
  ];
  const plan = { version: 1, processes: ["candidate-1", "candidate-2"], script } as const;

  expect((await runPlan([candidates()], options, plan)).failure).toBeUndefined();
});

/** The first failure of random plans, as it came: nothing here needs it small. */
async function firstFailure(controller: ControllerUnderTest): Promise<Failure | undefined> {
  const chaos = { ...options, troubles };
  const names = processesOf([controller]).map(({ name }) => name);
  for (const plan of fc.sample(planArbitrary(chaos, names), { seed: 1, numRuns: 300 })) {
    const { failure } = await runPlan([controller], chaos, plan);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

test("the core's elector keeps every rule, whatever happens but being held up", {
  timeout,
}, async () => {
  const report = await chaosTest(candidates(), { ...options, runs: 60 });

  expect(report.struck).toMatchObject({
    "clocks-apart": expect.any(Number),
    crash: expect.any(Number),
    stop: expect.any(Number),
  });
});
