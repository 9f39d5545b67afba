import type { Environment, KubernetesObject, SharedIndexInformer } from "@informerlab/core";
import type { Choice } from "@informerlab/core/simulation";
import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import type { Apiserver } from "@informerlab/fake-apiserver";
import type { Invariant } from "../invariants/invariant.ts";
import { Judgement, type JudgementOptions, type Verdict } from "../invariants/judge.ts";
import type { Observation, Observe } from "../invariants/observation.ts";
import type { Projection } from "../model/informer-model.ts";
import { projectionOf } from "../model/projection.ts";
import type { Projections, Transforms } from "../model/trace-model.ts";
import { informerName } from "../scenario/defaults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { evenScenario } from "./even-scenario.ts";
import { toldOf } from "./informer/cache-writer.ts";
import { ConsistencyProbe } from "./informer/consistency-probe.ts";
import { trim } from "./informer/trim.ts";
import { httpWay } from "./network/http-way.ts";
import { httpWrite } from "./network/http-write.ts";
import { plantedParts } from "./planted-parts.ts";
import { ProgramActors } from "./programs/program-actors.ts";
import type { ReplacementParts } from "./replacement-parts.ts";
import { createWholeServer } from "./server/whole-server.ts";
import { withoutStacks } from "./without-stacks.ts";
import { World } from "./world.ts";

/** Settings of a run. None of them changes what happens. */
export interface RunOptions {
  /** Keeps the whole trace. @defaultValue true */
  readonly trace?: boolean;
  /** Judges the run by the invariants. @defaultValue true */
  readonly judge?: boolean;
  /** Only these rules. @defaultValue all */
  readonly invariants?: readonly Invariant[];
  /** Told of each record as it happens. */
  readonly listen?: (record: TraceRecord<TraceFact>) => void;
  /** Told of what passes between the program's parts and on its way to the server, as it happens. */
  readonly observe?: Observe;
  /** Called before anything starts: attaches a program of one's own, which then lives through the same chaos. */
  readonly attach?: (program: AttachedProgram) => void;
  /** Parts in place of the real ones. @defaultValue those of the scenario's planted bug, if it names one */
  readonly parts?: ReplacementParts;
  /** Which lane goes next. @defaultValue what the scenario's schedule says */
  readonly choice?: Choice;
  /**
   * Errors that are made during the run carry a stack. Each refusal, retry and failed callback makes one: without
   * stacks a random scenario runs about a fifth faster. @defaultValue true
   */
  readonly stacks?: boolean;
}

/** What a program that is attached to a run may use. */
export interface AttachedProgram {
  /** Virtual time, keyed randomness and lanes: whatever waits or works must go through it. */
  readonly environment: Environment;
  /** The server, past the network: writes go through `serve` under the program's own client name. */
  readonly apiserver: Apiserver;
  /** An informer of the scenario. @throws RangeError naming those that exist. */
  informer(name: string): SharedIndexInformer;
}

/** What came of a run. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  /** Empty unless asked for. */
  readonly trace: TraceFile;
  /** One per invariant; empty unless asked for. */
  readonly verdicts: readonly Verdict[];
  /** Everything came to rest before the end. */
  readonly isQuiet: boolean;
  /** Virtual milliseconds that passed. */
  readonly durationMs: number;
  /** Steps of all lanes. */
  readonly steps: number;
  /** Caches at the end, by informer. */
  readonly caches: Readonly<Record<string, readonly KubernetesObject[]>>;
}

/**
 * Runs a scenario with the real informer core and the real fake apiserver in virtual time. A pure function: the same
 * scenario gives the same trace, byte for byte, in Node and in every browser.
 *
 * @throws ScenarioError when the scenario asks for something that cannot be done, naming the operation.
 */
export function runScenario(scenario: Scenario, options: RunOptions = {}): ScenarioRun {
  return options.stacks === false
    ? withoutStacks(() => runOnce(scenario, options))
    : runOnce(scenario, options);
}

function runOnce(given: Scenario, options: RunOptions): ScenarioRun {
  const scenario = evenScenario(given);
  const { trace = true, judge = true, invariants, listen, observe, parts } = options;
  let judgement: Judgement | undefined;
  const watchers = {
    observe: (observation: Observation) => {
      judgement?.observe(observation);
      observe?.(observation);
    },
    afterStep: () => judgement?.stepEnd(),
  };
  const world = new World(scenario, {
    createServer: createWholeServer,
    http: { way: httpWay, write: httpWrite },
    createPrograms: (programs) => new ProgramActors(programs),
    // A program that is attached must not hear of what is asked when the run is over.
    createProbe:
      judge && options.attach === undefined
        ? (environment) => new ConsistencyProbe(environment)
        : undefined,
    parts: parts ?? plantedParts(scenario),
    watchers: judge || observe !== undefined ? watchers : undefined,
    choice: options.choice,
  });
  const records: TraceRecord<TraceFact>[] = [];
  if (judge) {
    judgement = new Judgement({
      ...askedOf(scenario),
      world,
      now: () => world.simulation.now(),
      ...(invariants === undefined ? {} : { invariants }),
    });
  }
  const { trace: source } = world.simulation;
  const sinks = [
    ...(trace ? [(record: TraceRecord<TraceFact>) => void records.push(record)] : []),
    ...(judgement === undefined ? [] : [judgement.take.bind(judgement)]),
    ...(listen === undefined ? [] : [listen]),
  ].map((sink) => source.subscribe(toldOf(scenario, sink)));
  options.attach?.({
    environment: world.simulation,
    apiserver: world.server.apiserver,
    informer: (name) => world.informerNamed(name),
  });
  world.seed();
  const isQuiet = world.run();
  for (const cancel of sinks) cancel();
  const { steps } = world.simulation;
  const durationMs = world.simulation.now() - world.startAt;
  const caches: Record<string, readonly KubernetesObject[]> = {};
  for (const [name, { informer }] of world.informers) caches[name] = informer.indexer.list();
  const verdicts = judgement?.end() ?? [];
  judgement = undefined;
  return {
    scenario: given,
    trace: { version: 1, scenario: given, records },
    verdicts,
    isQuiet,
    durationMs,
    steps,
    caches,
  };
}

/** What a judge must know of a scenario's informers: which objects each of them asks for, and what it makes of them. */
export function askedOf(
  scenario: Scenario,
): Required<Pick<JudgementOptions, "projections" | "transforms">> {
  return { projections: projectionsOf(scenario), transforms: transformsOf(scenario) };
}

function transformsOf(scenario: Scenario): Transforms {
  const transformed = scenario.informers.filter(({ transform }) => transform === "trim");
  return Object.fromEntries(transformed.map((program) => [informerName(program), trim]));
}

function projectionsOf(scenario: Scenario): Projections {
  const projections: Record<string, Projection> = {};
  for (const program of scenario.informers) {
    const { namespace, labelSelector } = program;
    const key = namespace === undefined ? "" : `${namespace}/`;
    projections[informerName(program)] = projectionOf(
      key,
      labelSelector === undefined ? {} : { labelSelector },
    );
  }
  return projections;
}
