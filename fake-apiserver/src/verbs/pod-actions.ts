import type { LabelSelector } from "@informerlab/core";
import {
  failureStatus,
  type KubernetesObject,
  Selector,
  type Status,
  StatusError,
} from "@informerlab/core";
import { decodeBody, visitorKind } from "../request/decode.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { keyPrefixOf, type ServerCore, withMetadata } from "../request/server-core.ts";
import { badRequest, bareInternalError, conflict, notFound } from "../request/status-errors.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { admissionOptions } from "./admission-options.ts";
import { commitUpdate, liveObjectOf } from "./commit-write.ts";
import { deleteObject } from "./delete.ts";
import type { DeleteOptions } from "./delete-options.ts";

interface Pod extends KubernetesObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly PodCondition[];
  };
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
}

interface Binding extends KubernetesObject {
  readonly target?: { readonly kind?: string; readonly name?: string };
}

const success: Status = {
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Success",
  code: 201,
};

/** Assigns a pod to a node: what the scheduler does. */
export function bind(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "" } = request;
  const options = parseWriteOptions(request, "CreateOptions");
  const { object: binding } = decodeBody(core, {
    body: request.body,
    definition: visitorKind("", "v1", "Binding"),
    fieldValidation: options.fieldValidation,
  });
  if ((binding.metadata?.name ?? "") !== name)
    throw badRequest("name in URL does not match name in Binding object");
  const live = liveObjectOf(core, request);
  const node = (binding as Binding).target?.name ?? "";
  if (node === "") {
    throw bareInternalError(
      `Binding ${JSON.stringify(name)} is invalid: target.name: Required value`,
    );
  }
  if (live === undefined) throw notFound(definition, name);
  const pod: Pod = live.object;
  if (pod.metadata?.deletionTimestamp !== undefined) {
    throw conflict(
      bindingName(definition),
      name,
      `pod ${name} is being deleted, cannot be assigned to a host`,
    );
  }
  const assigned = pod.spec?.nodeName ?? "";
  if (assigned !== "") {
    const message = `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`;
    throw conflict(bindingName(definition), name, message);
  }
  const { findings } = request;
  const asked = {
    request,
    operation: "CREATE",
    old: undefined,
    isDryRun: options.isDryRun,
    options: admissionOptions("CreateOptions", options, request),
    findings,
  } as const;
  const admitted = core.admission.mutate({ ...asked, object: binding }, core.view);
  core.admission.validate({ ...asked, object: admitted }, core.view);
  const { labels } = admitted.metadata ?? {};
  const bound = {
    ...(labels === undefined
      ? pod
      : withMetadata(pod, { labels: { ...pod.metadata?.labels, ...labels } })),
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: scheduled(core, pod.status?.conditions ?? []) },
  };
  commitUpdate(core, request, live, bound, options.isDryRun);
  return { kind: "status", code: 201, status: success };
}

function bindingName({ group }: { readonly group: string }): {
  readonly group: string;
  readonly resource: string;
} {
  return { group, resource: "pods/binding" };
}

function scheduled(core: ServerCore, conditions: readonly PodCondition[]): readonly PodCondition[] {
  const now = new Date(core.environment.clock.now()).toISOString();
  const condition = {
    type: "PodScheduled",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: `${now.slice(0, 19)}Z`,
  };
  return [...conditions.filter(({ type }) => type !== "PodScheduled"), condition];
}

interface Budget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: { readonly disruptionsAllowed?: number; readonly observedGeneration?: number };
}

/** Deletes a pod unless a disruption budget objects: what `kubectl drain` does. */
export function evict(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "", namespace } = request;
  const query = parseWriteOptions(request, "CreateOptions");
  const { object } = decodeBody(core, {
    body: request.body,
    definition: visitorKind("policy", "v1", "Eviction"),
    fieldValidation: query.fieldValidation,
  });
  const eviction = object as KubernetesObject & { readonly deleteOptions?: DeleteOptions };
  const named = eviction.metadata?.name ?? "";
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(definition, name);
  if (named !== "" && named !== name) {
    throw badRequest("name in URL does not match name in Eviction object");
  }
  const pod: Pod = live.object;
  const isFinished = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
  const isPending = pod.status?.phase === "Pending";
  const budgets = core.storage.of("poddisruptionbudgets.policy").listAll(keyPrefixOf(namespace));
  const concerned = budgets.filter(({ object }) => covers(object, pod));
  if (concerned.length > 1) {
    throw bareInternalError(
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  const budget: Budget | undefined = concerned[0]?.object;
  const isProtected = budget !== undefined && !isFinished && !isPending;
  const isSpent = request.findings.isDone("disruption");
  if (isProtected && !isSpent && (budget.status?.disruptionsAllowed ?? 0) <= 0)
    throw tooManyRequests(budget);
  if (isProtected && !query.isDryRun)
    request.findings.once("disruption", () => spend(core, request, budget));
  const dryRun = query.isDryRun ? { dryRun: ["All"] } : {};
  deleteObject(core, { ...request, verb: "delete", subresource: "" }, live, {
    ...eviction.deleteOptions,
    ...dryRun,
  });
  return { kind: "status", code: 201, status: success };
}

function covers(budget: Budget, pod: Pod): boolean {
  return Selector.fromLabelSelector(budget.spec?.selector).matches(pod.metadata?.labels);
}

/** One disruption fewer is allowed until the disruption controller has counted again. */
function spend(core: ServerCore, request: ResourceRequest, budget: Budget): void {
  const { name = "", namespace } = budget.metadata ?? {};
  const allowed = (budget.status?.disruptionsAllowed ?? 1) - 1;
  core.storage.put({
    resource: "poddisruptionbudgets.policy",
    key: `${namespace}/${name}`,
    object: {
      ...budget,
      status: { ...budget.status, disruptionsAllowed: allowed },
    } as KubernetesObject,
    operation: `${request.operation}/budget`,
    cause: request.cause,
  });
}

function tooManyRequests(budget: Budget): StatusError {
  const name = budget.metadata?.name ?? "";
  return new StatusError(
    failureStatus({
      code: 429,
      reason: "TooManyRequests",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: "DisruptionBudget",
            message: `The disruption budget ${name} needs 0 healthy pods and has 0 currently`,
          },
        ],
      },
    }),
  );
}
