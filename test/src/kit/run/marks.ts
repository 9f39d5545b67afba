import type { KubernetesObject } from "@informerlab/core";
import type { Mark } from "../plan/plan.ts";

/** One thing that a bystander puts on an object. */
export interface NamedMark {
  readonly by: Mark;
  readonly name: string;
}

/** Another owner, with its uid. */
export type Owner = NonNullable<
  NonNullable<KubernetesObject["metadata"]>["ownerReferences"]
>[number];

interface Condition {
  readonly type?: string;
}

type WithStatus = KubernetesObject & {
  readonly status?: { readonly conditions?: readonly Condition[] };
};

/** The mark is on the object. */
export function hasMark(object: KubernetesObject, { by, name }: NamedMark): boolean {
  const { annotations = {}, finalizers = [], ownerReferences = [] } = object.metadata ?? {};
  if (by === "annotation") return annotations[name] !== undefined;
  if (by === "finalizer") return finalizers.includes(name);
  if (by === "owner") return ownerReferences.some((owner) => isThatOwner(owner, name));
  return conditionsOf(object).some(({ type }) => type === name);
}

/** The object with the mark on it. @param now as the server writes times */
export function withMark(
  object: KubernetesObject,
  { by, name }: NamedMark,
  owner: Owner,
  now: string,
): KubernetesObject {
  const { metadata } = object;
  switch (by) {
    case "annotation":
      return withMetadata(object, { annotations: { ...metadata?.annotations, [name]: "x" } });
    case "finalizer":
      return withMetadata(object, { finalizers: [...(metadata?.finalizers ?? []), name] });
    case "owner":
      return withMetadata(object, {
        ownerReferences: [...(metadata?.ownerReferences ?? []), owner],
      });
    default: {
      const condition = { type: name, status: "True", reason: "Seen", message: "" };
      return withConditions(object, [
        ...conditionsOf(object),
        { ...condition, lastTransitionTime: now } as Condition,
      ]);
    }
  }
}

/** The object as if the mark had never been there: a list that it alone was in goes, too. */
export function withoutMark(object: KubernetesObject, { by, name }: NamedMark): KubernetesObject {
  const { metadata } = object;
  switch (by) {
    case "annotation": {
      const { [name]: _mark, ...annotations } = metadata?.annotations ?? {};
      return withMetadata(object, { annotations });
    }
    case "finalizer":
      return withMetadata(object, {
        finalizers: (metadata?.finalizers ?? []).filter((each) => each !== name),
      });
    case "owner":
      return withMetadata(object, {
        ownerReferences: (metadata?.ownerReferences ?? []).filter(
          (each) => !isThatOwner(each, name),
        ),
      });
    default:
      return withConditions(
        object,
        conditionsOf(object).filter(({ type }) => type !== name),
      );
  }
}

function withMetadata(
  object: KubernetesObject,
  fields: NonNullable<KubernetesObject["metadata"]>,
): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, ...fields } };
}

function withConditions(object: WithStatus, conditions: readonly Condition[]): KubernetesObject {
  const { conditions: _before, ...status } = object.status ?? {};
  const isBare = conditions.length === 0 && Object.keys(status).length === 0;
  const { status: _status, ...rest } = object;
  if (isBare) return rest;
  return {
    ...rest,
    status: conditions.length === 0 ? status : { ...status, conditions },
  } as KubernetesObject;
}

function conditionsOf(object: WithStatus): readonly Condition[] {
  return object.status?.conditions ?? [];
}

/** Bystanders make namespaces owners. */
function isThatOwner({ kind, name }: Owner, wanted: string): boolean {
  return kind === "Namespace" && name === wanted;
}
