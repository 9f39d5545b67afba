import type { KubernetesObject, Status } from "@informerlab/core";
import type { Outcome } from "../request/answer/outcome.ts";
import {
  badRequest,
  bareInternalError,
  conflict,
  notFound,
} from "../request/answer/status-errors.ts";
import { visitorKind } from "../request/read/decode.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { type ServerCore, withMetadata } from "../request/server-core.ts";
import { objectInFieldOrder } from "../schema/field-order.ts";
import { admitVisitor } from "./admit-visitor.ts";
import { commitUpdate, liveObjectOf } from "./commit-write.ts";

interface Pod extends KubernetesObject {
  readonly spec?: { readonly nodeName?: string; readonly schedulingGates?: readonly object[] };
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

/** What an action on a pod is answered with. */
export const success: Status = {
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Success",
  code: 201,
};

/** Assigns a pod to a node: what the scheduler does. */
export function bind(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, name = "" } = request;
  const visitor = admitVisitor(core, request, visitorKind("", "v1", "Binding"));
  const binding: Binding = visitor.object;
  if ((binding.metadata?.name ?? "") !== name)
    throw badRequest("name in URL does not match name in Binding object");
  const live = liveObjectOf(core, request);
  const { kind = "", name: node = "" } = binding.target ?? {};
  if (kind !== "" && kind !== "Node") {
    throw bareInternalError(
      `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
    );
  }
  if (node === "") throw bareInternalError("target.name: Required value");
  visitor.validate();
  if (live === undefined) throw notFound(definition, name);
  const pod: Pod = live.object;
  if (pod.metadata?.deletionTimestamp !== undefined) {
    throw conflict(
      bindingName(definition),
      name,
      `pod ${name} is being deleted, cannot be assigned to a host`,
    );
  }
  if ((pod.spec?.schedulingGates ?? []).length > 0)
    throw conflict(
      bindingName(definition),
      name,
      `pod ${name} has non-empty .spec.schedulingGates`,
    );
  const assigned = pod.spec?.nodeName ?? "";
  if (assigned !== "") {
    const message = `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`;
    throw conflict(bindingName(definition), name, message);
  }
  const { labels } = binding.metadata ?? {};
  const bound = {
    ...(labels === undefined
      ? pod
      : withMetadata(pod, { labels: { ...pod.metadata?.labels, ...labels } })),
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: scheduled(core, pod.status?.conditions ?? []) },
  };
  commitUpdate(
    core,
    request,
    live,
    objectInFieldOrder(bound, definition.schema),
    visitor.options.isDryRun,
  );
  return { kind: "status", code: 201, status: success, warnings: request.findings.warnings };
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
