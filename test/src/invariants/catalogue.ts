import { historicTruth } from "./c1-historic-truth.ts";
import { noGoingBack } from "./c2-no-going-back.ts";
import { convergence } from "./c3-convergence.ts";
import { cut } from "./c4-cut.ts";
import { noLostDelete } from "./c5-no-lost-delete.ts";
import { noResurrection } from "./c6-no-resurrection.ts";
import { honestClaim } from "./c7-honest-claim.ts";
import { resyncInventsNothing } from "./c8-resync-invents-nothing.ts";
import { frozen } from "./c9-frozen.ts";
import { writeBarrier } from "./c10-write-barrier.ts";
import { confined } from "./c11-confined.ts";
import { wholeOrNot } from "./c12-whole-or-not.ts";
import { claimKeepsUp } from "./c13-claim-keeps-up.ts";
import { levelTriggered } from "./e1-level-triggered.ts";
import { keysOnce } from "./f1-keys-once.ts";
import { nothingLostInQueue } from "./f3-nothing-lost-in-queue.ts";
import { noSyncOverNews } from "./f5-no-sync-over-news.ts";
import { honestSync } from "./f6-honest-sync.ts";
import { replaceDeletes } from "./f7-replace-deletes.ts";
import { closed } from "./f9-closed.ts";
import { transformedOnce } from "./f10-transformed-once.ts";
import { batches } from "./f11-batches.ts";
import { indexAgrees } from "./i1-index-agrees.ts";
import { unknownIndex } from "./i4-unknown-index.ts";
import { readersOwn } from "./i6-readers-own.ts";
import type { Invariant } from "./invariant.ts";
import { cacheDiary } from "./j1-cache-diary.ts";
import { handlerDiary } from "./j2-handler-diary.ts";
import { wireDiary } from "./j3-wire-diary.ts";
import { snapshot } from "./l1-snapshot.ts";
import { pages } from "./l3-pages.ts";
import { tooLarge } from "./l4-too-large.ts";
import { writes } from "./l5-writes.ts";
import { bounded } from "./m1-bounded.ts";
import { oneTombstone } from "./m2-one-tombstone.ts";
import { forgets } from "./m4-forgets.ts";
import { grammar } from "./n1-grammar.ts";
import { complete } from "./n2-complete.ts";
import { storeFirst } from "./n3-store-first.ts";
import { serial } from "./n4-serial.ts";
import { lateHandler } from "./n7-late-handler.ts";
import { removed } from "./n8-removed.ts";
import { resyncOnlyAsked } from "./n9-resync-only-asked.ts";
import { initialFlag } from "./n10-initial-flag.ts";
import { isolation } from "./n11-isolation.ts";
import { tombstones } from "./n12-tombstones.ts";
import { nothingAfterStop } from "./n13-nothing-after-stop.ts";
import { heardTruth } from "./n14-heard-truth.ts";
import { initialTruth } from "./n15-initial-truth.ts";
import { resyncComes } from "./n16-resync-comes.ts";
import { endAwaited } from "./n17-end-awaited.ts";
import { mergedTruth } from "./n18-merged-truth.ts";
import { listsHaveCauses } from "./p1-lists-have-causes.ts";
import { backOff } from "./p2-back-off.ts";
import { resumePoint } from "./p3-resume-point.ts";
import { oneStream } from "./p4-one-stream.ts";
import { silenceAfterStop } from "./p5-silence-after-stop.ts";
import { legalRequests } from "./p7-legal-requests.ts";
import { listVersion } from "./p8-list-version.ts";
import { afterAnError } from "./p9-after-an-error.ts";
import { afterARefusal } from "./p10-after-a-refusal.ts";
import { exclusion } from "./q1-exclusion.ts";
import { noLostWakeUp } from "./q2-no-lost-wake-up.ts";
import { workQueueSets } from "./q3-sets.ts";
import { delays } from "./q6-delays.ts";
import { askedAndDone } from "./q7-asked-and-done.ts";
import { drain } from "./q8-drain.ts";
import { workQueueAtRest } from "./q10-at-rest.ts";
import { goneWorkers } from "./q11-gone-workers.ts";
import { metrics } from "./q12-metrics.ts";
import { shared } from "./s1-shared.ts";
import { comesToRest } from "./t1-comes-to-rest.ts";
import { allSynced } from "./t2-all-synced.ts";
import { ordered } from "./w1-ordered.ts";
import { unique } from "./w2-unique.ts";
import { atomic } from "./w3-atomic.ts";
import { reliable } from "./w4-reliable.ts";
import { resumable } from "./w5-resumable.ts";
import { bookmarkable } from "./w6-bookmarkable.ts";
import { typed } from "./w7-typed.ts";
import { lastWords } from "./w8-last-words.ts";
import { start } from "./w9-start.ts";
import { initialEnd } from "./w10-initial-end.ts";
import { expiry } from "./w11-expiry.ts";
import { terminal } from "./w12-terminal.ts";

/** Every rule, in the order of the pipeline: watch, list, queue, cache, index, notifications, work queue, requests, time. */
export const invariants: readonly Invariant[] = [
  ordered,
  unique,
  atomic,
  reliable,
  resumable,
  bookmarkable,
  typed,
  lastWords,
  start,
  initialEnd,
  expiry,
  terminal,
  snapshot,
  pages,
  tooLarge,
  writes,
  keysOnce,
  nothingLostInQueue,
  oneTombstone,
  noSyncOverNews,
  honestSync,
  replaceDeletes,
  closed,
  transformedOnce,
  batches,
  historicTruth,
  noGoingBack,
  convergence,
  cut,
  noLostDelete,
  noResurrection,
  honestClaim,
  resyncInventsNothing,
  frozen,
  writeBarrier,
  confined,
  wholeOrNot,
  claimKeepsUp,
  indexAgrees,
  unknownIndex,
  readersOwn,
  grammar,
  complete,
  storeFirst,
  serial,
  lateHandler,
  removed,
  resyncOnlyAsked,
  initialFlag,
  isolation,
  tombstones,
  nothingAfterStop,
  heardTruth,
  initialTruth,
  resyncComes,
  endAwaited,
  mergedTruth,
  bounded,
  exclusion,
  noLostWakeUp,
  workQueueSets,
  delays,
  askedAndDone,
  drain,
  workQueueAtRest,
  goneWorkers,
  metrics,
  forgets,
  levelTriggered,
  listsHaveCauses,
  backOff,
  resumePoint,
  oneStream,
  legalRequests,
  listVersion,
  afterAnError,
  afterARefusal,
  shared,
  comesToRest,
  allSynced,
  cacheDiary,
  handlerDiary,
  wireDiary,
  silenceAfterStop,
];

/** The rule with an id. */
export function invariantById(id: string): Invariant | undefined {
  return invariants.find((invariant) => invariant.id === id);
}
