export {
  type CampaignFailure,
  type CampaignOptions,
  type CampaignProgress,
  type CampaignReport,
  mergeCampaigns,
  runCampaign,
  type Shard,
} from "./campaign/campaign.ts";
export { Coverage, type CoverageCounts, coverageLines } from "./campaign/coverage.ts";
export {
  type BugKills,
  type KillMatrix,
  type KillMatrixOptions,
  killMatrix,
  killMatrixLines,
} from "./campaign/kill-matrix.ts";
export {
  type Enumeration,
  type EnumerationOptions,
  enumerateSchedules,
} from "./enumerate/schedules.ts";
export { smallScopes } from "./enumerate/small-scopes.ts";
export { type ScenarioArbitraryOptions, scenarioArbitrary } from "./generators/scenarios.ts";
export { invariantById, invariants } from "./invariants/catalogue.ts";
export { familyOf, type RuleFamily, ruleFamilies } from "./invariants/families.ts";
export type {
  ClockTolerance,
  ConsistencyAnswer,
  FactListeners,
  Invariant,
  Judge,
  JudgedGauges,
  JudgedIndexer,
  JudgedInformer,
  JudgedWorld,
  KeptRead,
  RetryLimits,
  Watcher,
} from "./invariants/invariant.ts";
export {
  checkInvariants,
  Judgement,
  type JudgementOptions,
  type Verdict,
  type Violation,
  violationsOf,
} from "./invariants/judge.ts";
export type {
  FactoryInformer,
  Heard,
  Observation,
  ObservationListeners,
  Observe,
} from "./invariants/observation.ts";
export { ChaosError, type ToldFailure } from "./kit/chaos-error.ts";
export { type ChaosReport, chaosTest, type ReplayedRun, replayChaos } from "./kit/chaos-test.ts";
export type { ChaosOptions, ControllerUnderTest, Program } from "./kit/controller.ts";
export type { Moment } from "./kit/plan/moments.ts";
export type { ChaosPlan, ChosenObject, Mark, PlanAction, PlanOperation } from "./kit/plan/plan.ts";
export { formatPlan, parsePlan } from "./kit/plan/plan-text.ts";
export { type TroubleName, troubleNames } from "./kit/plan/trouble.ts";
export type { Accident, Subject } from "./kit/plan/workload.ts";
export {
  ChaosClient,
  type ChaosClientOptions,
  type DeleteOptions,
  type PatchOptions,
  type ResourceLike,
} from "./kit/process/client.ts";
export type { ClusterView, Commit } from "./kit/process/cluster-view.ts";
export type { HostUse, HostWatch, Rejection, StepOwner } from "./kit/process/host.ts";
export type { ProcessEnvironment, ProcessHome } from "./kit/process/process-environment.ts";
export type { ProgramCall } from "./kit/process/unheard.ts";
export {
  type GuardedWrites,
  leaderElected,
  onlyTheLeaderWrites,
} from "./kit/rules/leadership.ts";
export {
  comesToRest,
  type DeletionOptions,
  noDuplicates,
  noOrphans,
  nothingStuckInDeletion,
  type OrphanOptions,
  observedGeneration,
  type RestOptions,
  type SpecOptions,
  specBelongsToUsers,
} from "./kit/rules/ready-rules.ts";
export {
  always,
  eventually,
  type Rule,
  type RuleAnswer,
  type SameEndOptions,
  sameEndAsWithoutFaults,
  sometimes,
} from "./kit/rules/rules.ts";
export type { ChaosRun } from "./kit/run/chaos-world.ts";
export type { Failure } from "./kit/run/run-judge.ts";
export { type Exhibit, exhibitStations } from "./lessons/exhibit.ts";
export {
  type Lesson,
  type LessonFork,
  lessonFiles,
  lessonFolderName,
  parseLesson,
} from "./lessons/lesson.ts";
export {
  type Goal,
  type Level,
  type LevelRules,
  type Measure,
  type Solution,
  solutionOf,
} from "./lessons/level.ts";
export type {
  CachedObject,
  InformerModel,
  Projection,
  Replacement,
  Transform,
} from "./model/informer-model.ts";
export type { Popped, QueueModel, WaitingDelta } from "./model/queue-model.ts";
export type { LogEntry, ResourceHistory, ServerLog } from "./model/server-log.ts";
export type { Sent, StreamModel } from "./model/stream-model.ts";
export type { Projections, TracedRequest, TraceModel, Transforms } from "./model/trace-model.ts";
export { plantedBugByName, plantedBugs } from "./planted-bugs/catalogue.ts";
export { knownBreaks } from "./planted-bugs/known-breaks.ts";
export type { PlantedBug } from "./planted-bugs/planted-bug.ts";
export { expectConvergence, expectHolds, InvariantError } from "./replay/expect-holds.ts";
export {
  type FailureReport,
  formatFailure,
  type ReportOptions,
  reportFailure,
} from "./replay/failure-report.ts";
export { minimise } from "./replay/minimise.ts";
export { type PointOfNoReturn, pointOfNoReturn } from "./replay/point-of-no-return.ts";
export { runSummary } from "./replay/run-summary.ts";
export {
  type Beat,
  type BeatClaim,
  BeatError,
  type BeatQuestion,
  type BeatSource,
  beatsOf,
  type FactPredicate,
  matchesFact,
  type PlacedBeat,
  placeBeats,
} from "./scenario/beat.ts";
export { healTimeMs } from "./scenario/defaults.ts";
export { type ForkContext, forks, type ScenarioFork } from "./scenario/forks.ts";
export { fillText, type Language, type LocalizedText } from "./scenario/localized-text.ts";
export {
  type PermalinkContent,
  permalinkFragment,
  readPermalinkFragment,
} from "./scenario/permalink.ts";
export { permalinkTextPart } from "./scenario/permalink-text.ts";
export type { QueueFlavour } from "./scenario/queue-flavour.ts";
export {
  formatScenario,
  parseScenario,
  scenarioProblems,
  scenarioTextProblems,
  type TextProblem,
  toScenario,
} from "./scenario/read-scenario.ts";
export type {
  Action,
  ActionName,
  CacheWrite,
  HandlerProgram,
  InformerProgram,
  NetworkProgram,
  ObjectName,
  Operation,
  Scenario,
  ScenarioObject,
  Timed,
  Within,
  WorkQueueProgram,
} from "./scenario/scenario.ts";
export { decodeScenario, encodeScenario } from "./scenario/scenario-code.ts";
export { ScenarioError } from "./scenario/scenario-error.ts";
export { scenarioJsonSchema } from "./scenario/scenario-shape.ts";
export type { Problem } from "./scenario/shape.ts";
export type {
  LyingServer,
  ReplacementParts,
  TransportPlace,
} from "./simulate/replacement-parts.ts";
export {
  type AttachedProgram,
  askedOf,
  type RunOptions,
  runScenario,
  type ScenarioRun,
} from "./simulate/run-scenario.ts";
export { canTrace, traceScenario } from "./simulate/trace-scenario.ts";
