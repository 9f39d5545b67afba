import type { Fault } from "@informerlab/fake-apiserver";
import fc from "fast-check";
import { informerName } from "../scenario/defaults.ts";
import type {
  HandlerProgram,
  InformerProgram,
  NetworkProgram,
  Operation,
  Scenario,
  ScenarioObject,
} from "../scenario/scenario.ts";
import { keyOf } from "./composites.ts";
import { labelsFor } from "./context.ts";
import {
  effective,
  type OperationDraw,
  objectNumber,
  operationKinds,
  toOperations,
} from "./operations.ts";
import { comingBack, objectsFor, type QueueDraw, queueDraw, toQueue } from "./queues.ts";
import { goneTimes } from "./waits.ts";

/** What kind of scenarios are drawn. */
export interface ScenarioArbitraryOptions {
  /** `small`: one informer, few operations. `full`: several informers, handlers and workers. @defaultValue "small" */
  readonly size?: "small" | "full";
  /** @defaultValue all three */
  readonly queues?: readonly NonNullable<InformerProgram["queue"]>[];
  /** Fewest operations that are drawn. @defaultValue 4 */
  readonly operationsMin?: number;
  /** Most operations of a script. @defaultValue 12 for small, 30 for full */
  readonly operationsMax?: number;
}

/** The numbers a scenario is made from: drawn and shrunk as numbers, read as a scenario. */
type Draw = readonly [
  seed: number,
  swarm: number,
  shape: readonly [
    objects: number,
    latency: number,
    jitter: number,
    schedule: number,
    timeScale: number,
    instants: number,
    chunk: number,
  ],
  informers: readonly InformerDraw[],
  queue: QueueDraw,
  operations: readonly OperationDraw[],
];

type InformerDraw = readonly [
  flavour: number,
  watchList: boolean,
  resync: number,
  selector: number,
  handlers: readonly HandlerDraw[],
  stop: number,
  extras: readonly [
    resource: number,
    paging: number,
    deadline: number,
    transform: number,
    start: number,
  ],
];

type HandlerDraw = readonly [
  duration: number,
  adds: number,
  removes: number,
  throws: number,
  resync: number,
  limit: number,
];

/** With these numbers an informer asks for pages; with the next one the server gives them unasked. */
const ownPages: ReadonlySet<number> = new Set([5, 6]);
const everyQueue = ["delta", "real", "real-atomic"] as const;
/** Not `handler-1` and so on: those are what handlers without a name are called. */
const handlerNames = ["a", "b", "c"] as const;
const durationsMs = [0, 5, 40, 700] as const;
/** Two fit into the time in which a run comes to rest: more would be most of what happens in it. */
const resyncPeriodsMs = [0, 0, 20_000, 25_000] as const;
/** Over how long a script is spread: a burst, a second, six seconds, over a minute with idle time in between. */
const timeScalesMs = [20, 1000, 6000, 90_000] as const;
const schedules = ["fifo", "random", "priorities", "random", "priorities"] as const;
/** What an informer may want to see; whoever keeps objects of its own labels them so that all of these show them. */
const selectors = ["zone=a", "zone!=b", "zone in (a,c)", "zone notin (b)", "zone,zone!=b"];
/** Most ways to the server hand over event by event. */
const chunksMs = [0, 0, 0, 0, 0, 0, 0, 2, 20, 150] as const;
/** With these numbers, two in ten, informers speak HTTP. */
const httpChunks: ReadonlySet<number> = new Set([5, 6]);
/** How far apart the pieces of a slow line come: two of the longest are more than a read deadline. */
const piecesMs = [0, 300, 0, 2600] as const;
const slowLineMs = 30_000;
/** How many instants a script is spread over: few, so that much happens at one and may interleave. */
const instantCounts = [4, 1, 12, 1000] as const;

/**
 * Random scenarios, as data: whatever they contain, a correct informer must survive (only sound faults are drawn). Each
 * run switches most kinds of fault off, so that the few left get to act together (swarm testing); chaos is followed
 * by healing. Shrinking removes operations and makes numbers smaller while everything else stays as it was.
 *
 * In some a function of the program throws for a while (`function-throws`): of a write whose index function or transform
 * failed handlers are not told, so a property about handlers leaves these out.
 */
export function scenarioArbitrary(options: ScenarioArbitraryOptions = {}): fc.Arbitrary<Scenario> {
  const { size = "small", queues = everyQueue } = options;
  const isFull = size === "full";
  const { operationsMax = isFull ? 30 : 12, operationsMin = 4 } = options;
  const informer: fc.Arbitrary<InformerDraw> = fc.tuple(
    fc.nat(queues.length - 1),
    fc.boolean(),
    fc.nat(resyncPeriodsMs.length - 1),
    fc.nat(7),
    fc.array(handlerDraw, { minLength: 1, maxLength: isFull ? 3 : 2 }),
    fc.nat(15),
    fc.tuple(fc.nat(7), fc.nat(7), fc.nat(15), fc.nat(7), fc.nat(7)),
  );
  const draw: fc.Arbitrary<Draw> = fc.tuple(
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.tuple(
      fc.nat(10),
      fc.nat(3),
      fc.nat(2),
      fc.nat(schedules.length - 1),
      fc.nat(timeScalesMs.length - 1),
      fc.nat(instantCounts.length - 1),
      fc.nat(chunksMs.length - 1),
    ),
    fc.array(informer, { minLength: 1, maxLength: isFull ? 3 : 1 }),
    queueDraw,
    fc.array(
      fc.tuple(
        fc.noShrink(fc.nat(0xffffff)),
        fc.nat(0xffff),
        fc.nat(9),
        fc.nat(999),
        fc.nat(0xffff),
      ),
      {
        minLength: Math.min(operationsMin, operationsMax),
        maxLength: operationsMax,
        size: "max",
      },
    ),
  );
  // All are choices, not quantities: fast-check's own bias made a third of all runs from the first and the last few numbers,
  // which mean the same kinds of trouble each time.
  return fc.noBias(draw).map((numbers) => toScenario(numbers, queues));
}

const handlerDraw: fc.Arbitrary<HandlerDraw> = fc.tuple(
  fc.nat(7),
  fc.nat(7),
  fc.nat(15),
  fc.nat(7),
  fc.nat(resyncPeriodsMs.length - 1),
  fc.nat(11),
);

function toScenario(
  draw: Draw,
  queues: readonly NonNullable<InformerProgram["queue"]>[],
): Scenario {
  const [
    seed,
    swarm,
    [objects, latency, jitter, schedule, timeScale, instants, chunk],
    informers,
    queue,
    operations,
  ] = draw;
  const timeMsMax = timeScalesMs[timeScale] ?? 1000;
  const programs = informers.map((numbers, index) => toInformer(numbers, index, queues, timeMsMax));
  const http = httpChunks.has(chunk);
  const stage = {
    kinds: operationKinds(swarm, http),
    informers: programs,
    timeMsMax,
    instants: instantCounts[instants] ?? 4,
  };
  const first = firstObjects(objectsFor(queue, objects), programs);
  const drawn: readonly Operation[] = operations
    .flatMap((numbers) => toOperations(numbers, stage))
    .sort((a, b) => a.atMs - b.atMs);
  const script = effective(drawn, first, programs);
  const asking = programs
    .map((program) => suited(withFunctions(program, script), script))
    .map((program, index) => (http ? withDeadline(program, informers[index]) : program));
  const pieceMs =
    script.some(isWatchAskedToWait) ||
    asking.some(({ readDeadlineMs }) => readDeadlineMs !== undefined)
      ? (piecesMs[seed % piecesMs.length] ?? 0)
      : 0;
  const names = programs.map(({ name = "nodes" }) => name);
  const firstKey = keyOf(objectNumber(programs[0]?.resource ?? "nodes", 0));
  const work = names[0] === undefined ? undefined : toQueue(queue, names[0], firstKey);
  const acts = work === undefined ? script : [...script, ...comingBack(work, firstKey, timeMsMax)];
  return {
    version: 1,
    seed,
    ...(schedule === 0 ? {} : { schedule: schedules[schedule] ?? "random" }),
    ...toNetwork({
      latencyMs: latency * 7,
      jitterMs: jitter * 9,
      chunkMs: chunksMs[chunk] ?? 0,
      pageMax:
        informers.some(({ 6: [, paging] }) => paging === 7) ||
        script.some((one) => one.do === "fault" && isGoneThrice(one.fault))
          ? 2
          : 0,
      http,
      pieceMs: http ? pieceMs : 0,
      strays: informers.some(({ 6: [, , , , start] }) => start === 3),
    }),
    ...(first.length === 0 ? {} : { objects: first }),
    informers: asking,
    ...(work === undefined ? {} : { queues: [work] }),
    ...(acts.length === 0 ? {} : { script: acts }),
    // Until then text trickles.
    ...(http && pieceMs > 0 ? { healAtMs: Math.max(timeMsMax, lastMsOf(acts)) + slowLineMs } : {}),
  };
}

/** On a slow line the text of such a refusal still comes when its time is over. */
function isWatchAskedToWait(operation: Operation): boolean {
  if (operation.do !== "fault") return false;
  const { on, do: trouble } = operation.fault;
  return on?.verb === "watch" && "retryAfterSeconds" in trouble;
}

function lastMsOf(script: readonly Operation[]): number {
  return script.reduce((last, { atMs }) => Math.max(last, atMs), 0);
}

/** Among those that read text, half notice when none comes. */
function withDeadline(program: InformerProgram, draw: InformerDraw | undefined): InformerProgram {
  const [, , deadline = 0] = draw?.[6] ?? [];
  return deadline >= 8 ? { ...program, readDeadlineMs: 5000 } : program;
}

/** A function that throws must be there. */
function withFunctions(program: InformerProgram, script: readonly Operation[]): InformerProgram {
  const throwing = script.flatMap((one) =>
    one.do === "function-throws" && one.informer === informerName(program) ? [one.function] : [],
  );
  return {
    ...program,
    ...(throwing.includes("index") ? { indexLabels: ["zone"] } : {}),
    ...(throwing.includes("transform") ? { transform: "trim" } : {}),
  };
}

/** A fault of pages needs pages, one of streamed lists a streamed list, one of lists at any version a list. */
function suited(program: InformerProgram, script: readonly Operation[]): InformerProgram {
  const faults = script.flatMap((operation) => (operation.do === "fault" ? [operation.fault] : []));
  if (faults.some((fault) => "errorEvent" in fault.do && fault.life?.times === 6))
    return { ...program, maxInternalErrorRetryMs: 2000 };
  const { watchList: _streams, ...listing } = program;
  if (faults.some(({ on, do: trouble }) => isOfStreamedLists(on) && "stall" in trouble))
    return { ...program, watchList: true, readDeadlineMs: 5000 };
  if (faults.some(({ on }) => on?.query?.continue === true)) return { ...listing, pageSize: 3 };
  if (
    faults.some(
      ({ on, do: trouble }) =>
        "refuseStreamingList" in trouble ||
        (isOfStreamedLists(on) && ("close" in trouble || "stale" in trouble)),
    )
  )
    return { ...program, watchList: true };
  return faults.some((fault) => "stale" in fault.do || isGoneThrice(fault)) ? listing : program;
}

function isOfStreamedLists(on: Fault["on"]): boolean {
  return on?.query?.sendInitialEvents === true;
}

function isGoneThrice({ life, do: trouble }: Fault): boolean {
  return "expire" in trouble && life?.times === goneTimes;
}

function toNetwork(program: Required<NetworkProgram>): Pick<Scenario, "network"> {
  const { latencyMs, jitterMs, chunkMs, pageMax, http, pieceMs, strays } = program;
  const network: NetworkProgram = {
    ...(latencyMs === 0 && jitterMs === 0 ? {} : { latencyMs, jitterMs }),
    ...(chunkMs === 0 ? {} : { chunkMs }),
    ...(pageMax === 0 ? {} : { pageMax }),
    ...(http ? { http } : {}),
    ...(pieceMs === 0 ? {} : { pieceMs }),
    ...(strays ? { strays } : {}),
  };
  return Object.keys(network).length === 0 ? {} : { network };
}

function firstObjects(
  count: number,
  informers: readonly InformerProgram[],
): readonly ScenarioObject[] {
  const resources = [...new Set(informers.map(({ resource }) => resource))];
  return resources.flatMap((resource) =>
    Array.from({ length: count }, (_, index) => ({
      ...objectNumber(resource, index),
      labels: labelsFor(informers, index),
    })),
  );
}

function toInformer(
  [flavour, watchList, resync, selector, handlers, stop, extras]: InformerDraw,
  index: number,
  queues: readonly NonNullable<InformerProgram["queue"]>[],
  timeMsMax: number,
): InformerProgram {
  const resyncPeriodMs = resyncPeriodsMs[resync] ?? 0;
  const [kind, paging, deadline, transform, start] = extras;
  const resource = kind >= 6 ? "configmaps" : "nodes";
  return {
    name: index === 0 ? resource : `${resource}-${index + 1}`,
    resource,
    queue: queues[flavour] ?? "delta",
    ...(watchList ? { watchList } : {}),
    ...(resyncPeriodMs === 0 ? {} : { resyncPeriodMs }),
    ...(selector === 7 ? { labelSelector: selectorNumber(deadline) } : {}),
    ...(selector >= 4 ? { indexLabels: ["zone"] } : {}),
    ...(selector === 3 || selector === 5 ? { indexWords: ["words"] } : {}),
    ...(resource === "configmaps" && selector % 3 === 1 ? { namespace: "default" } : {}),
    ...(ownPages.has(paging) ? { pageSize: 3 } : {}),
    ...(deadline === 15 ? { readDeadlineMs: 5000 } : {}),
    ...(deadline === 14 ? { maxInternalErrorRetryMs: 2000 } : {}),
    ...(transform >= 6 ? { transform: "trim" } : {}),
    // Also stopped before it is started, as by a signal that comes while a program begins.
    ...(start >= 6 || stop === 14 ? { startAtMs: Math.floor(timeMsMax / 2) } : {}),
    handlers: handlers.map((numbers, position) =>
      toHandler(numbers, position, timeMsMax, index === 0 && position === 0),
    ),
    ...(stop === 15 ? { stopAtMs: Math.floor(timeMsMax * 0.75) } : {}),
    ...(stop === 14 ? { stopAtMs: Math.floor(timeMsMax / 4) } : {}),
  };
}

function selectorNumber(number: number): string {
  return selectors[number % selectors.length] ?? "zone=a";
}

function toHandler(
  [duration, adds, removes, throws, resync, limit]: HandlerDraw,
  position: number,
  timeMsMax: number,
  enqueues: boolean,
): HandlerProgram {
  // The second half of the durations is none: most handlers are quick.
  const durationMs = durationsMs[duration] ?? 0;
  const resyncPeriodMs = resyncPeriodsMs[resync] ?? 0;
  return {
    name: handlerNames[position] ?? `h${position + 1}`,
    ...(durationMs === 0 ? {} : { durationMs }),
    ...(adds >= 5 ? { addAtMs: Math.floor((timeMsMax * (adds - 4)) / 4) } : {}),
    ...(removes === 13 || removes === 14 ? { iterates: true } : {}),
    ...(removes >= 14 ? { removeAtMs: Math.floor(timeMsMax * 0.75) } : {}),
    ...(throws >= 5 ? { throwsOn: [throws - 4] } : {}),
    ...(resyncPeriodMs === 0 ? {} : { resyncPeriodMs }),
    ...(limit >= 9 ? { bufferLimit: limit - 8 } : {}),
    ...(enqueues ? { enqueuesTo: "work" } : {}),
  };
}
