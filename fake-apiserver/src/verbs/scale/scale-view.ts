import { type KubernetesObject, Selector } from "@informerlab/core";
import type { ResourceDefinition, ScaleAccess } from "../../kinds/resource-definition.ts";

/** `autoscaling/v1` Scale. */
export interface Scale extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

interface Scalable extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: Readonly<Record<string, unknown>>;
  };
  readonly status?: { readonly replicas?: number };
}

/** Where the built-in kinds keep their scale. */
const builtInScale: ScaleAccess = {
  replicasOf: (object: Scalable) => object.spec?.replicas ?? 0,
  statusReplicasOf: (object: Scalable) => object.status?.replicas ?? 0,
  selectorOf: (object: Scalable) => selectorText(object.spec?.selector),
  replicasPath: ["spec", "replicas"],
  withReplicas: (object: Scalable, replicas) =>
    ({ ...object, spec: { ...object.spec, replicas } }) as KubernetesObject,
};

/** How the scale of a kind is read and written. */
export function scaleAccessOf(definition: ResourceDefinition): ScaleAccess {
  return definition.scale ?? builtInScale;
}

/** The Scale of an object, as the endpoint shows it. */
export function scaleOf(
  definition: ResourceDefinition,
  object: KubernetesObject,
): KubernetesObject {
  const access = scaleAccessOf(definition);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const replicas = access.replicasOf(object);
  const statusReplicas = access.statusReplicasOf(object);
  const selector = access.selectorOf(object);
  const scaled = {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Go leaves out a number that is 0.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: statusReplicas,
      ...(selector === "" ? {} : { selector }),
    },
  };
  return scaled as KubernetesObject;
}

function selectorText(selector: Readonly<Record<string, unknown>> | undefined): string {
  if (selector === undefined) return "";
  const isLabelSelector = "matchLabels" in selector || "matchExpressions" in selector;
  // Replication controllers have plain labels.
  return isLabelSelector
    ? Selector.fromLabelSelector(selector).toString()
    : Selector.fromLabels(selector as Readonly<Record<string, string>>).toString();
}
