import { type KubernetesObject, StatusError } from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { ChosenObject, PlanOperation } from "./plan.ts";

type UserOperation = Extract<PlanOperation, { readonly do: "create" | "change" | "delete" }>;

/** Users and accidents: they write past all faults, so that the same plan in calm has the same users. */
export class UserActor {
  readonly #cluster: FakeCluster;
  readonly #simulation: Simulation;
  /** A write of a user is being done. */
  isActing = false;

  constructor(cluster: FakeCluster, simulation: Simulation) {
    this.#cluster = cluster;
    this.#simulation = simulation;
  }

  /** Does one operation. What the server refuses does not happen: the name is taken, the object is gone. */
  act(operation: UserOperation): void {
    const chosen = operation.do === "create" ? operation.object : this.#find(operation);
    if (chosen === undefined) return;
    const id = operation.id ?? `at-${operation.atMs}`;
    this.#tell(operation, chosen, id);
    this.isActing = true;
    try {
      this.#write(operation, chosen, id);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.status.reason === "Invalid" || error.status.reason === "BadRequest") throw error;
    } finally {
      this.isActing = false;
    }
  }

  #write(operation: UserOperation, chosen: KubernetesObject, id: string): void {
    const as = { as: "user", operation: `user/${id}` };
    if (operation.do === "create") {
      this.#cluster.create(chosen, as);
      return;
    }
    const { namespace, name = "" } = chosen.metadata ?? {};
    if (operation.do === "delete") {
      this.#cluster.delete(
        operation.resource,
        namespace === undefined ? name : `${namespace}/${name}`,
        as,
      );
      return;
    }
    const { status, ...wanted } = operation.to;
    const hasMore = Object.keys(wanted).some((key) => key !== "apiVersion" && key !== "kind");
    const updated = hasMore ? this.#cluster.update(merged(chosen, wanted), as) : chosen;
    if (status !== undefined)
      this.#cluster.updateStatus({ ...updated, status } as KubernetesObject, as);
  }

  #find({ resource, namespace, name, pick = 0 }: ChosenObject): KubernetesObject | undefined {
    if (name !== undefined) {
      return this.#cluster.get(resource, namespace === undefined ? name : `${namespace}/${name}`);
    }
    const all = this.#cluster.list(resource, namespace === undefined ? {} : { namespace });
    return all.length === 0 ? undefined : all[pick % all.length];
  }

  #tell(operation: UserOperation, { metadata }: KubernetesObject, id: string): void {
    const { namespace, name = "" } = metadata ?? {};
    const resource =
      operation.do === "create" ? operation.object.kind?.toLowerCase() : operation.resource;
    this.#simulation.trace.emit?.({
      kind: "actor.acted",
      actor: "user",
      action: operation.do,
      operation: id,
      ref: {
        resource: resource ?? "",
        key: namespace === undefined ? name : `${namespace}/${name}`,
      },
    });
  }
}

function merged(object: KubernetesObject, to: Readonly<Record<string, unknown>>): KubernetesObject {
  const { metadata, ...fields } = to as { readonly metadata?: KubernetesObject["metadata"] };
  return {
    ...object,
    ...fields,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata?.labels, ...metadata?.labels },
      annotations: { ...object.metadata?.annotations, ...metadata?.annotations },
    },
  };
}
