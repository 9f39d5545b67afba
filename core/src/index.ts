/// <reference lib="esnext.disposable" preserve="true" />
export { DeletedFinalStateUnknown } from "./api/deleted-final-state-unknown.ts";
export {
  escapeFieldValue,
  type FieldReader,
  type FieldRequirement,
  FieldSelector,
} from "./api/field-selector.ts";
export {
  type Int64,
  jsonNumber,
  type PrintJsonOptions,
  parseJson,
  printJson,
} from "./api/json.ts";
export {
  createLabelRequirement,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
  SelectorError,
} from "./api/label-requirement.ts";
export {
  type LabelSelector,
  type LabelSelectorRequirement,
  Selector,
} from "./api/label-selector.ts";
export type {
  KubernetesList,
  ListMeta,
  ListOptions,
  ListScope,
  ResourceVersionMatch,
} from "./api/list.ts";
export {
  copyJson,
  type Json,
  type KubernetesObject,
  type ObjectMeta,
  type OwnerReference,
} from "./api/object.ts";
export {
  deletionHandlingMetaNamespaceKey,
  deletionHandlingObjectToName,
  ExplicitKey,
  formatObjectName,
  KeyError,
  type KeyFunction,
  metaNamespaceKey,
  type ObjectName,
  objectToName,
  parseObjectName,
} from "./api/object-key.ts";
export { dns1123SubdomainErrors, labelKeyErrors, labelValueErrors } from "./api/qualified-name.ts";
export {
  type ApiResource,
  apiVersionOf,
  type GroupVersionResource,
  groupVersionPath,
  parseApiVersion,
  type ResourcePathOptions,
  resourceNameOf,
  resourcePath,
} from "./api/resource.ts";
export { compareResourceVersions } from "./api/resource-version.ts";
export type { Status, StatusCause, StatusDetails } from "./api/status.ts";
export {
  failureStatus,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInternalError,
  isNotFound,
  isResourceExpired,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  reasonOf,
  retryAfterMs,
  StatusError,
  type StatusReason,
} from "./api/status-error.ts";
export type { TypedResource } from "./api/typed-resource.ts";
export { initialEventsEndAnnotation, type WatchEvent } from "./api/watch-event.ts";
export { ExpirationStore } from "./cache/expiration-store.ts";
export {
  IndexConflictError,
  type Indexers,
  type IndexFunction,
  IndexFunctionError,
  indexFunctionToKeyFunction,
  labelIndexFunction,
  metaNamespaceIndexFunction,
  namespaceIndex,
  ownerIndexFunction,
  UnknownIndexError,
} from "./cache/index-functions.ts";
export { Indexer, type IndexerOptions, type IndexerReader } from "./cache/indexer.ts";
export {
  type GroupResource,
  Lister,
  listAll,
  listAllByNamespace,
  NamespaceLister,
  notFoundError,
} from "./cache/lister.ts";
export { MutationCache, type MutationCacheOptions } from "./cache/mutation-cache.ts";
export {
  MutationDetector,
  type MutationDetectorOptions,
  MutationError,
} from "./cache/mutation-detector.ts";
export {
  type Keyed,
  type Store,
  type StoreReader,
  type Transaction,
  TransactionError,
  TransformError,
  type TransformFunction,
} from "./cache/store.ts";
export { type StoredObject, StoredObjects } from "./cache/stored-objects.ts";
export { type KeyedTransaction, ThreadSafeStore } from "./cache/thread-safe-store.ts";
export { UndeltaStore } from "./cache/undelta-store.ts";
export { type ClientGroups, type ClientSet, createClientSet } from "./client/client-set.ts";
export { ObjectClient } from "./client/object-client.ts";
export {
  type ApplyOptions,
  CallAbortedError,
  type CallOptions,
  type DeleteOptions,
  type PatchOptions,
  type WriteOptions,
} from "./client/object-client-options.ts";
export { type ConflictBackoff, retryOnConflict, retryOnError } from "./client/retry-on-conflict.ts";
export { AssertionError, assert, unreachable } from "./environment/assert.ts";
export type { Clock } from "./environment/clock.ts";
export type { Environment } from "./environment/environment.ts";
export { Latch } from "./environment/latch.ts";
export { type Random, randomInteger, seededRandom } from "./environment/random.ts";
export { type Cancel, type Lane, lane, type Scheduler } from "./environment/scheduler.ts";
export { onStop, type StopSignal } from "./environment/stop-signal.ts";
export {
  type Correlated,
  EventCorrelator,
  type EventCorrelatorOptions,
} from "./events/event-correlator.ts";
export { EventNames } from "./events/event-names.ts";
export {
  EventRecorder,
  type EventRecorderOptions,
  type RecordedEvent,
} from "./events/event-recorder.ts";
export type { InformerGroups, InformersOf, ResourceInformer } from "./factory/informer-groups.ts";
export {
  CacheSyncError,
  type InformerDefaults,
  SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from "./factory/shared-informer-factory.ts";
export { type DoneChecker, waitFor, waitForCacheSync } from "./factory/wait-for-sync.ts";
export type { BufferLimit } from "./handlers/coalescing-buffer.ts";
export { EventDistributor, type Listener } from "./handlers/event-distributor.ts";
export {
  deletedObject,
  FilteringResourceEventHandler,
  type ResourceEventHandler,
} from "./handlers/event-handler.ts";
export { HandlerError, HandlerQueue, type HandlerQueueOptions } from "./handlers/handler-queue.ts";
export { HandlerRegistration } from "./handlers/handler-registration.ts";
export type { Notification } from "./handlers/notification.ts";
export { ResyncSchedule } from "./handlers/resync.ts";
export type { ConsistencyReport } from "./informer/consistency-check.ts";
export { Controller, type ControllerOptions } from "./informer/controller.ts";
export { createInformer, type InformerOptions } from "./informer/create-informer.ts";
export {
  type CreateQueueOptions,
  createQueue,
  type QueueFlavour,
} from "./informer/create-queue.ts";
export { DeltaProcessor, type DeltaProcessorOptions } from "./informer/delta-processor.ts";
export {
  type EnvironmentVariables,
  type FeatureGate,
  type FeatureGateName,
  featureGates,
  informerOptionsOf,
  readFeatureGates,
} from "./informer/feature-gates.ts";
export { InformerStateError, SharedIndexInformer } from "./informer/shared-index-informer.ts";
export type {
  HandlerOptions,
  InformerParts,
  SharedIndexInformerOptions,
} from "./informer/shared-index-informer-options.ts";
export type { Lease, LeaseSpec } from "./kinds/coordination-v1.generated.ts";
export type {
  Event,
  EventSeries,
  EventSource,
  ObjectReference,
} from "./kinds/core-v1.generated.ts";
export { LeaderElector } from "./leader/leader-elector.ts";
export type { LeaderElectorOptions } from "./leader/leader-elector-options.ts";
export {
  type LeaderElectionRecord,
  LeaseLock,
  type LeaseLockOptions,
} from "./leader/lease-lock.ts";
export { collectInformerMetrics } from "./metrics/informer-metrics.ts";
export { Counter, exponentialBuckets, Gauge, Histogram } from "./metrics/metric.ts";
export {
  type MetricDescription,
  type MetricFamily,
  type MetricLabels,
  MetricsRegistry,
} from "./metrics/metrics-registry.ts";
export { prometheusContentType, prometheusText } from "./metrics/prometheus-text.ts";
export { RegistryWorkQueueMetricsProvider } from "./metrics/work-queue-metrics-provider.ts";
export {
  type Delta,
  type Deltas,
  newestDelta,
  type ObjectDelta,
  oldestDelta,
  type ReplacedAllInfo,
  type StoreDelta,
} from "./queue/delta.ts";
export { DeltaFIFO, type DeltaFIFOOptions } from "./queue/delta-fifo.ts";
export { FIFO } from "./queue/fifo.ts";
export {
  FIFOClosedError,
  type KeyListerGetter,
  type PopProcess,
  type PopResult,
  type Queue,
  type QueueObserver,
  type QueueOptions,
  type ReflectorStore,
} from "./queue/queue.ts";
export { RealFIFO, type RealFIFOOptions } from "./queue/real-fifo.ts";
export { ControllerExpectations, type Expectation } from "./reconcile/controller-expectations.ts";
export { ReconcileLoop } from "./reconcile/reconcile-loop.ts";
export type { ReconcileLoopOptions } from "./reconcile/reconcile-loop-options.ts";
export {
  type Reconcile,
  type ReconcileContext,
  type ReconcileFailure,
  type ReconcileResult,
  TerminalError,
} from "./reconcile/reconciler.ts";
export {
  type EnqueueingHandler,
  type EnqueueOwnerOptions,
  enqueueMapped,
  enqueueObject,
  enqueueOwner,
  type KeyQueue,
} from "./reconcile/watch-source.ts";
export { Backoff, type BackoffOptions } from "./reflector/backoff.ts";
export type { ExpectedObject } from "./reflector/object-check.ts";
export { Reflector } from "./reflector/reflector.ts";
export type { ReflectorOptions } from "./reflector/reflector-options.ts";
export { type ReflectorRules, reflectorRules } from "./reflector/reflector-rules.ts";
export type { RequestPaceOptions } from "./reflector/request-pace.ts";
export type { ToldErrors } from "./reflector/troubles.ts";
export {
  ListWatchError,
  type ListWatchPhase,
  VeryShortWatchError,
} from "./reflector/watch-errors.ts";
export type {
  ListerWatcher,
  ListResult,
  WatchCloseReason,
  WatchObserver,
} from "./source/lister-watcher.ts";
export { defaultPageSize, listPages, type PagerOptions } from "./source/pager.ts";
export { reachError } from "./source/reach-error.ts";
export {
  type InformerClient,
  type ListerWatcherOptions,
  RestClient,
  type RestClientOptions,
} from "./source/rest-client.ts";
export { RestListerWatcher, type RestListerWatcherOptions } from "./source/rest-lister-watcher.ts";
export type {
  RestRequest,
  RestResponseHead,
  RestResponseObserver,
  RestTransport,
} from "./source/rest-transport.ts";
export {
  RetryingTransport,
  type RetryingTransportOptions,
} from "./source/retrying-transport.ts";
export {
  isConnectionRefused,
  TransportError,
  type TransportFailure,
} from "./source/transport-error.ts";
export { WatchDecoder, watchFrameLengthMax } from "./source/watch-decoder.ts";
export {
  BucketRateLimiter,
  type BucketRateLimiterOptions,
} from "./workqueue/bucket-rate-limiter.ts";
export {
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
} from "./workqueue/default-rate-limiters.ts";
export { DelayingQueue, type DelayingQueueInterface } from "./workqueue/delaying-queue.ts";
export {
  ItemExponentialFailureRateLimiter,
  type ItemExponentialFailureRateLimiterOptions,
} from "./workqueue/item-exponential-failure-rate-limiter.ts";
export {
  ItemFastSlowRateLimiter,
  type ItemFastSlowRateLimiterOptions,
} from "./workqueue/item-fast-slow-rate-limiter.ts";
export type { ItemKey, WorkItem } from "./workqueue/item-key.ts";
export { MaxOfRateLimiter, WithMaxWaitRateLimiter } from "./workqueue/max-of-rate-limiter.ts";
export type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  WorkQueueMetricsProvider,
} from "./workqueue/metrics-provider.ts";
export { type ParallelizeUntilOptions, parallelizeUntil } from "./workqueue/parallelize-until.ts";
export { PriorityOrder, type PriorityOrderOptions } from "./workqueue/priority-order.ts";
export type { QueueOrder } from "./workqueue/queue-order.ts";
export { delayMsMax, type RateLimiter } from "./workqueue/rate-limiter.ts";
export {
  RateLimitingQueue,
  type RateLimitingQueueInterface,
  type RateLimitingQueueOptions,
} from "./workqueue/rate-limiting-queue.ts";
export {
  WorkQueue,
  type WorkQueueInterface,
  type WorkQueueOptions,
} from "./workqueue/work-queue.ts";
