/**
 * The parts of the server, as types: for code that reaches into `FakeCluster.apiserver`. They may change in any
 * release.
 *
 * @packageDocumentation
 */

export type { Admission } from "./admission/admission.ts";
export type { AdmissionPending, PlaceAnswers } from "./admission/admission-pending.ts";
export type { AdmissionStep, TakenStep } from "./admission/count-steps.ts";
export type { Proofs } from "./authentication/identify.ts";
export type {
  BoundObject,
  NodeOfPod,
  ServiceAccountTokens,
  TokenClaims,
  TokenVerdict,
  TokenWorld,
} from "./authentication/service-account-tokens.ts";
export type { PolicyRule } from "./authorization/policy-rule.ts";
export type { Interruption } from "./codec/interruption.ts";
export type { ReadJson } from "./codec/json/read-json.ts";
export type { KeysOf } from "./faults/fault.ts";
export type { FaultedWatch } from "./faults/faulted-watch.ts";
export type { FaultEffects, RequestVerdict } from "./faults/faults.ts";
export type { Gates } from "./faults/gates.ts";
export type { ListSize, Work } from "./flow-control/estimate-seats.ts";
export type { Flow, FlowRequest } from "./flow-control/flow.ts";
export type { Arrival, FlowControl, LimitedServer } from "./flow-control/flow-control.ts";
export type { TimedHistogram } from "./flow-control/metrics/timed-histogram.ts";
export type { Passage } from "./flow-control/passage.ts";
export type {
  ResourceLookup,
  ResourceRegistry,
  ServedGroup,
  ServedVersion,
} from "./kinds/registry.ts";
export type {
  FieldSelectorRule,
  FieldSelectorStyle,
  ResourceDefinition,
  ResourceStrategy,
  ResourceVerb,
  ScaleAccess,
  StrategyContext,
  SubresourceDefinition,
  TableCell,
  TableColumn,
  TableRowCondition,
  VersionView,
  WritingUser,
} from "./kinds/resource-definition.ts";
export type {
  AnsweredRequest,
  CountedWatch,
  RequestMetrics,
  ServerMetrics,
} from "./metrics/request-metrics.ts";
export type { ServerRegistry } from "./metrics/server-registry.ts";
export type { FieldOwnership } from "./patch/apply/field-ownership.ts";
export type { FieldWrite, OwnedKind } from "./patch/apply/managed-fields.ts";
export type {
  AuthorizerChain,
  BindingRules,
  Decision,
  GrantSource,
  PathAccess,
} from "./request/access/authorize.ts";
export type { ListParts } from "./request/answer/list-parts.ts";
export type { Outcome, Progress, Waiting } from "./request/answer/outcome.ts";
export type { IncludeObject, MetaVersion } from "./request/answer/represent.ts";
export type { WireForm } from "./request/answer/wire-form.ts";
export type { OtherHandler, OtherRequest } from "./request/other-paths.ts";
export type { Encoding } from "./request/read/api-request.ts";
export type { BodyInput } from "./request/read/body-input.ts";
export type {
  NetworkDelays,
  Representation,
  RequestBody,
  RequestVerb,
  ResourceRequest,
} from "./request/read/resource-request.ts";
export type { RequestAttributes } from "./request/read/route.ts";
export type { Perform } from "./request/request-run.ts";
export type { ServerCore, StoredWrite, StrategyWrite } from "./request/server-core.ts";
export type { UnansweredRequest } from "./request/unanswered-request.ts";
export type { WireServer } from "./request/wire-server.ts";
export type {
  BodyReader,
  Decoded,
  DecodeInput,
  DecodeTarget,
  FieldValidation,
  ParsedBody,
} from "./schema/decode/decode-input.ts";
export type { FieldError, FieldErrorReason } from "./schema/field-error.ts";
export type {
  FieldPresence,
  FieldSchema,
  MergeRelationship,
  ObjectSchema,
  SchemaType,
} from "./schema/object-schema.ts";
export type { StructuralRules, ValidationRule } from "./schema/structural-rules.ts";
export type { Commit } from "./storage/commit.ts";
export type { CausedWrite, CommitListener, ObjectStorage } from "./storage/object-storage.ts";
export type { ResourceLog } from "./storage/resource-log.ts";
export type { RevisionLog, Write } from "./storage/revision-log.ts";
export type { DeleteOptions } from "./verbs/delete/delete-options.ts";
export type { VerbCore } from "./verbs/perform.ts";
export type { ReviewCore } from "./verbs/reviews/reviews.ts";
export type { FrameFactory, FrameFactoryOptions } from "./watch/frame-factory.ts";
export type { WatchCache } from "./watch/watch-cache.ts";
export type { WatchHub, WatchHubOptions } from "./watch/watch-hub.ts";
export type {
  FrameJudge,
  FrameVerdict,
  WatchEndReason,
  Watcher,
  WatcherOptions,
} from "./watch/watcher.ts";
