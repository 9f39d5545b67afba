import type { KubernetesObject, Status } from "@informerlab/core";
import { without } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import {
  badRequest,
  bareInternalError,
  conflict,
  notFound,
} from "../../request/answer/status-errors.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { WriteOptions } from "../../request/read/write-options.ts";
import { type ServerCore, withMetadata } from "../../request/server-core.ts";
import {
  aggregateText,
  type FieldError,
  notSupported,
  required,
} from "../../schema/field-error.ts";
import { objectInFieldOrder } from "../../schema/field-order.ts";
import {
  admitVisitor,
  partKind,
  type Visitor,
  type VisitorRules,
} from "../connect/admit-visitor.ts";
import { commitUpdate, type LiveObject, liveObjectOf } from "../write/commit-write.ts";
import { preconditionFailed } from "../write/precondition-failed.ts";

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

/** Assigns a pod to a node, through the pod: what the scheduler does. */
export function bind(core: ServerCore, request: ResourceRequest): Outcome {
  const visitor = admitVisitor(core, request, { kind: bindingKind(), keepsUid: true });
  if ((visitor.object.metadata?.name ?? "") !== request.name)
    throw badRequest("name in URL does not match name in Binding object");
  return assign(core, request, visitor);
}

/** Assigns the pod of its name, through the older collection of bindings. */
export function bindNamed(
  core: ServerCore,
  request: ResourceRequest,
  definition: ResourceDefinition,
): Outcome {
  const visitor = admitVisitor(core, request, { kind: bindingKind() });
  const { name } = visitor.object.metadata ?? {};
  return assign(core, { ...request, definition, name, subresource: "binding" }, visitor);
}

const bindingKind = (): VisitorRules["kind"] => partKind("", "v1", "Binding");

/** @see kubernetes pkg/registry/core/pod/storage/storage.go BindingREST */
function assign(core: ServerCore, request: ResourceRequest, visitor: Visitor): Outcome {
  const { definition, name = "" } = request;
  const binding: Binding = visitor.object;
  const { name: node = "" } = binding.target ?? {};
  const problems = targetProblems(binding);
  if (problems.length > 0) throw bareInternalError(aggregateText(problems));
  visitor.validate();
  const live = liveObjectOf(core, request);
  if (live === undefined) throw notFound(definition, name);
  checkMeant(binding, live, definition, visitor.options);
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
  const bound = {
    ...withMarksOf(binding, pod),
    spec: { ...pod.spec, nodeName: node },
    status: {
      ...without(pod.status ?? {}, "nominatedNodeName"),
      conditions: scheduled(core, pod.status?.conditions ?? []),
    },
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

function targetProblems({ target = {} }: Binding): readonly FieldError[] {
  const { kind = "", name = "" } = target;
  return [
    ...(kind === "" || kind === "Node"
      ? []
      : [notSupported("target.kind", kind, ["Node", "<empty>"])]),
    ...(name === "" ? [required("target.name")] : []),
  ];
}

/** What a binding says of uid and version must hold of its pod. @throws StatusError 409 */
function checkMeant(
  { metadata: meant = {} }: Binding,
  { key, object }: LiveObject,
  definition: ResourceDefinition,
  { isDryRun }: WriteOptions,
): void {
  const { name = "", uid = "", resourceVersion = "" } = object.metadata ?? {};
  const { uid: wantedUid = "", resourceVersion: wantedVersion = "" } = meant;
  const problem =
    wantedUid !== "" && wantedUid !== uid
      ? `UID in precondition: ${wantedUid}, UID in object meta: ${uid}`
      : wantedVersion !== "" && wantedVersion !== resourceVersion
        ? `ResourceVersion in precondition: ${wantedVersion}, ResourceVersion in object meta: ${resourceVersion}`
        : undefined;
  if (problem !== undefined) throw preconditionFailed(definition, { name, key, isDryRun }, problem);
}

/** The pod with the labels and annotations of its binding. */
function withMarksOf({ metadata: { labels, annotations } = {} }: Binding, pod: Pod): Pod {
  const { metadata = {} } = pod;
  return withMetadata(pod, {
    ...(labels === undefined ? {} : { labels: { ...metadata.labels, ...labels } }),
    ...(annotations === undefined
      ? {}
      : { annotations: { ...metadata.annotations, ...annotations } }),
  });
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
