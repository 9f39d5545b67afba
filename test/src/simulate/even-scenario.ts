import type {
  HandlerProgram,
  InformerProgram,
  NetworkProgram,
  Scenario,
  WorkQueueProgram,
} from "../scenario/scenario.ts";

/** The fields of a part, all of them, unset. */
type Fields<T> = Readonly<Record<keyof T, undefined>>;

const handlerFields: Fields<HandlerProgram> = {
  name: undefined,
  addAtMs: undefined,
  removeAtMs: undefined,
  durationMs: undefined,
  throwsOn: undefined,
  resyncPeriodMs: undefined,
  enqueuesTo: undefined,
  bufferLimit: undefined,
  iterates: undefined,
  writes: undefined,
};

const informerFields: Fields<InformerProgram> = {
  name: undefined,
  resource: undefined,
  queue: undefined,
  watchList: undefined,
  resyncPeriodMs: undefined,
  namespace: undefined,
  labelSelector: undefined,
  indexLabels: undefined,
  indexWords: undefined,
  pageSize: undefined,
  readDeadlineMs: undefined,
  maxInternalErrorRetryMs: undefined,
  transform: undefined,
  handlers: undefined,
  startAtMs: undefined,
  stopAtMs: undefined,
};

const queueFields: Fields<WorkQueueProgram> = {
  name: undefined,
  informer: undefined,
  workers: undefined,
  durationMs: undefined,
  failures: undefined,
  givesUp: undefined,
  failing: undefined,
  retryMaxMs: undefined,
  failsOn: undefined,
  failsForGoodOn: undefined,
  maxRetries: undefined,
  bucket: undefined,
  fastSlow: undefined,
  hotFirst: undefined,
  requeueAfterMs: undefined,
  metrics: undefined,
};

const networkFields: Fields<NetworkProgram> = {
  latencyMs: undefined,
  jitterMs: undefined,
  chunkMs: undefined,
  pageMax: undefined,
  http: undefined,
  pieceMs: undefined,
  strays: undefined,
};

/**
 * The same scenario for the engine's sake. Of what is drawn hardly two programs have the same fields, and each place that
 * reads one of them would look it up anew in each run; with all fields in one order, set or not, they are of one shape.
 */
export function evenScenario(scenario: Scenario): Scenario {
  const { informers, queues = [], network = {} } = scenario;
  return {
    ...scenario,
    network: even(networkFields, network),
    informers: informers.map(evenInformer),
    queues: queues.map((queue) => even(queueFields, queue)),
  };
}

function evenInformer(program: InformerProgram): InformerProgram {
  const { handlers = [] } = program;
  return {
    ...even(informerFields, program),
    handlers: handlers.map((handler) => even(handlerFields, handler)),
  };
}

function even<T extends object>(fields: Fields<T>, part: T): T {
  return { ...fields, ...part };
}
