import type { Fault } from "@informerlab/fake-apiserver";
import type { Beat, FactPredicate } from "./beat.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { QueueFlavour } from "./queue-flavour.ts";

/**
 * Everything that determines a run, as plain JSON data: lesson, playground state, counterexample, regression test
 * and bug report are all this. Times are virtual milliseconds since the start of the run.
 */
export interface Scenario {
  readonly version: 1;
  /** Short name for files and links: lower case, digits, dashes. */
  readonly id?: string;
  readonly title?: LocalizedText;
  /** Key of every draw: latencies, jitter, uids, the schedule. @defaultValue 1 */
  readonly seed?: number;
  /**
   * Which of several ready lanes goes next. `fifo` is calm. With the others everything that is due at one instant may
   * interleave: `random` draws each step from the seed, `priorities` lets single lanes overtake all others for long,
   * and a list of choices replays one schedule exactly. @defaultValue "fifo"
   */
  readonly schedule?: "fifo" | "random" | "priorities" | { readonly choices: readonly number[] };
  readonly network?: NetworkProgram;
  /** What the cluster holds before anybody connects. */
  readonly objects?: readonly ScenarioObject[];
  readonly informers: readonly InformerProgram[];
  readonly queues?: readonly WorkQueueProgram[];
  readonly script?: readonly Operation[];
  /** When every standing fault is undone. @defaultValue just after the last operation */
  readonly healAtMs?: number;
  /** When the run ends at the latest. @defaultValue when everything is quiet, at most 10 virtual minutes after healing */
  readonly endAtMs?: number;
  /** Name of a planted bug that takes the place of a right part: how counterexamples to one travel. */
  readonly planted?: string;
  /** Name of the only informer that has the planted bug, beside others that have not. @defaultValue all have it */
  readonly plantedIn?: string;
  /** Narrated story points. */
  readonly beats?: readonly Beat[];
}

/** The way between informers and server. */
export interface NetworkProgram {
  /** How long anything takes one way. @defaultValue 0 */
  readonly latencyMs?: number;
  /** Up to this much more, drawn for each answer and event; order on one stream is kept. @defaultValue 0 */
  readonly jitterMs?: number;
  /** A proxy hands events on in chunks: what comes within so many milliseconds of the first arrives together. @defaultValue 0 */
  readonly chunkMs?: number;
  /** Most objects that the server puts on one page of a list, however many were asked for. @defaultValue as many as asked for */
  readonly pageMax?: number;
  /**
   * Informers reach the server as programs do, by requests over HTTP whose answers are text that comes in pieces, and wait
   * when the server asks them to. @defaultValue false: they are handed objects
   */
  readonly http?: boolean;
  /**
   * On a slow line the pieces of a watch's text come so far apart, milliseconds, until healing. Only with `http`.
   * @defaultValue 0: together
   */
  readonly pieceMs?: number;
  /** Something between mixes objects of another kind into the events of a watch. @defaultValue false */
  readonly strays?: boolean;
}

/** Names one object of the cluster. */
export interface ObjectName {
  /** Plural resource name, with its group unless core: `nodes`, `deployments.apps`. */
  readonly resource: string;
  readonly name: string;
  /** Only for namespaced resources. @defaultValue "default" for those */
  readonly namespace?: string;
}

/** One object to create. */
export interface ScenarioObject extends ObjectName {
  readonly labels?: Readonly<Record<string, string>>;
  /** Further fields, merged over the smallest valid object of its kind. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One informer of the program under test. */
export interface InformerProgram {
  /** @defaultValue the resource's name */
  readonly name?: string;
  readonly resource: string;
  /** @defaultValue "delta" */
  readonly queue?: QueueFlavour;
  /** Lists by a stream (KEP-3157) instead of by a request. @defaultValue false */
  readonly watchList?: boolean;
  /** @defaultValue 0: never */
  readonly resyncPeriodMs?: number;
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Index by namespace, and by the value of each label named here (index name `label:<name>`). */
  readonly indexLabels?: readonly string[];
  /** Index by each of the words, separated by dots, of the labels named here (index name `words:<name>`). */
  readonly indexWords?: readonly string[];
  /** Objects per page of a list. @defaultValue the informer's own choice */
  readonly pageSize?: number;
  /**
   * A watch that is silent for so long is taken for dead; over HTTP any piece of text breaks the silence.
   * @defaultValue 0: never
   */
  readonly readDeadlineMs?: number;
  /** For how long internal errors of a watch are retried at once. @defaultValue 0 */
  readonly maxInternalErrorRetryMs?: number;
  /** `trim` stores objects without annotations, marked by a label `trimmed`. @defaultValue none */
  readonly transform?: "trim";
  readonly handlers?: readonly HandlerProgram[];
  /** @defaultValue 0 */
  readonly startAtMs?: number;
  readonly stopAtMs?: number;
}

/** One registration of event handlers. */
export interface HandlerProgram {
  readonly name: string;
  /** @defaultValue before the informer starts */
  readonly addAtMs?: number;
  readonly removeAtMs?: number;
  /** How long each callback takes. @defaultValue 0 */
  readonly durationMs?: number;
  /** Which calls throw, counted from 1. */
  readonly throwsOn?: readonly number[];
  /** @defaultValue the informer's */
  readonly resyncPeriodMs?: number;
  /** Name of the work queue that gets the key of every notification. */
  readonly enqueuesTo?: string;
  /** Notifications that wait from which on those of one object are merged. @defaultValue none is ever merged */
  readonly bufferLimit?: number;
  /** Takes its notifications one by one, as an async iterator: the next when it is done with the last. @defaultValue false */
  readonly iterates?: boolean;
  /** Changes the cached objects that it is given, in place, as no handler may. @defaultValue it only reads */
  readonly writes?: CacheWrite;
}

/** What a handler does to the object of a call. The mutation detector (MD-1) is on where there is one. */
export interface CacheWrite {
  /** Labels to set. */
  readonly labels: Readonly<Record<string, string>>;
  /** In which calls, counted from 1. @defaultValue each */
  readonly on?: readonly number[];
}

/** A work queue and its workers. */
export interface WorkQueueProgram {
  readonly name: string;
  /** Whose lister the workers read. */
  readonly informer: string;
  /** @defaultValue 1 */
  readonly workers?: number;
  /** How long one reconcile takes. @defaultValue 0 */
  readonly durationMs?: number;
  /** How many times each key fails before it succeeds. @defaultValue 0 */
  readonly failures?: number;
  /** A failure is only logged: nobody tries the key again. @defaultValue false: it is tried again after a while */
  readonly givesUp?: boolean;
  /** Which keys fail. @defaultValue all */
  readonly failing?: readonly string[];
  /** Longest wait before a retry, of which there are then as many as it takes. @defaultValue the controllers' own limits */
  readonly retryMaxMs?: number;
  /** Further runs of each key that fail, counted from 1. */
  readonly failsOn?: readonly number[];
  /** Those of its runs that fail for good: nobody tries the key again before it is asked for. */
  readonly failsForGoodOn?: readonly number[];
  /** Retries of a key in a row, before it is given up. @defaultValue it never is */
  readonly maxRetries?: number;
  /** What all retries of the queue together may take: so many at once, and so many a second. @defaultValue the controllers' own */
  readonly bucket?: { readonly burst: number; readonly perSecond: number };
  /** A key's first failures are tried again soon, all further ones slowly. @defaultValue each wait is twice the one before */
  readonly fastSlow?: {
    readonly fastMs: number;
    readonly slowMs: number;
    /** How many are fast. */
    readonly attempts: number;
  };
  /** Of the keys that wait the one that was asked for most often comes first. @defaultValue false: first in, first out */
  readonly hotFirst?: boolean;
  /** After its first success the key comes back once more after this long; absent means never. */
  readonly requeueAfterMs?: number;
  /** The queue is measured, as programs do that export metrics. @defaultValue false */
  readonly metrics?: boolean;
}

/** Happens at a time of the run. */
export interface Timed {
  /** Stays the same while other operations come and go: draws are keyed by it. @defaultValue its number in the script */
  readonly id?: string;
  readonly atMs: number;
  /** Not before this has happened, counted from `atMs` on: a fact, as beats name them. Never, if it does not happen. */
  readonly when?: FactPredicate;
}

/** What somebody does at a time. */
export type Operation = Timed & Action;

/** The kinds of operation. */
export type Action =
  | ({ readonly do: "create" } & ScenarioObject)
  /** Raises the annotation `scenario/edit`, so that something changes. Creates nothing. */
  | ({ readonly do: "update" } & ObjectName)
  /** Sets labels; `null` removes one. */
  | ({
      readonly do: "label";
      readonly labels: Readonly<Record<string, string | null>>;
    } & ObjectName)
  /** An update that should commit nothing: of an old version (`stale`), or without a change (`same`). */
  | ({ readonly do: "write-again"; readonly how: "stale" | "same" } & ObjectName)
  | ({ readonly do: "delete" } & ObjectName)
  /** Asks the server for all objects of a resource, as a program does that polls. */
  | {
      readonly do: "list";
      readonly resource: string;
      readonly actor?: string;
      /** At a version that is so many ahead of the server's. @defaultValue at the newest */
      readonly ahead?: number;
    }
  /** Removes all finalizers: an object that waits for them to be deleted goes. */
  | ({ readonly do: "finalize" } & ObjectName)
  /** Deletes and creates again at once, under the same name and with a new uid. */
  | ({ readonly do: "recreate" } & ScenarioObject)
  /** The storage forgets all but the newest `keep` revisions. */
  | { readonly do: "compact"; readonly keep?: number }
  /** Open watches end: `clean` as at their timeout, `reset` as by a broken connection. */
  | { readonly do: "cut-watches"; readonly resource?: string; readonly how?: "clean" | "reset" }
  /** Open watches get 410 Gone as an ERROR event. */
  | { readonly do: "expire-watches"; readonly resource?: string }
  /** All connections close and the watch cache starts anew; storage stays. For `downMs` nobody listens. */
  | { readonly do: "restart-server"; readonly downMs?: number }
  /** Every open watch that asked for bookmarks gets one, as at the server's own interval. */
  | { readonly do: "bookmark" }
  /** A standing fault, from now on and for `forMs`, else until healing. */
  | { readonly do: "fault"; readonly fault: Fault; readonly forMs?: number }
  | {
      readonly do: "slow-handler";
      readonly informer: string;
      readonly handler: string;
      readonly durationMs: number;
    }
  /** One part of an informer gets no time to run for a while, as on a busy machine. */
  | {
      readonly do: "starve";
      readonly informer: string;
      /** `reflector` reads from the server, `controller` empties the queue into the cache. */
      readonly part: "reflector" | "controller";
      readonly forMs: number;
    }
  /** A function that the program gave to an informer throws for a while, as one with a mistake does. */
  | {
      readonly do: "function-throws";
      readonly informer: string;
      readonly function: "index" | "transform";
      /** Only when given the object of this name. @defaultValue any */
      readonly name?: string;
      readonly forMs: number;
    }
  /** Somebody asks for a key to be worked on: at once, or later. */
  | {
      readonly do: "enqueue";
      readonly queue: string;
      readonly key: string;
      readonly afterMs?: number;
    }
  /** A work queue takes no more keys; with `drain` somebody waits until nothing is in processing. */
  | { readonly do: "stop-queue"; readonly queue: string; readonly drain?: boolean }
  /** One more worker waits for keys of a queue; it takes 5 ms for each and never fails. */
  | { readonly do: "worker-comes"; readonly queue: string; readonly worker: string }
  /** That worker waits no longer; what it works on it ends. */
  | { readonly do: "worker-leaves"; readonly queue: string; readonly worker: string }
  /** Somebody who has just written waits until the cache holds the newest write to the informer's objects, or gives up. */
  | {
      readonly do: "wait-for-write";
      readonly informer: string;
      /** The newest write of all, of which the cache may hear by a bookmark alone. @defaultValue false */
      readonly ofAnything?: boolean;
      /** @defaultValue never */
      readonly giveUpAfterMs?: number;
    }
  /** An index by the value of a label is added while the informer runs. */
  | { readonly do: "add-index"; readonly informer: string; readonly label: string }
  /** A handler joins, at a time or, with `when`, in a state of the pipeline. */
  | {
      readonly do: "add-handler";
      readonly informer: string;
      readonly handler: string;
      readonly within?: Within;
    }
  /** An informer is stopped, at a time or, with `when`, in a state of the pipeline. */
  | { readonly do: "stop-informer"; readonly informer: string; readonly within?: Within }
  /**
   * A program uses a factory of shared informers whose server never answers: it asks for one, starts those it has, with
   * a signal that stops them or without, gives the signal, shuts the factory down.
   */
  | {
      readonly do: "factory";
      readonly act: "ask" | "start" | "start-with-signal" | "give-signal" | "shut-down";
      /** @defaultValue nodes */
      readonly resource?: string;
      /** @defaultValue v1 */
      readonly version?: string;
    }
  /**
   * A controller that goes by an informer's cache, and waits to see there what it did, keeps so many objects of its own
   * in the cluster. It comes with the first such operation.
   */
  | { readonly do: "scale"; readonly informer: string; readonly to: number }
  /** A handler is removed, and somebody waits until no callback of it runs. */
  | {
      readonly do: "shut-down-handler";
      readonly informer: string;
      readonly handler: string;
      readonly within?: Within;
    }
  /** Somebody asks an informer's cache everything, and sorts and empties the lists it got: no request. */
  | { readonly do: "read"; readonly informer: string; readonly actor?: string };

/**
 * From within a function of the program, at its next call: its transform, a handler, or what is told of trouble with the
 * server or of the first sync.
 */
export type Within = "transform" | "handler" | "trouble" | "sync";

/** What a program does with its factory. */
export type FactoryAct = Extract<Action, { readonly do: "factory" }>;

/** Every legal value of {@link Action}'s `do`. */
export type ActionName = Action["do"];
