import type { KubernetesObject } from "@informerlab/core";
import fc from "fast-check";
import type { ChaosOptions } from "./controller.ts";
import type { ChaosPlan, PlanAction, PlanOperation } from "./plan.ts";
import { clocksApart, type TroubleName, troubleNames, troubleOf } from "./trouble.ts";
import type { Subject } from "./workload.ts";

/** The numbers of one operation. `id` survives shrinking: draws are keyed by it. */
type OperationDraw = readonly [
  id: number,
  kind: number,
  which: number,
  time: number,
  detail: number,
];

type PlanDraw = readonly [
  seed: number,
  swarm: number,
  shape: readonly [latency: number, jitter: number, isRandom: boolean, timeScale: number],
  operations: readonly OperationDraw[],
];

/** Over how long a script is spread: a burst, a second, half a minute. */
const timeScalesMs = [50, 1000, 8000, 30_000] as const;
const latenciesMs = [1, 5, 20, 100] as const;
const operationsMaxDefault = 12;

/** Makes an action from the numbers of one operation. */
type ActionKind = (which: number, detail: number, forMs: number) => PlanAction;

/**
 * Random plans: what users do, and trouble. Each plan has most kinds of trouble switched off, so that the few left act
 * together (swarm testing), every eighth has none; each begins with an object of every kind that users own.
 */
export function planArbitrary(
  options: ChaosOptions,
  processes: readonly string[],
): fc.Arbitrary<ChaosPlan> {
  const { operationsMax = operationsMaxDefault } = options;
  const draw: fc.Arbitrary<PlanDraw> = fc.tuple(
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.tuple(fc.nat(3), fc.nat(2), fc.boolean(), fc.nat(timeScalesMs.length - 1)),
    fc.array(
      fc.tuple(
        fc.noShrink(fc.nat(0xffffff)),
        fc.nat(0xffff),
        fc.nat(0xff),
        fc.nat(999),
        fc.nat(0xffff),
      ),
      { minLength: 1, maxLength: operationsMax, size: "max" },
    ),
  );
  return draw.map((numbers) => toPlan(numbers, options, processes));
}

function toPlan(
  [seed, swarm, [latency, jitter, isRandom, timeScale], operations]: PlanDraw,
  options: ChaosOptions,
  processes: readonly string[],
): ChaosPlan {
  const { users = [], troubles = troubleNames } = options;
  const timeMsMax = timeScalesMs[timeScale] ?? 1000;
  const chosen = chosenTroubles(troubles, swarm);
  const kinds = actionKinds(options, processes, chosen);
  const first = users.map(
    (subject, index): PlanOperation => ({
      id: `first-${index + 1}`,
      atMs: 0,
      ...createOf(subject, 0, swarm + index),
    }),
  );
  const script = operations.map(([id, kind, which, time, detail]): PlanOperation => {
    const make = kinds[kind % kinds.length] as ActionKind;
    const forMs = 1 + Math.floor(((detail % 100) * timeMsMax) / 100);
    return {
      id: `o${id.toString(36)}`,
      atMs: Math.floor((time * timeMsMax) / 1000),
      ...make(which, detail, forMs),
    };
  });
  return {
    version: 1,
    processes,
    seed,
    ...(isRandom ? { schedule: "random" } : {}),
    network: { latencyMs: latenciesMs[latency] ?? 1, jitterMs: jitter * 9 },
    ...(chosen.includes("clocks-apart") ? { clocks: clocksApart(processes, seed) } : {}),
    script: [...first, ...script].sort((a, b) => a.atMs - b.atMs),
  };
}

/** What may happen in one plan: all that users do, and the few kinds of trouble that its number chooses. */
function actionKinds(
  { users = [], accidents = [] }: ChaosOptions,
  processes: readonly string[],
  chosen: readonly TroubleName[],
): readonly ActionKind[] {
  const calm: ActionKind[] = [];
  for (const subject of users) {
    calm.push((which, detail) => createOf(subject, which, detail));
    calm.push((which, detail) => ({
      do: "change",
      ...namedOf(subject, which),
      to: variantOf(subject, detail),
    }));
    if (subject.deletes !== false)
      calm.push((which) => ({ do: "delete", ...namedOf(subject, which) }));
  }
  for (const { resource, do: befalls } of accidents) {
    calm.push((which) =>
      befalls === "delete"
        ? { do: "delete", resource, pick: which }
        : { do: "change", resource, pick: which, to: befalls },
    );
  }
  const trouble = chosen.flatMap((name): readonly ActionKind[] =>
    name === "clocks-apart"
      ? []
      : [
          (which, detail, forMs) =>
            troubleOf(name, { detail, process: processes[which % processes.length] ?? "", forMs }),
        ],
  );
  if (calm.length === 0 || trouble.length === 0) return [...calm, ...trouble];
  // About half of a script is trouble, however many kinds users have.
  const times = Math.max(1, Math.round(calm.length / trouble.length));
  return [...calm, ...Array.from({ length: times }, () => trouble).flat()];
}

function chosenTroubles(troubles: readonly TroubleName[], swarm: number): readonly TroubleName[] {
  if (swarm % 8 === 0) return [];
  const candidates = [...troubles];
  const chosen: TroubleName[] = [];
  let rest = Math.floor(swarm / 8);
  const wanted = 1 + (rest % 4);
  rest = Math.floor(rest / 4);
  while (chosen.length < wanted && candidates.length > 0) {
    chosen.push(...candidates.splice(rest % candidates.length, 1));
    rest = Math.floor(rest / 7);
  }
  return chosen;
}

function createOf(subject: Subject, which: number, detail: number): PlanAction {
  const { namespace, name } = namedOf(subject, which);
  const variant = variantOf(subject, detail);
  return {
    do: "create",
    object: {
      ...variant,
      metadata: { ...variant.metadata, name, ...(namespace === undefined ? {} : { namespace }) },
    },
  };
}

function variantOf(
  { variants }: Subject,
  detail: number,
): KubernetesObject & Readonly<Record<string, unknown>> {
  return (variants[detail % variants.length] ?? variants[0]) as KubernetesObject &
    Readonly<Record<string, unknown>>;
}

function namedOf(
  { resource, names = ["a", "b"], namespace }: Subject,
  which: number,
): {
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string;
} {
  const name = names[which % names.length] ?? "a";
  return { resource, name, ...(namespace === undefined ? {} : { namespace }) };
}
