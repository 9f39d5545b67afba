import type { InformerProgram, Operation, Scenario } from "../scenario/scenario.ts";

/** Runs that one minimisation may take. */
const runsMax = 600;

/**
 * Makes a scenario smaller and plainer while it still fails: operations, objects and settings go one by one, times and
 * names become round. `fails` says whether a candidate still shows the same failure.
 */
export function minimise(scenario: Scenario, fails: (candidate: Scenario) => boolean): Scenario {
  let best = scenario;
  let runs = 0;
  let isSmaller = true;
  while (isSmaller && runs < runsMax) {
    isSmaller = false;
    for (const simplify of simplifications) {
      for (let position = 0; runs < runsMax; ) {
        const candidate = simplify(best, position);
        if (candidate === "end") break;
        if (candidate === undefined) {
          position += 1;
          continue;
        }
        runs += 1;
        if (fails(candidate)) {
          best = candidate;
          isSmaller = true;
        } else position += 1;
      }
    }
  }
  return best;
}

/** One way to simplify: the candidate at a position, undefined when there is nothing to do there, `end` after the last. */
type Simplify = (scenario: Scenario, position: number) => Scenario | undefined | "end";

const simplifications: readonly Simplify[] = [
  (scenario, position) => without(scenario, "script", position),
  (scenario, position) => without(scenario, "objects", position),
  (scenario, position) => {
    if (position >= scenario.informers.length) return "end";
    return scenario.informers.length > 1
      ? { ...scenario, informers: scenario.informers.filter((_one, index) => index !== position) }
      : undefined;
  },
  (scenario, position) => dropField(scenario, ["network", "schedule"], position),
  (scenario, position) => {
    if (position > 0) return "end";
    if (scenario.queues === undefined) return undefined;
    const { queues: _queues, ...rest } = scenario;
    return { ...rest, informers: rest.informers.map((informer) => withoutWork(informer)) };
  },
  (scenario, position) =>
    eachInformer(scenario, position, informerFields.length, (informer, field) =>
      dropField(informer, informerFields, field),
    ),
  (scenario, position) =>
    eachInformer(scenario, position, 4, (informer, index) => {
      const handlers = informer.handlers ?? [];
      return index < handlers.length && handlers.length > 1
        ? { ...informer, handlers: handlers.filter((_one, own) => own !== index) }
        : undefined;
    }),
  (scenario, position) =>
    eachInformer(scenario, position, 4 * handlerFields.length, (informer, place) => {
      const index = Math.floor(place / handlerFields.length);
      const handler = informer.handlers?.[index];
      const simpler = handler && dropField(handler, handlerFields, place % handlerFields.length);
      if (simpler === undefined || simpler === "end") return undefined;
      return { ...informer, handlers: (informer.handlers ?? []).with(index, simpler) };
    }),
  (scenario, position) => {
    if (position > 0) return "end";
    return scenario.seed === 1 ? undefined : { ...scenario, seed: 1 };
  },
  (scenario, position) => eachOperation(scenario, position, roundTime),
  withTheOneBefore,
  (scenario, position) => {
    if (position > 0) return "end";
    if ((scenario.script ?? []).every(({ id }) => id === undefined)) return undefined;
    return {
      ...scenario,
      script: (scenario.script ?? []).map(({ id: _id, ...operation }) => operation as Operation),
    };
  },
];

const informerFields = [
  "watchList",
  "resyncPeriodMs",
  "labelSelector",
  "indexLabels",
  "stopAtMs",
] as const;
const handlerFields = [
  "durationMs",
  "throwsOn",
  "resyncPeriodMs",
  "addAtMs",
  "removeAtMs",
] as const;

function without(
  scenario: Scenario,
  list: "script" | "objects",
  position: number,
): Scenario | "end" {
  const items = scenario[list] ?? [];
  if (position >= items.length) return "end";
  return { ...scenario, [list]: items.filter((_item, index) => index !== position) };
}

function dropField<T extends object>(
  value: T,
  fields: readonly (keyof T)[],
  position: number,
): T | undefined | "end" {
  const field = fields[position];
  if (field === undefined) return "end";
  if (value[field] === undefined) return undefined;
  const { [field]: _dropped, ...rest } = value;
  return rest as T;
}

function withoutWork(informer: InformerProgram): InformerProgram {
  const handlers = informer.handlers?.map(({ enqueuesTo: _queue, ...handler }) => handler);
  return handlers === undefined ? informer : { ...informer, handlers };
}

function eachInformer(
  scenario: Scenario,
  position: number,
  places: number,
  change: (informer: InformerProgram, place: number) => InformerProgram | undefined | "end",
): Scenario | undefined | "end" {
  const index = Math.floor(position / places);
  const informer = scenario.informers[index];
  if (informer === undefined) return "end";
  const changed = change(informer, position % places);
  return changed === undefined || changed === "end"
    ? undefined
    : { ...scenario, informers: scenario.informers.with(index, changed) };
}

function eachOperation(
  scenario: Scenario,
  position: number,
  change: (operation: Operation) => Operation | undefined,
): Scenario | undefined | "end" {
  const script = scenario.script ?? [];
  const operation = script[position];
  if (operation === undefined) return "end";
  const changed = change(operation);
  if (changed === undefined) return undefined;
  return {
    ...scenario,
    script: script.with(position, changed).toSorted((a, b) => a.atMs - b.atMs),
  };
}

/** At the same instant as the one before: what had to be repeated later may then be left out. */
function withTheOneBefore(scenario: Scenario, position: number): Scenario | undefined | "end" {
  const before = scenario.script?.[position - 1];
  return eachOperation(scenario, position, (operation) =>
    before === undefined || before.atMs === operation.atMs
      ? undefined
      : { ...operation, atMs: before.atMs },
  );
}

function roundTime(operation: Operation): Operation | undefined {
  const atMs = Math.round(operation.atMs / 100) * 100;
  return atMs === operation.atMs ? undefined : { ...operation, atMs };
}
