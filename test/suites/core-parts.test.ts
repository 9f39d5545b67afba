import {
  enqueueOwner,
  FilteringResourceEventHandler,
  LeaderElector,
  LeaseLock,
  MutationCache,
  parallelizeUntil,
  retryOnConflict,
} from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";
import {
  type ChaosOptions,
  type ControllerUnderTest,
  chaosTest,
  replayChaos,
} from "@informerlab/test";
import { describe, expect, test } from "vitest";
import { adder, adderRules } from "./core-parts/adder.ts";
import { bearer, bearerRules } from "./core-parts/bearer.ts";
import { caller, callerRules } from "./core-parts/caller.ts";
import { candidate, candidateRules } from "./core-parts/candidate.ts";
import { careless, carelessRules } from "./core-parts/careless.ts";
import { counter, counterRules } from "./core-parts/counter.ts";
import { drizzle, drizzleRules } from "./core-parts/drizzle.ts";
import { flood, floodRules } from "./core-parts/flood.ts";
import { owners, ownersRules } from "./core-parts/owners.ts";
import { parallel, parallelRules } from "./core-parts/parallel.ts";
import { registrar, registrarRules } from "./core-parts/registrar.ts";
import {
  answerAfterTheEnd,
  goneUnseen,
  stoppedWhenAnotherLeads,
} from "./core-parts/seldom-plans.ts";
import { sweeper, sweeperRules } from "./core-parts/sweeper.ts";
import { cutBytes, translator, translatorRules } from "./core-parts/translator.ts";

/** Runs are counted, not timed: a machine may be busy. */
const timeout = 600_000;

/** A part of the core that a program uses beside its informers, and the same with a mistake. */
interface Part {
  readonly name: string;
  readonly options: ChaosOptions;
  readonly right: ControllerUnderTest;
  readonly wrong: Readonly<Record<string, ControllerUnderTest>>;
  /** What chance brings too seldom. */
  readonly seldom?: Readonly<Record<string, string>>;
}

class Forgetful extends MutationCache<coreV1.ConfigMap> {
  override onDelete(): void {}
}

class Boastful extends MutationCache<coreV1.ConfigMap> {
  #own: coreV1.ConfigMap | undefined;

  override mutation(object: coreV1.ConfigMap): void {
    this.#own = object;
    super.mutation(object);
  }

  override getByKey(key: string): coreV1.ConfigMap | undefined {
    const found = super.getByKey(key);
    const isOwn = found?.metadata?.uid === this.#own?.metadata?.uid;
    return isOwn ? this.#own : found;
  }
}

class Forgiving extends LeaseLock {
  override async update(...given: Parameters<LeaseLock["update"]>): Promise<void> {
    await this.get(given[1]);
    return super.update(...given);
  }
}

class Clinging extends FilteringResourceEventHandler<coreV1.Secret> {
  override onUpdate(old: coreV1.Secret, now: coreV1.Secret): void {
    this.onAdd(now, old === undefined);
  }
}

const parts: readonly Part[] = [
  { name: "every call of the client", options: callerRules, right: caller(), wrong: {} },
  {
    name: "much at once, and rehearsals",
    options: sweeperRules,
    right: sweeper(),
    wrong: {
      "sweeps everything": sweeper({
        sweep: (client) => client.deleteCollection({}),
        rehearsals: [],
      }),
      "means it": sweeper({
        sweep: async () => undefined,
        rehearsals: [(client, name) => client.delete(name)],
      }),
    },
  },
  {
    name: "own writes over a cache",
    options: counterRules,
    right: counter(),
    wrong: {
      "forgets what is gone": counter((options) => new Forgetful(options)),
      "holds its own write for the newest": counter((options) => new Boastful(options)),
    },
    seldom: { "the answer to a write comes after its object is gone": answerAfterTheEnd },
  },
  {
    name: "a retry on conflict",
    options: adderRules,
    right: adder(),
    wrong: {
      "gives up too soon": adder((environment, attempt) =>
        retryOnConflict(environment, attempt, { steps: 2 }),
      ),
      "does not wait": adder((environment, attempt) =>
        retryOnConflict(environment, attempt, { initialMs: 1 }),
      ),
    },
  },
  {
    name: "work in pieces",
    options: parallelRules,
    right: parallel(),
    wrong: {
      "has one worker more": parallel((environment, options, piece) =>
        parallelizeUntil(environment, { ...options, workers: options.workers + 1 }, piece),
      ),
      "leaves a piece out": parallel((environment, options, piece) =>
        parallelizeUntil(environment, { ...options, pieces: options.pieces - 1 }, piece),
      ),
    },
  },
  {
    name: "owners and a filter",
    options: ownersRules,
    right: owners(),
    wrong: {
      "does not tell the former owner": owners({
        owner: (queue, options) => {
          const handler = enqueueOwner(queue, options);
          return { ...handler, onUpdate: (_old, now) => handler.onAdd(now) };
        },
      }),
      "lets nothing go that it accepted": owners({
        createFilter: (...given) => new Clinging(...given),
      }),
    },
    seldom: { "what is owned goes while nobody watches": goneUnseen },
  },
  {
    name: "a flood of events",
    options: floodRules,
    right: flood(),
    wrong: {
      "has no dam": flood({ correlator: { burst: 1000 } }),
      "joins nothing": flood({ correlator: { similarMax: 100 } }),
    },
  },
  {
    name: "a drizzle of events",
    options: drizzleRules,
    right: drizzle(),
    wrong: {
      "forgets soon what is alike": drizzle({ correlator: { similarIntervalMs: 200_000 } }),
      "lets more through after a dry time": drizzle({ correlator: { burst: 30 } }),
    },
  },
  {
    name: "an election",
    options: candidateRules,
    right: candidate(),
    wrong: {
      "reads before each renewal": candidate({ createLock: (options) => new Forgiving(options) }),
      "leaves its timers": candidate({
        createElector: ({ clock, ...rest }, options) => {
          const after: typeof clock.after = (...given) => {
            clock.after(...given);
            return () => {};
          };
          return new LeaderElector({ ...rest, clock: { now: () => clock.now(), after } }, options);
        },
      }),
      "waits in step with the others": candidate({
        createElector: ({ random: _chance, ...rest }, options) => {
          const drawn = { next: () => 0, fork: () => drawn };
          return new LeaderElector({ ...rest, random: drawn }, options);
        },
      }),
    },
    seldom: { "one is stopped when another leads already": stoppedWhenAnotherLeads },
  },
  {
    name: "changes of cached objects",
    options: carelessRules,
    right: careless(),
    wrong: { "does not look": careless({ detectMutations: false }) },
  },
  {
    name: "a token that runs out",
    options: bearerRules,
    right: bearer(),
    wrong: {
      "shows its first one for ever": bearer((source) => ({ headers: source.headers() })),
    },
  },
  {
    name: "names without contents",
    options: registrarRules,
    right: registrar(),
    wrong: {
      "reads whole objects": registrar({ representation: "objects" }),
      "reads them all": registrar({ tweakListOptions: (options) => options }),
    },
  },
  {
    name: "names without contents, listed",
    options: registrarRules,
    right: registrar({ useWatchList: false }),
    wrong: {},
  },
  {
    name: "text in many scripts",
    options: translatorRules,
    right: translator(),
    wrong: { "reads each piece by itself": translator((fetch) => readByPiece(cutBytes(7)(fetch))) },
  },
];

type Fetch = Parameters<NonNullable<Parameters<typeof translator>[0]>>[0];

/** Characters that are cut are lost. */
function readByPiece(fetch: Fetch): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (answer.body === null) return answer;
    const read = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) =>
        controller.enqueue(new TextEncoder().encode(new TextDecoder().decode(bytes))),
    });
    const { status, headers } = answer;
    return new Response(answer.body.pipeThrough(read), { status, headers });
  };
}

describe.each(parts)("$name", ({ options, right, wrong, seldom = {} }) => {
  test("nothing is lost, whatever happens", { timeout }, async () => {
    const report = await chaosTest(right, { ...options, runs: 30 });

    expect(Object.keys(report.struck).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(seldom))("nothing is lost when %s", { timeout }, async (_when, plan) => {
    const { failure } = await replayChaos(right, options, plan);

    expect(failure).toBeUndefined();
  });

  test.each(Object.entries(wrong))("one that %s is found", { timeout }, async (_what, mistaken) => {
    await expect(chaosTest(mistaken, { ...options, runs: 150 })).rejects.toThrow("(found in run ");
  });
});
