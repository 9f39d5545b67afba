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
export type { ListerWatcher, ListResult, WatchObserver } from "./source/lister-watcher.ts";
