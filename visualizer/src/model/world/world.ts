import type {
  DeltaType,
  NotificationType,
  ObjectRef,
  ReflectorState,
} from "@informerlab/core/trace";
import type { TraceObject } from "../../trace/trace-log.ts";
import { SharedMap } from "./shared-map.ts";

/** Which of client-go's three queues stands between Reflector and Indexer. */
export type QueueFlavour = "delta" | "real" | "real-atomic";

/** One write in the revision log. */
export interface Commit {
  readonly seq: number;
  readonly verb: "create" | "update" | "delete";
  readonly ref: ObjectRef;
  readonly object: TraceObject;
  /** Not seen at the server, but told by a watch event. */
  readonly isInferred?: true;
}

/** An object as the apiserver or the Indexer holds it; `seq` is the record that put it there. */
export interface Held {
  readonly seq: number;
  readonly ref: ObjectRef;
  readonly object?: TraceObject | undefined;
  readonly change: "added" | "updated";
  /** Index name → values; empty at the apiserver. */
  readonly indexes: Readonly<Record<string, readonly string[]>>;
  /** What the index functions say of it, where it is filed otherwise: somebody changed it, or one before it, in place. */
  readonly values?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Who changed it in place since it was stored. */
  readonly edit?: { readonly by: string | undefined };
}

/** One delta in the queue or in the consumer's hand. */
export interface QueuedDelta {
  readonly seq: number;
  /** The record that put it where it came from. */
  readonly from?: number | undefined;
  readonly type: DeltaType;
  readonly ref?: ObjectRef | undefined;
  readonly isTombstone: boolean;
  /** ReplacedAll: how many objects it carries. */
  readonly count?: number | undefined;
  readonly resourceVersion?: string | undefined;
}

/** One notification in a handler's buffer or in its callback. */
export interface Notification {
  readonly seq: number;
  /** The record that put it where it came from. */
  readonly from?: number | undefined;
  readonly type: NotificationType;
  readonly ref: ObjectRef;
  readonly isInitial: boolean;
  readonly isTombstone: boolean;
}

/** A watch event between apiserver and Reflector. */
export interface InFlight {
  readonly seq: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly ref?: ObjectRef | undefined;
  readonly sentAt: number;
  readonly latencyMs?: number | undefined;
}

/** A list on its way: asked, or answered and not yet read. */
export interface ListExchange {
  readonly seq: number;
  readonly page: number;
  readonly phase: "asked" | "answered";
  readonly resourceVersion?: string | undefined;
  readonly count?: number | undefined;
  readonly code?: number | undefined;
}

/** What the Reflector does and holds. */
export interface ReflectorWorld {
  readonly seq: number;
  readonly state: ReflectorState;
  readonly lastResourceVersion?: string | undefined;
  /** Events of the watch that is open or was open last. */
  readonly events: number;
  readonly backoff?:
    | { readonly from: number; readonly until: number; readonly next: "list" | "watch" }
    | undefined;
  /** Objects of a streaming list that readers cannot see yet. */
  readonly buffered: number;
  readonly lastByteAt?: number | undefined;
  readonly error?: string | undefined;
}

/** Trouble that has struck. */
export interface Fault {
  readonly seq: number;
  readonly action: string;
  readonly target: "list" | "watch" | "cluster";
}

/** The watch between apiserver and Reflector. */
export interface WireWorld {
  readonly state: "closed" | "opening" | "open" | "broken";
  readonly seq: number;
  readonly from?: string | undefined;
  readonly reason?: string | undefined;
}

/** One handler's buffer and callback. */
export interface HandlerWorld {
  readonly name: string;
  readonly seq: number;
  readonly resyncPeriodMs: number;
  readonly isLate: boolean;
  isSynced: boolean;
  isRemoved: boolean;
  errors: number;
  handled: number;
  buffer: Notification[];
  current: Notification | undefined;
}

/** Everything about one informer. */
export interface InformerWorld {
  readonly name: string;
  resource: string | undefined;
  flavour: QueueFlavour;
  resyncPeriodMs: number;
  indexNames: readonly string[];
  stage: "registered" | "started" | "synced" | "stopped";
  reflector: ReflectorWorld;
  wire: WireWorld;
  list: ListExchange | undefined;
  /** The last one that struck this informer's requests or watch. */
  fault: Fault | undefined;
  inFlight: InFlight[];
  /** What the Reflector has received in the step that is running: one event, or a list with its count. */
  arrived:
    | { readonly step: number; readonly event: InFlight; readonly count?: number | undefined }
    | undefined;
  /** DeltaFIFO: keys in order; the others: empty. */
  keys: string[];
  /** DeltaFIFO: deltas by key. */
  deltas: Map<string, readonly QueuedDelta[]>;
  /** RealFIFO: deltas in order. */
  ribbon: QueuedDelta[];
  /** Popped in the step that is running. */
  hand:
    | { readonly step: number; readonly deltas: readonly QueuedDelta[]; readonly isBatch: boolean }
    | undefined;
  store: Map<string, Held>;
  storeResourceVersion: string | undefined;
  /** The newest revision that the Indexer has taken in; not every queue lets it claim one. */
  appliedRevision: string | undefined;
  inconsistency: { readonly seq: number; readonly keys: readonly string[] } | undefined;
  handlers: Map<string, HandlerWorld>;
}

/** One work queue: order, dirty and processing (WQ-1), and what waits for its time. */
export interface WorkQueueWorld {
  readonly name: string;
  queue: { readonly key: string; readonly seq: number }[];
  /** Key → how often it was asked for since it was taken last. */
  dirty: Map<string, number>;
  processing: Map<
    string,
    {
      readonly seq: number;
      readonly from?: number | undefined;
      readonly worker?: string | undefined;
    }
  >;
  delayed: Map<string, { readonly seq: number; readonly from: number; readonly dueAt: number }>;
  failures: Map<string, number>;
  isShutDown: boolean;
}

/** One worker between `get` and `done`. */
export interface WorkerWorld {
  readonly name: string;
  readonly queue: string;
  readonly seq: number;
  readonly key?: string | undefined;
  readonly read?: { readonly seq: number; readonly ref?: ObjectRef | undefined } | undefined;
  readonly outcome?: "succeeded" | "failed" | undefined;
  readonly error?: string | undefined;
}

/** A write on its way to the apiserver or just answered. */
export interface Write {
  readonly seq: number;
  readonly request: string;
  readonly verb: string;
  readonly resource: string;
  readonly key: string;
  readonly by: string;
  readonly isByWorker: boolean;
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly answeredSeq?: number | undefined;
}

/** Counters of a run, for summaries and comparisons. */
export interface Tally {
  commits: number;
  lists: number;
  watches: number;
  faults: number;
  tombstones: number;
  deletions: number;
  notifications: number;
  collapsed: number;
  reconciles: number;
}

/** The state of everything drawn after `position` records. Changed only by the fold that owns it. */
export interface World {
  position: number;
  at: number;
  step: number;
  /** How many commits of the trace's log have happened. */
  commits: number;
  head: string | undefined;
  compacted: string | undefined;
  watchWindowFrom: string | undefined;
  /** `resource key` → object at the apiserver. */
  server: Map<string, Held>;
  requests: Map<string, { readonly informer?: string | undefined; readonly verb: string }>;
  /** Watch id → informer and what was sent last. */
  watches: Map<
    string,
    { readonly informer?: string | undefined; readonly sent?: string | undefined }
  >;
  informers: Map<string, InformerWorld>;
  queues: Map<string, WorkQueueWorld>;
  workers: Map<string, WorkerWorld>;
  write: Write | undefined;
  /** The last read of a worker or another program; `asOf`: informer → what its Indexer claimed then. */
  lastRead:
    | { readonly seq: number; readonly asOf: Readonly<Record<string, string | undefined>> }
    | undefined;
  actor:
    | {
        readonly seq: number;
        readonly name: string;
        readonly action: string;
        readonly key?: string | undefined;
      }
    | undefined;
  /** The last one that struck no particular informer; one's own are its own. */
  fault: Fault | undefined;
  isHealed: boolean;
  isQuiet: boolean;
  tally: Tally;
}

/** Before anything has happened. */
export function createWorld(): World {
  return {
    position: 0,
    at: 0,
    step: -1,
    commits: 0,
    head: undefined,
    compacted: undefined,
    watchWindowFrom: undefined,
    server: new SharedMap(),
    requests: new SharedMap(),
    watches: new SharedMap(),
    informers: new Map(),
    queues: new Map(),
    workers: new Map(),
    write: undefined,
    lastRead: undefined,
    actor: undefined,
    fault: undefined,
    isHealed: false,
    isQuiet: false,
    tally: {
      commits: 0,
      lists: 0,
      watches: 0,
      faults: 0,
      tombstones: 0,
      deletions: 0,
      notifications: 0,
      collapsed: 0,
      reconciles: 0,
    },
  };
}

/** A copy whose containers are its own; the entries are immutable and shared. */
export function cloneWorld(world: World): World {
  return {
    ...world,
    server: copyOf(world.server),
    requests: copyOf(world.requests),
    watches: copyOf(world.watches),
    informers: mapValues(world.informers, cloneInformer),
    queues: mapValues(world.queues, cloneQueue),
    workers: new Map(world.workers),
    tally: { ...world.tally },
  };
}

/** How much a copy costs, in entries: lists are copied, maps are shared. */
export function sizeOf(world: World): number {
  let size = 0;
  for (const { inFlight, ribbon, keys, handlers } of world.informers.values()) {
    size += inFlight.length + ribbon.length + keys.length;
    for (const { buffer } of handlers.values()) size += buffer.length;
  }
  for (const { queue } of world.queues.values()) size += queue.length;
  return size;
}

export function createInformer(name: string): InformerWorld {
  return {
    name,
    resource: undefined,
    flavour: "delta",
    resyncPeriodMs: 0,
    indexNames: [],
    stage: "registered",
    reflector: { seq: 0, state: "idle", events: 0, buffered: 0 },
    wire: { state: "closed", seq: 0 },
    list: undefined,
    fault: undefined,
    inFlight: [],
    arrived: undefined,
    keys: [],
    deltas: new SharedMap(),
    ribbon: [],
    hand: undefined,
    store: new SharedMap(),
    storeResourceVersion: undefined,
    appliedRevision: undefined,
    inconsistency: undefined,
    handlers: new Map(),
  };
}

export function createQueue(name: string): WorkQueueWorld {
  return {
    name,
    queue: [],
    dirty: new SharedMap(),
    processing: new SharedMap(),
    delayed: new SharedMap(),
    failures: new SharedMap(),
    isShutDown: false,
  };
}

function cloneInformer(informer: InformerWorld): InformerWorld {
  return {
    ...informer,
    inFlight: [...informer.inFlight],
    keys: [...informer.keys],
    deltas: copyOf(informer.deltas),
    ribbon: [...informer.ribbon],
    store: copyOf(informer.store),
    handlers: mapValues(informer.handlers, (handler) => ({
      ...handler,
      buffer: [...handler.buffer],
    })),
  };
}

function cloneQueue(queue: WorkQueueWorld): WorkQueueWorld {
  return {
    ...queue,
    queue: [...queue.queue],
    dirty: copyOf(queue.dirty),
    processing: copyOf(queue.processing),
    delayed: copyOf(queue.delayed),
    failures: copyOf(queue.failures),
  };
}

/** What may hold as much as a cluster is shared between copies. */
function copyOf<K, V>(map: Map<K, V>): Map<K, V> {
  return map instanceof SharedMap ? map.copy() : new SharedMap(map);
}

function mapValues<V>(map: ReadonlyMap<string, V>, change: (value: V) => V): Map<string, V> {
  const copy = new Map<string, V>();
  for (const [key, value] of map) copy.set(key, change(value));
  return copy;
}
