export type { Mode, Panel, Settings } from "./controls/attributes.ts";
export type { Branch } from "./controls/branch.ts";
export type {
  Exploration,
  ForkChoice,
  ForkPoint,
  LadderChoice,
  Runner,
} from "./controls/runner.ts";
export { HostElement, InformerVisualizer } from "./element/informer-visualizer.ts";
export type { StepDetail } from "./element/parts/step-detail.ts";
export { prepareEverything, prepareForks } from "./element/prepare.ts";
export type { Place } from "./element/state/place.ts";
export type { GlyphKind } from "./layout/glyph.ts";
export type { Arrangement, ItemLane, Lens, StageFocus, View } from "./layout/scene.ts";
export { answerOf, type BrokenClaim, brokenClaims, evaluate } from "./model/claim.ts";
export { type ClaimPlace, type Quantity, quantityDocs } from "./model/claim-quantities.ts";
export { ClaimError } from "./model/claim-syntax.ts";
export {
  type CodePlace,
  codePlaceOf,
  kindsWithoutCode,
  type ProgramId,
} from "./model/code-place.ts";
export { type Comparison, compareTimelines } from "./model/compare.ts";
export {
  type Distance,
  type DistanceChange,
  type DistanceSum,
  DistanceToTruth,
  sumOf,
  totalOf,
} from "./model/distance.ts";
export type { LaneId, laneIds } from "./model/lanes.ts";
export type { NeedleId } from "./model/needles.ts";
export { type Outcome, outcomeOf } from "./model/outcome.ts";
export type { Answers } from "./model/prediction.ts";
export { type Against, type ReaderState, readerStates } from "./model/reader-states.ts";
export type {
  Ask,
  AskChoice,
  Beat,
  Claim,
  Language,
  LocalizedText,
  Story,
} from "./model/story.ts";
export { type Thread, type ThreadKnot, threadOf } from "./model/thread.ts";
export type { Reason, ReasonId } from "./model/thread-reason.ts";
export type { ThreadTarget } from "./model/thread-target.ts";
export { type StepSize, Timeline } from "./model/timeline.ts";
export type {
  Commit,
  Fault,
  HandlerWorld,
  Held,
  InFlight,
  InformerWorld,
  ListExchange,
  Notification,
  QueuedDelta,
  QueueFlavour,
  ReflectorWorld,
  Tally,
  WireWorld,
  WorkerWorld,
  WorkQueueWorld,
  World,
  Write,
} from "./model/world.ts";
export { type DrawingKit, drawingKit } from "./render/drawing-kit.ts";
export type { Theme } from "./render/marks-to-svg.ts";
export type { PictureSettings } from "./render/picture.ts";
export { type PosterOptions, renderPoster } from "./render/poster.ts";
export {
  type CodeLine,
  type CodeProgram,
  type CodePrograms,
  clientGoTag,
} from "./text/code-program.ts";
export { codePrograms } from "./text/code-programs.ts";
export { rulesWithVectors } from "./text/code-vectors.ts";
export { differenceText } from "./text/difference-text.ts";
export { narrateIn as narrate } from "./text/every-language.ts";
export type { ExportFormat } from "./text/export-text.ts";
export { glossary, type Term } from "./text/glossary.ts";
export { glossaryNotes } from "./text/glossary-notes.ts";
export { inputNoteText, inputProblemText } from "./text/input-text.ts";
export { plainText, type Segment } from "./text/segment.ts";
export { reasonText } from "./text/thread-text.ts";
export { InputError } from "./trace/input-error.ts";
export type { InputNote, InputProblem, InputProblemId } from "./trace/input-problem.ts";
export type { Mentions } from "./trace/mentions.ts";
export { type Input, readInput, textOf } from "./trace/read-input.ts";
export { readTrace } from "./trace/read-trace.ts";
export type { TraceObject } from "./trace/trace-log.ts";
export { TraceLog, type VisualRecord } from "./trace/trace-log.ts";
