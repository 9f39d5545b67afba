import {
  anyObject,
  either,
  type Field,
  flag,
  integer,
  list,
  object,
  oneOf,
  optional,
  record,
  required,
  type Shape,
  text,
  variants,
} from "./shape.ts";

/** Longest virtual time of a run: a day. */
const timeMsMax = 86_400_000;
const timeMs = integer(0, timeMsMax);
const name = text({
  pattern: /^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$/,
  hint: "a name: letters, digits, dots and dashes, beginning and ending with a letter or digit",
});
const resource = text({
  pattern: /^[a-z][a-z0-9]*(\.[a-z0-9.-]+)?$/,
  hint: "a plural resource name such as nodes, pods or deployments.apps",
});
/** A text in the languages of the site. */
export const localized: Shape = object({
  en: required(text(), "the text in English"),
  "zh-CN": required(text(), "the text in simplified Chinese"),
});

const objectName: Readonly<Record<string, Field>> = {
  resource: required(resource, "plural resource name, such as nodes"),
  name: required(name, "name of the object"),
  namespace: optional(name, "namespace; default for namespaced resources"),
};
const scenarioObject: Readonly<Record<string, Field>> = {
  ...objectName,
  labels: optional(record(text()), "labels of the object"),
  body: optional(anyObject, "further fields of the object, such as spec"),
};

const handler = object({
  name: required(name, "name of the registration"),
  addAtMs: optional(timeMs, "when it is registered; before the start if absent"),
  removeAtMs: optional(timeMs, "when it is removed"),
  durationMs: optional(timeMs, "how long each callback takes"),
  throwsOn: optional(list(integer(1)), "which calls throw, counted from 1"),
  resyncPeriodMs: optional(timeMs, "its own resync period"),
  enqueuesTo: optional(name, "work queue that gets the key of every notification"),
  iterates: optional(flag, "it takes its notifications one by one, as an async iterator"),
  bufferLimit: optional(integer(1, 1000), "waiting notifications from which on they are merged"),
  writes: optional(
    object({
      labels: required(record(text()), "labels that it sets in the cached object itself"),
      on: optional(list(integer(1)), "in which calls, counted from 1; each if absent"),
    }),
    "what it changes in cached objects, as no handler may",
  ),
});

const informer = object({
  name: optional(name, "name of the informer; the resource if absent"),
  resource: required(resource, "plural resource name, such as nodes"),
  queue: optional(oneOf("delta", "real", "real-atomic"), "the queue between Reflector and Indexer"),
  watchList: optional(flag, "list by a stream instead of by a request"),
  resyncPeriodMs: optional(timeMs, "resync period; 0 means never"),
  namespace: optional(name, "only objects of this namespace"),
  labelSelector: optional(text(), "only objects that match"),
  indexLabels: optional(list(text()), "labels to index by"),
  indexWords: optional(list(text()), "labels to index by each of their words"),
  pageSize: optional(integer(1, 10_000), "objects per page of a list"),
  readDeadlineMs: optional(timeMs, "a watch silent for so long is taken for dead"),
  maxInternalErrorRetryMs: optional(timeMs, "for how long internal errors are retried at once"),
  transform: optional(oneOf("trim"), "what is done to objects before they are stored"),
  handlers: optional(list(handler), "registrations of event handlers"),
  startAtMs: optional(timeMs, "when it starts"),
  stopAtMs: optional(timeMs, "when it is stopped"),
});

const queue = object({
  name: required(name, "name of the work queue"),
  informer: required(name, "the informer whose cache the workers read"),
  workers: optional(integer(1, 64), "number of workers"),
  durationMs: optional(timeMs, "how long one reconcile takes"),
  failures: optional(integer(0, 2000), "how many times each key fails before it succeeds"),
  failsOn: optional(list(integer(1)), "further runs of each key that fail, counted from 1"),
  failsForGoodOn: optional(
    list(integer(1)),
    "those of its runs that fail for good, counted from 1",
  ),
  maxRetries: optional(integer(0, 1000), "retries of a key in a row, before it is given up"),
  bucket: optional(
    object({
      burst: required(integer(1, 1000), "retries of all keys that are free at first"),
      perSecond: required(integer(1, 1000), "further ones in each second"),
    }),
    "what all retries together may take",
  ),
  fastSlow: optional(
    object({
      fastMs: required(timeMs, "wait before a fast retry"),
      slowMs: required(timeMs, "wait before every other one"),
      attempts: required(integer(0, 1000), "retries of a key that are fast"),
    }),
    "a key's first failures are tried again soon, all further ones slowly",
  ),
  hotFirst: optional(flag, "of the keys that wait the one asked for most often comes first"),
  givesUp: optional(flag, "a failure is only logged; nobody tries the key again"),
  failing: optional(list(text()), "which keys fail; all if absent"),
  retryMaxMs: optional(timeMs, "longest wait before a retry"),
  requeueAfterMs: optional(timeMs, "after its first success the key comes back after this long"),
  metrics: optional(flag, "the queue is measured"),
});

const factPlace: Readonly<Record<string, Field>> = {
  kind: required(text(), "kind of the fact, such as store.changed"),
  where: optional(
    record(either(text(), integer(0), flag)),
    "dotted path → value that the fact must have",
  ),
  nth: optional(integer(1), "which of several matching facts"),
};
const predicate = object(factPlace);

const timed: Readonly<Record<string, Field>> = {
  id: optional(name, "stays the same while other operations come and go"),
  atMs: required(timeMs, "when, in virtual milliseconds since the start"),
  when: optional(predicate, "not before this fact, counted from atMs on"),
};
const within = optional(
  oneOf("transform", "handler", "trouble", "sync"),
  "from within this function of the program, at its next call",
);
const operations: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  create: scenarioObject,
  update: objectName,
  label: {
    ...objectName,
    labels: required(record(either(text(), oneOf(null))), "labels to set; null removes one"),
  },
  "write-again": {
    ...objectName,
    how: required(oneOf("stale", "same"), "of an old version, or without a change"),
  },
  delete: objectName,
  list: {
    resource: required(resource, "plural resource name, such as nodes"),
    actor: optional(name, "who asks"),
    ahead: optional(integer(1), "at a version that is so many ahead of the server's"),
  },
  finalize: objectName,
  recreate: scenarioObject,
  compact: { keep: optional(integer(0), "how many of the newest revisions stay") },
  "cut-watches": {
    resource: optional(resource, "only watches of this resource"),
    how: optional(
      oneOf("clean", "reset"),
      "clean as at a timeout, reset as by a broken connection",
    ),
  },
  "expire-watches": { resource: optional(resource, "only watches of this resource") },
  "restart-server": { downMs: optional(timeMs, "for how long nobody listens") },
  bookmark: {},
  fault: {
    fault: required(anyObject, "the fault, as the fake apiserver takes it"),
    forMs: optional(timeMs, "how long it stands; until healing if absent"),
  },
  "slow-handler": {
    informer: required(name, "name of the informer"),
    handler: required(name, "name of the registration"),
    durationMs: required(timeMs, "how long each callback takes from now on"),
  },
  starve: {
    informer: required(name, "name of the informer"),
    part: required(oneOf("reflector", "controller"), "which part gets no time to run"),
    forMs: required(timeMs, "for how long"),
  },
  "function-throws": {
    informer: required(name, "name of the informer"),
    function: required(oneOf("index", "transform"), "which function of the program"),
    name: optional(name, "only when given the object of this name; any if absent"),
    forMs: required(timeMs, "for how long"),
  },
  enqueue: {
    queue: required(name, "name of the work queue"),
    key: required(text(), "the key"),
    afterMs: optional(timeMs, "how much later; at once if absent"),
  },
  "stop-queue": {
    queue: required(name, "name of the work queue"),
    drain: optional(flag, "wait until nothing is in processing"),
  },
  "worker-comes": {
    queue: required(name, "name of the work queue"),
    worker: required(name, "name of the worker"),
  },
  "worker-leaves": {
    queue: required(name, "name of the work queue"),
    worker: required(name, "name of the worker"),
  },
  "wait-for-write": {
    informer: required(name, "whose cache must hold the newest write"),
    ofAnything: optional(flag, "the newest write of all, whatever kind it was to"),
    giveUpAfterMs: optional(timeMs, "after how long the wait is given up"),
  },
  "add-index": {
    informer: required(name, "name of the informer"),
    label: required(text(), "the label to index by"),
  },
  "add-handler": {
    informer: required(name, "name of the informer"),
    handler: required(name, "name of the registration"),
    within,
  },
  "stop-informer": { informer: required(name, "name of the informer"), within },
  factory: {
    act: required(
      oneOf("ask", "start", "start-with-signal", "give-signal", "shut-down"),
      "what is done with the factory",
    ),
    resource: optional(resource, "plural resource name, such as nodes"),
    version: optional(name, "version of the resource that is asked for"),
  },
  scale: {
    informer: required(name, "by whose cache the controller goes"),
    to: required(integer(0, 100), "how many objects of its own are wanted"),
  },
  "shut-down-handler": {
    informer: required(name, "name of the informer"),
    handler: required(name, "name of the registration"),
    within,
  },
  read: {
    informer: required(name, "whose cache is listed"),
    actor: optional(name, "who reads"),
  },
};
const operation = variants(
  "do",
  Object.fromEntries(
    Object.entries(operations).map(([kind, fields]) => [kind, { ...timed, ...fields }]),
  ),
);

const beatPredicate = object({
  ...factPlace,
  after: optional(name, "only facts after that beat's"),
});
const queueKind = oneOf("delta", "real", "real-atomic");
const partialClaim = object({
  holds: required(text(), "an expression that is true"),
  in: required(list(queueKind), "the queues with which it holds"),
  because: required(text(), "why it does not hold with the others"),
});
const question = object({
  kind: required(oneOf("where", "value", "choose", "order"), "what readers are asked for"),
  question: required(localized, "the question"),
  choices: optional(
    list(
      object({
        value: required(text(), "what the expression gives if this is right"),
        label: required(localized, "what readers see"),
      }),
    ),
    "possible answers",
  ),
  answer: required(text(), "an expression, evaluated at the end of the beat"),
  because: required(localized, "why it is so"),
});

const beat = object({
  id: required(name, "name of the beat"),
  when: required(beatPredicate, "the event it is bound to"),
  orWhen: optional(beatPredicate, "taken where no event is like `when`, as with another queue"),
  title: required(localized, "a few words"),
  text: required(localized, "the narration"),
  claims: optional(list(either(text(), partialClaim)), "what it says of the world at its end"),
  ask: optional(question, "a prediction, made before the beat is played"),
  informer: optional(name, "whose road it shows; the event's if absent"),
  rules: optional(list(text()), "rules of the specification that it shows"),
  only: optional(
    object({
      in: required(list(queueKind), "the queues that have this beat"),
      because: required(text(), "why the others do not"),
    }),
    "for a beat that some queues do not have",
  ),
});

/** What a scenario must look like. */
export const scenarioShape: Shape = object({
  version: required(oneOf(1), "the format's version: 1"),
  id: optional(
    text({
      pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
      hint: "a short name of lower-case letters, digits and dashes",
    }),
    "short name for files and links",
  ),
  title: optional(localized, "what it shows"),
  seed: optional(integer(0, 0xffffffff), "key of every draw"),
  schedule: optional(
    either(
      oneOf("fifo", "random", "priorities"),
      object({ choices: required(list(integer(0, 1000)), "index of the lane at each choice") }),
    ),
    "which of several ready lanes goes next",
  ),
  network: optional(
    object({
      latencyMs: optional(timeMs, "how long anything takes one way"),
      jitterMs: optional(timeMs, "up to this much more, drawn each time"),
      chunkMs: optional(timeMs, "events that come within so long arrive together"),
      pageMax: optional(
        integer(1, 10_000),
        "most objects on one page, however many were asked for",
      ),
      http: optional(
        flag,
        "informers speak HTTP: text in pieces, and waits that the server asks for",
      ),
      pieceMs: optional(timeMs, "with http: pieces of a watch's text come so far apart"),
      strays: optional(flag, "objects of another kind are mixed into the events of a watch"),
    }),
    "the way between informers and server",
  ),
  objects: optional(list(object(scenarioObject)), "what the cluster holds at the start"),
  informers: required(list(informer), "the informers under test"),
  queues: optional(list(queue), "work queues and their workers"),
  script: optional(list(operation), "what happens when"),
  healAtMs: optional(timeMs, "when every standing fault is undone"),
  endAtMs: optional(timeMs, "when the run ends at the latest"),
  planted: optional(name, "a planted bug in place of a right part"),
  plantedIn: optional(name, "the only informer that has the planted bug; all if absent"),
  beats: optional(list(beat), "narrated story points"),
});

/** The JSON schema of scenario files, for editors; `scenario.schema.json` is this, written down. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Informer Lab scenario",
    ...scenarioShape.toJsonSchema(),
  };
}
