import { seesItsWrites } from "./controller/e2-sees-its-writes.ts";
import { settles } from "./controller/e3-settles.ts";
import { writtenOnce } from "./controller/e4-written-once.ts";
import { cacheDiary } from "./diaries/j1-cache-diary.ts";
import { handlerDiary } from "./diaries/j2-handler-diary.ts";
import { wireDiary } from "./diaries/j3-wire-diary.ts";
import { understood } from "./diaries/j4-understood.ts";
import { shared } from "./factory/s1-shared.ts";
import { settings } from "./factory/s2-settings.ts";
import { grammar } from "./handlers/n1-grammar.ts";
import { complete } from "./handlers/n2-complete.ts";
import { storeFirst } from "./handlers/n3-store-first.ts";
import { serial } from "./handlers/n4-serial.ts";
import { lateHandler } from "./handlers/n7-late-handler.ts";
import { removed } from "./handlers/n8-removed.ts";
import { resyncOnlyAsked } from "./handlers/n9-resync-only-asked.ts";
import { initialFlag } from "./handlers/n10-initial-flag.ts";
import { isolation } from "./handlers/n11-isolation.ts";
import { tombstones } from "./handlers/n12-tombstones.ts";
import { nothingAfterStop } from "./handlers/n13-nothing-after-stop.ts";
import { heardTruth } from "./handlers/n14-heard-truth.ts";
import { initialTruth } from "./handlers/n15-initial-truth.ts";
import { resyncComes } from "./handlers/n16-resync-comes.ts";
import { endAwaited } from "./handlers/n17-end-awaited.ts";
import { mergedTruth } from "./handlers/n18-merged-truth.ts";
import { relistTold } from "./handlers/n19-relist-told.ts";
import { readInTurn } from "./handlers/n20-read-in-turn.ts";
import type { Invariant } from "./invariant.ts";
import { bounded } from "./memory/m1-bounded.ts";
import { oneTombstone } from "./memory/m2-one-tombstone.ts";
import { forgets } from "./memory/m4-forgets.ts";
import { fewTimers } from "./memory/m5-few-timers.ts";
import { keysOnce } from "./queue/f1-keys-once.ts";
import { nothingLostInQueue } from "./queue/f3-nothing-lost-in-queue.ts";
import { noSyncOverNews } from "./queue/f5-no-sync-over-news.ts";
import { honestSync } from "./queue/f6-honest-sync.ts";
import { replaceDeletes } from "./queue/f7-replace-deletes.ts";
import { closed } from "./queue/f9-closed.ts";
import { transformedOnce } from "./queue/f10-transformed-once.ts";
import { batches } from "./queue/f11-batches.ts";
import { survivesThrows } from "./queue/f12-survives-throws.ts";
import { workedOffAtOnce } from "./queue/f13-worked-off-at-once.ts";
import { syncedAtOnce } from "./queue/f14-synced-at-once.ts";
import { listsHaveCauses } from "./reflector/p1-lists-have-causes.ts";
import { backOff } from "./reflector/p2-back-off.ts";
import { resumePoint } from "./reflector/p3-resume-point.ts";
import { oneStream } from "./reflector/p4-one-stream.ts";
import { silenceAfterStop } from "./reflector/p5-silence-after-stop.ts";
import { retryAfter } from "./reflector/p6-retry-after.ts";
import { legalRequests } from "./reflector/p7-legal-requests.ts";
import { listVersion } from "./reflector/p8-list-version.ts";
import { afterAnError } from "./reflector/p9-after-an-error.ts";
import { afterARefusal } from "./reflector/p10-after-a-refusal.ts";
import { handedOn } from "./reflector/p11-handed-on.ts";
import { readDeadline } from "./reflector/p12-read-deadline.ts";
import { afterAClose } from "./reflector/p13-after-a-close.ts";
import { pagesWanted } from "./reflector/p14-pages-wanted.ts";
import { troublesTold } from "./reflector/p15-troubles-told.ts";
import { livelyWatch } from "./reflector/p16-lively-watch.ts";
import { untakenList } from "./reflector/p17-untaken-list.ts";
import { comesToRest } from "./rest/t1-comes-to-rest.ts";
import { allSynced } from "./rest/t2-all-synced.ts";
import { snapshot } from "./server/l1-snapshot.ts";
import { pages } from "./server/l3-pages.ts";
import { tooLarge } from "./server/l4-too-large.ts";
import { writes } from "./server/l5-writes.ts";
import { ordered } from "./server/w1-ordered.ts";
import { unique } from "./server/w2-unique.ts";
import { atomic } from "./server/w3-atomic.ts";
import { reliable } from "./server/w4-reliable.ts";
import { resumable } from "./server/w5-resumable.ts";
import { bookmarkable } from "./server/w6-bookmarkable.ts";
import { typed } from "./server/w7-typed.ts";
import { lastWords } from "./server/w8-last-words.ts";
import { start } from "./server/w9-start.ts";
import { initialEnd } from "./server/w10-initial-end.ts";
import { expiry } from "./server/w11-expiry.ts";
import { terminal } from "./server/w12-terminal.ts";
import { historicTruth } from "./store/c1-historic-truth.ts";
import { noGoingBack } from "./store/c2-no-going-back.ts";
import { convergence } from "./store/c3-convergence.ts";
import { cut } from "./store/c4-cut.ts";
import { noLostDelete } from "./store/c5-no-lost-delete.ts";
import { noResurrection } from "./store/c6-no-resurrection.ts";
import { honestClaim } from "./store/c7-honest-claim.ts";
import { resyncInventsNothing } from "./store/c8-resync-invents-nothing.ts";
import { frozen } from "./store/c9-frozen.ts";
import { writeBarrier } from "./store/c10-write-barrier.ts";
import { confined } from "./store/c11-confined.ts";
import { wholeOrNot } from "./store/c12-whole-or-not.ts";
import { claimKeepsUp } from "./store/c13-claim-keeps-up.ts";
import { consistencyTold } from "./store/c14-consistency-told.ts";
import { indexAgrees } from "./store/i1-index-agrees.ts";
import { unknownIndex } from "./store/i4-unknown-index.ts";
import { readersOwn } from "./store/i6-readers-own.ts";
import { selected } from "./store/i7-selected.ts";
import { levelTriggered } from "./work-queue/e1-level-triggered.ts";
import { exclusion } from "./work-queue/q1-exclusion.ts";
import { noLostWakeUp } from "./work-queue/q2-no-lost-wake-up.ts";
import { workQueueSets } from "./work-queue/q3-sets.ts";
import { delays } from "./work-queue/q6-delays.ts";
import { askedAndDone } from "./work-queue/q7-asked-and-done.ts";
import { drain } from "./work-queue/q8-drain.ts";
import { workQueueAtRest } from "./work-queue/q10-at-rest.ts";
import { goneWorkers } from "./work-queue/q11-gone-workers.ts";
import { metrics } from "./work-queue/q12-metrics.ts";
import { workersEnd } from "./work-queue/q13-workers-end.ts";

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
  survivesThrows,
  workedOffAtOnce,
  syncedAtOnce,
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
  selected,
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
  relistTold,
  readInTurn,
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
  workersEnd,
  forgets,
  fewTimers,
  levelTriggered,
  seesItsWrites,
  settles,
  writtenOnce,
  listsHaveCauses,
  backOff,
  resumePoint,
  oneStream,
  retryAfter,
  legalRequests,
  listVersion,
  afterAnError,
  afterARefusal,
  handedOn,
  readDeadline,
  afterAClose,
  pagesWanted,
  troublesTold,
  livelyWatch,
  untakenList,
  shared,
  settings,
  comesToRest,
  allSynced,
  cacheDiary,
  handlerDiary,
  wireDiary,
  understood,
  // From here on the run is over, and what is looked at goes on.
  consistencyTold,
  silenceAfterStop,
];

/** The rule with an id. */
export function invariantById(id: string): Invariant | undefined {
  return invariants.find((invariant) => invariant.id === id);
}
