export type { BeginWaiting } from "./admission/admission-pending.ts";
export type { AdmissionPlugin, AdmissionTarget } from "./admission/admission-plugin.ts";
export type { AdmissionOperation, AdmissionRequest } from "./admission/admission-request.ts";
export type { AdmissionView } from "./admission/admission-view.ts";
export type { AdmissionSwitches } from "./admission/default-chain.ts";
export type { Charge, Findings, KeptReplies } from "./admission/findings.ts";
export type {
  EventLimit,
  EventRateLimitConfiguration,
} from "./admission/plugins/event-rate-limit.ts";
export type {
  PodSecurityConfiguration,
  PodSecurityDefaults,
  PodSecurityExemptions,
} from "./admission/pod-security/policy.ts";
export type { LimitedResource, QuotaConfiguration } from "./admission/quota/limited-resources.ts";
export type { PluginReinvocation, Reinvocation } from "./admission/reinvocation.ts";
export type {
  AdmissionReview,
  ConversionFunction,
  WebhookCall,
  WebhookClient,
  WebhookFunction,
  WebhookOptions,
  WebhookReply,
  WebhookVerdict,
} from "./admission/webhooks/webhook-client.ts";
export { Apiserver } from "./apiserver.ts";
export type { ApiserverOptions } from "./apiserver-options.ts";
export type {
  AuditEvent,
  AuditedObject,
  AuditedStatus,
  AuditedUser,
  AuditLevel,
  AuditStage,
} from "./audit/audit-event.ts";
export type { AuditOptions } from "./audit/audit-options.ts";
export type { AuditedResources, AuditPolicy, AuditRule } from "./audit/audit-policy.ts";
export type { FrontProxy } from "./authentication/front-proxy.ts";
export type { TokenAuthority, TokenOptions } from "./authentication/service-account-tokens.ts";
export type { TokenAuthenticator, TokenOpinion } from "./authentication/token-authenticator.ts";
export type {
  PublicKey,
  SignatureOpinion,
  SigningHeader,
  TokenKey,
} from "./authentication/token-key.ts";
export type {
  AuthorizationMode,
  AuthorizationModes,
  AuthorizationOptions,
} from "./authorization/authorization-options.ts";
export type { Authorizer, Opinion } from "./authorization/authorizer.ts";
export type { PolicyRule } from "./authorization/policy-rule.ts";
export type { ControllerSwitches } from "./background/controllers.ts";
export type { ClusterOptions } from "./cluster-options.ts";
export type { ReadJson } from "./codec/json/read-json.ts";
export type { DescriptionSource, OpenApiDescriptions } from "./discovery/openapi/descriptions.ts";
export {
  createCluster,
  type DirectWriteOptions,
  FakeCluster,
} from "./fake-apiserver.ts";
export type {
  Delay,
  Fault,
  FaultAction,
  FaultKind,
  FaultLife,
  FaultMatch,
  FaultMoment,
  MalformedEvent,
} from "./faults/fault.ts";
export { FaultError, type FaultKindFacts, faultKinds } from "./faults/fault-kinds.ts";
export type { Faults } from "./faults/faults.ts";
export type { Gate, GatePoint } from "./faults/gates.ts";
export type { FaultHandle } from "./faults/held-fault.ts";
export type { MomentKind, TransportLimits } from "./faults/transport-limits.ts";
export type { FeatureGate, FeatureGates } from "./feature-gates.ts";
export type {
  JournalEntry,
  JournalOptions,
  JournalQuery,
  RequestJournal,
} from "./journal/request-journal.ts";
export type { RuntimeConfig } from "./kinds/served-kinds.ts";
export { ManifestError, type Manifests } from "./manifests.ts";
export type { MetricLimits } from "./metrics/limit-metrics.ts";
export type { ObjectReference } from "./object-target.ts";
export type { ObjectVersion } from "./object-version.ts";
export type { FieldOwnership } from "./patch/apply/field-ownership.ts";
export type { FieldWrite, OwnedKind } from "./patch/apply/managed-fields.ts";
export {
  isRecording,
  type ReadRecordingOptions,
  type RecordedExchange,
  type Recording,
  RecordingError,
  readRecording,
} from "./recording/read-recording.ts";
export type {
  AnsweredLine,
  AskedLine,
  BodyLine,
  EndLine,
  EventLine,
  OverLine,
  RecordingHeader,
  RecordingLine,
} from "./recording/recording-line.ts";
export { traceOfRecording } from "./recording/recording-trace.ts";
export type { TokenUser } from "./request/access/authenticate.ts";
export type { BindingRules, PathAccess, ResourceAccess } from "./request/access/authorize.ts";
export type { MediaType } from "./request/answer/wire-form.ts";
export type { Call } from "./request/call.ts";
export type {
  ApiRequest,
  ApiResponse,
  ContentBody,
  Encoding,
  LongList,
  ResponseBody,
  UserIdentity,
  WatchFrame,
  WatchSink,
  WatchStream,
} from "./request/read/api-request.ts";
export type { BodyInput } from "./request/read/body-input.ts";
export type { StoredWrite } from "./request/server-core.ts";
export type { ServerSettings } from "./request/server-settings.ts";
export type { ServerAbilities } from "./server-abilities.ts";
export { createSimulatedServer, isSimulated } from "./simulation/simulated-server.ts";
export type { StorageSnapshot } from "./storage/snapshot.ts";
export {
  createFetchHandler,
  type FetchHandler,
  type FetchHandlerOptions,
} from "./transports/fetch/fetch-handler.ts";
export {
  type FetchTarget,
  type PatchFetchOptions,
  patchFetch,
} from "./transports/fetch/patch-fetch.ts";
export {
  type HasApiserver,
  type InProcessOptions,
  inProcessListerWatcher,
  type NetworkProfile,
} from "./transports/in-process.ts";
export type { RequestHandler, Servable } from "./transports/request-handler.ts";
export type { DeleteOptions } from "./verbs/delete/delete-options.ts";
export type { WatchWindowOptions } from "./watch/watch-cache.ts";
export { wholeServer } from "./whole-server.ts";
