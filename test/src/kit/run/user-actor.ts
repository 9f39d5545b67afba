import { type KubernetesObject, parseApiVersion, printJson, StatusError } from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { ChosenObject, PlanOperation } from "../plan/plan.ts";

type UserOperation = Extract<
  PlanOperation,
  { readonly do: "create" | "change" | "patch" | "delete" }
>;

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
      if (isMistake(error)) throw mistaken(operation, chosen, error);
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
    const isPatch = operation.do === "patch";
    const { status, ...wanted } = isPatch ? operation.patch : operation.to;
    const hasMore = Object.keys(wanted).some((key) => key !== "apiVersion" && key !== "kind");
    const merged = (): KubernetesObject =>
      isPatch ? this.#patched(chosen, wanted) : this.#merged(chosen, wanted);
    const updated = hasMore ? this.#cluster.update(merged(), as) : chosen;
    if (status === undefined) return;
    const before = (updated as { readonly status?: unknown }).status;
    this.#cluster.updateStatus(
      { ...updated, status: isPatch ? mergePatched(before, status) : status } as KubernetesObject,
      as,
    );
  }

  /** Owners get their uid here, too. */
  #patched(object: KubernetesObject, patch: Readonly<Record<string, unknown>>): KubernetesObject {
    const { metadata } = patch as { readonly metadata?: Wanted };
    const patched = mergePatched(object, patch) as KubernetesObject;
    if (metadata?.ownerReferences === undefined) return patched;
    const owners = metadata.ownerReferences.flatMap((owner) =>
      this.#found(owner, object.metadata?.namespace),
    );
    return { ...patched, metadata: { ...patched.metadata, ownerReferences: owners } };
  }

  #find({ resource, namespace, name, pick = 0 }: ChosenObject): KubernetesObject | undefined {
    if (name !== undefined) {
      return this.#cluster.get(resource, namespace === undefined ? name : `${namespace}/${name}`);
    }
    const all = this.#cluster.list(resource, namespace === undefined ? {} : { namespace });
    return all.length === 0 ? undefined : all[pick % all.length];
  }

  #merged(object: KubernetesObject, to: Readonly<Record<string, unknown>>): KubernetesObject {
    const { metadata: wanted = {}, ...fields } = to as { readonly metadata?: Wanted };
    const { metadata } = object;
    const { finalizers = metadata?.finalizers } = wanted;
    const ownerReferences =
      wanted.ownerReferences === undefined
        ? metadata?.ownerReferences
        : wanted.ownerReferences.flatMap((owner) => this.#found(owner, metadata?.namespace));
    return {
      ...object,
      ...fields,
      metadata: {
        ...metadata,
        labels: mergedTexts(metadata?.labels, wanted.labels),
        annotations: mergedTexts(metadata?.annotations, wanted.annotations),
        ...(ownerReferences === undefined ? {} : { ownerReferences }),
        ...(finalizers === undefined ? {} : { finalizers }),
      },
    };
  }

  /** An owner with its uid, which no plan can know; none where there is no such object now. */
  #found(owner: WantedOwner, namespace: string | undefined): readonly OwnerReference[] {
    const { uid, apiVersion, kind, name } = owner;
    if (uid !== undefined) return [{ ...owner, uid }];
    const { group, version } = parseApiVersion(apiVersion);
    const definition = this.#cluster.apiserver.registry.lookupKind(group, version, kind);
    if (definition === undefined) return [];
    const key = definition.namespaced && namespace !== undefined ? `${namespace}/${name}` : name;
    const found = this.#cluster.get(definition.storageKey, key)?.metadata?.uid;
    return found === undefined ? [] : [{ ...owner, uid: found }];
  }

  /** Where the server will put it. */
  #namespaceOf({ apiVersion = "", kind = "", metadata }: KubernetesObject): string | undefined {
    if (metadata?.namespace !== undefined) return metadata.namespace;
    const { group, version } = parseApiVersion(apiVersion);
    const definition = this.#cluster.apiserver.registry.lookupKind(group, version, kind);
    return definition?.namespaced === true ? "default" : undefined;
  }

  #tell(operation: UserOperation, chosen: KubernetesObject, id: string): void {
    const { name = "" } = chosen.metadata ?? {};
    const namespace = this.#namespaceOf(chosen);
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

/** Not the moment is wrong, but what is written. */
export function isMistake({ status }: StatusError): boolean {
  return status.reason === "Invalid" || status.reason === "BadRequest";
}

function mistaken(
  operation: UserOperation,
  { kind, metadata }: KubernetesObject,
  cause: StatusError,
): TypeError {
  const { namespace = "default", name = "" } = metadata ?? {};
  const to =
    operation.do === "change"
      ? ` to ${printJson(operation.to)}`
      : operation.do === "patch"
        ? ` by ${printJson(operation.patch)}`
        : "";
  const hint = operation.do === "change" ? howVariantsChange : "";
  return new TypeError(
    `what users do must be valid wherever it comes: ${operation.do} of ${kind} ${namespace}/${name}${to} is refused${hint}: ${cause.message}`,
    { cause },
  );
}

const howVariantsChange =
  " (users also put one of the variants in the place of another: those that no update can reach are users of their own, with other names)";

/** As RFC 7396 has it. */
function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatched(merged[name], value);
  }
  return merged;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Wanted {
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly ownerReferences?: readonly WantedOwner[];
  readonly finalizers?: readonly string[];
}

type Texts = Readonly<Record<string, string | null>>;
type OwnerReference = NonNullable<
  NonNullable<KubernetesObject["metadata"]>["ownerReferences"]
>[number];
type WantedOwner = Omit<OwnerReference, "uid"> & Partial<Pick<OwnerReference, "uid">>;

/** `null` takes one away, as in a merge patch. */
function mergedTexts(before: Texts = {}, to: Texts = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries({ ...before, ...to }))
    if (text !== null) texts[name] = text;
  return texts;
}
