export {
  escapeFieldValue,
  type FieldReader,
  type FieldRequirement,
  FieldSelector,
} from "./api/field-selector.ts";
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
export type { KubernetesList, ListMeta, ListOptions, ResourceVersionMatch } from "./api/list.ts";
export {
  copyJson,
  type Json,
  type KubernetesObject,
  type ObjectMeta,
  type OwnerReference,
} from "./api/object.ts";
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
export type { Status, StatusCause, StatusDetails } from "./api/status.ts";
export {
  failureStatus,
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
export { initialEventsEndAnnotation, type WatchEvent } from "./api/watch-event.ts";
export { AssertionError, assert, unreachable } from "./environment/assert.ts";
export type { Clock } from "./environment/clock.ts";
export type { Environment } from "./environment/environment.ts";
export { type Random, randomInteger, seededRandom } from "./environment/random.ts";
export { type Cancel, type Lane, lane, type Scheduler } from "./environment/scheduler.ts";
export type {
  ListerWatcher,
  ListResult,
  WatchCloseReason,
  WatchObserver,
} from "./source/lister-watcher.ts";
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
