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
export type { GlyphKind } from "./layout/marks/glyph.ts";
export type { Arrangement, ItemLane, Lens, StageFocus, View } from "./layout/marks/scene.ts";
export { answerOf, type BrokenClaim, brokenClaims, evaluate } from "./model/claims/claim.ts";
export { type ClaimPlace, type Quantity, quantityDocs } from "./model/claims/claim-quantities.ts";
export { ClaimError } from "./model/claims/claim-syntax.ts";
export type { Answers } from "./model/claims/prediction.ts";
export {
  type Distance,
  type DistanceChange,
  type DistanceSum,
  DistanceToTruth,
  sumOf,
  totalOf,
} from "./model/readers/distance.ts";
export { type Outcome, outcomeOf } from "./model/readers/outcome.ts";
export { type Against, type ReaderState, readerStates } from "./model/readers/reader-states.ts";
export {
  type CodePlace,
  codePlaceOf,
  kindsWithoutCode,
  type ProgramId,
} from "./model/reasons/code-place.ts";
export { type Thread, type ThreadKnot, threadOf } from "./model/reasons/thread.ts";
export type { Reason, ReasonId } from "./model/reasons/thread-reason.ts";
export type { ThreadTarget } from "./model/reasons/thread-target.ts";
export { type Comparison, compareTimelines } from "./model/runs/compare.ts";
export type { LaneId, laneIds } from "./model/timeline/lanes.ts";
export type { NeedleId } from "./model/timeline/needles.ts";
export type {
  Ask,
  AskChoice,
  Beat,
  Claim,
  Language,
  LocalizedText,
  Story,
} from "./model/timeline/story.ts";
export { type StepSize, Timeline } from "./model/timeline/timeline.ts";
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
} from "./model/world/world.ts";
export { type DrawingKit, drawingKit } from "./render/drawing-kit.ts";
export type { Theme } from "./render/marks-to-svg.ts";
export type { PictureSettings } from "./render/picture.ts";
export { type PosterOptions, renderPoster } from "./render/poster.ts";
export {
  type CodeLine,
  type CodeProgram,
  type CodePrograms,
  clientGoTag,
} from "./text/code/code-program.ts";
export { codePrograms } from "./text/code/code-programs.ts";
export { rulesWithVectors } from "./text/code/code-vectors.ts";
export { narrateIn as narrate } from "./text/every-language.ts";
export { glossary, type Term } from "./text/glossary.ts";
export { glossaryNotes } from "./text/glossary-notes.ts";
export { differenceText } from "./text/panels/difference-text.ts";
export type { ExportFormat } from "./text/panels/export-text.ts";
export { inputNoteText, inputProblemText } from "./text/panels/input-text.ts";
export { reasonText } from "./text/panels/thread-text.ts";
export { plainText, type Segment } from "./text/segment.ts";
export { InputError } from "./trace/input-error.ts";
export type { InputNote, InputProblem, InputProblemId } from "./trace/input-problem.ts";
export type { Mentions } from "./trace/mentions.ts";
export { type Input, readInput, textOf } from "./trace/read-input.ts";
export { readTrace } from "./trace/read-trace.ts";
export type { TraceObject } from "./trace/trace-log.ts";
export { isGuessed, TraceLog, type VisualRecord } from "./trace/trace-log.ts";
