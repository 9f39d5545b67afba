import {
  failureStatus,
  type KubernetesObject,
  type LabelSelector,
  Selector,
  StatusError,
} from "@informerlab/core";
import { timeText } from "../../codec/go/time-text.ts";
import { trackUpdate } from "../../patch/apply/managed-fields.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import { badRequest, bareInternalError, notFound } from "../../request/answer/status-errors.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { keyPrefixOf, type ServerCore } from "../../request/server-core.ts";
import { objectInFieldOrder } from "../../schema/field-order.ts";
import { admitVisitor, partKind } from "../connect/admit-visitor.ts";
import { checkPreconditions, deleteObject } from "../delete/delete.ts";
import { checkDeleteOptions, type DeleteOptions } from "../delete/delete-options.ts";
import { commitUpdate, type LiveObject, liveObjectOf } from "../write/commit-write.ts";
import { refusedObject } from "../write/create.ts";
import { success } from "./pod-actions.ts";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface Pod extends KubernetesObject {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

interface BudgetStatus {
  readonly disruptionsAllowed?: number;
  readonly observedGeneration?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions?: readonly Condition[];
}

interface Budget extends KubernetesObject {
  readonly spec?: {
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: string;
  };
  readonly status?: BudgetStatus;
}

interface Eviction extends KubernetesObject {
  readonly deleteOptions?: DeleteOptions;
}

const budgetResource = "poddisruptionbudgets.policy";
/** A budget is asked again after so many seconds that its controller has not looked at. */
const retryAfterSeconds = 10;
/** Pods that a budget remembers as about to go. */
const disruptedPodsMax = 2000;

/**
 * Deletes a pod unless a disruption budget objects: what `kubectl drain` does.
 *
 * @see kubernetes pkg/registry/core/pod/storage/eviction.go
 */
export function evict(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "", namespace } = request;
  const visitor = admitVisitor(core, request, { kind: partKind("policy", "v1", "Eviction") });
  const { options: query } = visitor;
  const eviction: Eviction = visitor.object;
  if ((eviction.metadata?.name ?? "") !== name)
    throw badRequest("name in URL does not match name in Eviction object");
  const own = eviction.deleteOptions?.dryRun ?? [];
  if (query.isDryRun && own.length > 0 && own.join() !== "All")
    throw bareInternalError(
      `Non-matching dry-run options in request and content: [All] and [${own.join(" ")}]`,
    );
  visitor.validate();
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(definition, name);
  const pod: Pod = live.object;
  const isDryRun = query.isDryRun || own.length > 0;
  const budget = isDisrupted(pod) ? undefined : budgetOf(core, namespace, pod);
  const isSpared = budget !== undefined && !isCounted(budget, pod);
  if (budget !== undefined && !isSpared) askBudget(core, request, budget, isDryRun);
  const sent = eviction.deleteOptions ?? {};
  const options = isSpared ? asItIs(pod, sent) : sent;
  const told = isDryRun ? { live, options } : tellDisrupted(core, request, live, options);
  checkDeleteOptions(eviction.deleteOptions ?? {});
  const gone = { ...request, verb: "delete", subresource: "" } as const;
  const all = { ...told.options, ...(query.isDryRun ? { dryRun: ["All"] } : {}) };
  // Who may evict has been asked; nobody asks whether the pod may go.
  deleteObject(core, gone, told.live, all, { isAdmitted: true });
  return { kind: "status", code: 201, status: success, warnings: request.findings.warnings };
}

/** A pod that does not count goes only as it was looked at, whatever version was asked for. */
function asItIs({ metadata }: Pod, options: DeleteOptions): DeleteOptions {
  const { resourceVersion = "" } = metadata ?? {};
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } };
}

/** Before it goes, a pod says why: what was asked of the version before is asked of this one. */
function tellDisrupted(
  core: ServerCore,
  request: ResourceRequest,
  live: LiveObject,
  options: DeleteOptions,
): { readonly live: LiveObject; readonly options: DeleteOptions } {
  checkPreconditions(request.definition, live.object, options);
  const pod: Pod = live.object;
  const conditions = pod.status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === disrupted);
  const now = timeText(core.environment.clock.now());
  const condition = {
    type: disrupted,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: old?.status === "True" ? (old.lastTransitionTime ?? now) : now,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  const others = conditions.filter((one) => one !== old);
  const changed: Pod = { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
  const { definition } = request;
  const context = core.contextFor({
    definition,
    key: live.key,
    isDryRun: false,
    user: request.user,
    subresource: "status",
  });
  const errors = definition.validateUpdate(changed, pod, "status", context);
  if (errors.length > 0) throw refusedObject(definition, changed, errors);
  request.findings.warn(...definition.warningsOf(changed, pod, "status"));
  commitUpdate(core, request, live, objectInFieldOrder(changed, definition.schema), false);
  const after = liveObjectOf(core, request) ?? live;
  const { resourceVersion } = after.object.metadata ?? {};
  const { preconditions } = options;
  return preconditions?.resourceVersion === undefined || resourceVersion === undefined
    ? { live: after, options }
    : {
        live: after,
        options: { ...options, preconditions: { ...preconditions, resourceVersion } },
      };
}

const disrupted = "DisruptionTarget";

/** Whose end takes nothing from anybody. */
function isDisrupted({ metadata, status }: Pod): boolean {
  const { phase = "" } = status ?? {};
  const isIdle = ["Succeeded", "Failed", "Pending"].includes(phase);
  return isIdle || metadata?.deletionTimestamp !== undefined;
}

function budgetOf(core: ServerCore, namespace: string | undefined, pod: Pod): Budget | undefined {
  const budgets = core.storage.of(budgetResource).listAll(keyPrefixOf(namespace));
  const concerned = budgets.filter(({ object }) => covers(object, pod));
  if (concerned.length > 1) {
    throw bareInternalError(
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  return concerned[0]?.object;
}

function covers(budget: Budget, pod: Pod): boolean {
  return Selector.fromLabelSelector(budget.spec?.selector).matches(pod.metadata?.labels);
}

/** A pod that is not ready counts for nothing, where enough others are or the budget says so. */
function isCounted({ spec, status }: Budget, pod: Pod): boolean {
  const conditions = pod.status?.conditions ?? [];
  if (conditions.some((one) => one.type === "Ready" && one.status === "True")) return true;
  if (spec?.unhealthyPodEvictionPolicy === "AlwaysAllow") return false;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy < desiredHealthy || desiredHealthy === 0;
}

/** One disruption fewer is allowed until the disruption controller has counted again. @throws StatusError 403, 429 */
function askBudget(
  core: ServerCore,
  request: ResourceRequest,
  budget: Budget,
  isDryRun: boolean,
): void {
  if (request.findings.isDone("disruption")) return;
  const { name = "", generation = 0 } = budget.metadata ?? {};
  const { status = {} } = budget;
  const { disruptionsAllowed = 0, observedGeneration = 0, disruptedPods = {} } = status;
  if (observedGeneration < generation) {
    const text = `The disruption budget ${name} is still being processed by the server.`;
    throw tooManyRequests(text, retryAfterSeconds);
  }
  if (disruptionsAllowed < 0) throw forbidden(name, "pdb disruptions allowed is negative");
  if (Object.keys(disruptedPods).length > disruptedPodsMax) {
    throw forbidden(
      name,
      "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
    );
  }
  if (disruptionsAllowed === 0) throw tooManyRequests(nothingLeft(name, status));
  if (!isDryRun) request.findings.once("disruption", () => spend(core, request, budget));
}

function nothingLeft(name: string, status: BudgetStatus): string {
  const { desiredHealthy = 0, currentHealthy = 0, conditions = [] } = status;
  const allowed = conditions.find(({ type }) => type === "DisruptionAllowed");
  const { reason = "", message = "" } = allowed?.status === "False" ? allowed : {};
  const refused = `The disruption budget ${name} does not allow evicting pods currently`;
  // What is counted says nothing where the counting failed.
  if (reason === "SyncFailed" && message !== "")
    return `${refused} because it failed sync: ${message}`;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return message === "" ? refused : `${refused} (${reason}): ${message}`;
}

/** Written by the server itself, under its own name. */
function spend(core: ServerCore, request: ResourceRequest, budget: Budget): void {
  const { name = "", namespace } = budget.metadata ?? {};
  const { status = {} } = budget;
  const now = core.environment.clock.now();
  const disruptionsAllowed = (status.disruptionsAllowed ?? 1) - 1;
  const { observedGeneration, disruptedPods, ...counts } = status;
  const updated = {
    ...budget,
    status: {
      observedGeneration,
      disruptedPods: { ...disruptedPods, [request.name ?? ""]: timeText(now) },
      ...counts,
      disruptionsAllowed,
      ...(disruptionsAllowed > 0 ? {} : { conditions: exhausted(status, timeText(now)) }),
    },
  };
  const definition = core.registry.lookup("policy", "v1", "poddisruptionbudgets");
  if (definition === undefined) return;
  core.storage.put({
    resource: budgetResource,
    key: `${namespace}/${name}`,
    object: trackUpdate({
      definition,
      live: budget,
      updated,
      manager: "kube-apiserver",
      subresource: "status",
      now,
    }),
    operation: `${request.operation}/budget`,
    cause: request.cause,
  });
}

function exhausted(
  { conditions = [], observedGeneration = 0 }: BudgetStatus,
  now: string,
): readonly object[] {
  const old = conditions.find(({ type }) => type === "DisruptionAllowed");
  const condition = {
    type: "DisruptionAllowed",
    status: "False",
    observedGeneration,
    lastTransitionTime: old?.status === "False" ? (old.lastTransitionTime ?? now) : now,
    reason: "InsufficientPods",
    message: "",
  };
  return [...conditions.filter((one) => one !== old), condition];
}

function forbidden(name: string, problem: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message: `poddisruptionbudget.policy ${JSON.stringify(name)} is forbidden: ${problem}`,
      details: { name, group: "policy", kind: "poddisruptionbudget" },
    }),
  );
}

function tooManyRequests(message: string, seconds?: number): StatusError {
  return new StatusError(
    failureStatus({
      code: 429,
      reason: "TooManyRequests",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [{ reason: "DisruptionBudget", message }],
        ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
      },
    }),
  );
}
