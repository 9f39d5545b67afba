import { type KubernetesObject, lane, StatusError } from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { ChosenObject, Mark, PlanOperation } from "../plan/plan.ts";
import { type Commit, keyOf } from "../process/cluster-view.ts";

type Marking = Extract<PlanOperation, { readonly do: "mark" }>;

/** Something that stands on an object for a while. */
interface Standing {
  readonly by: Mark;
  readonly name: string;
  readonly resource: string;
  readonly key: string;
}

/** What a write breaks that takes away what it does not know. */
export const othersMarksStay: LocalizedText = {
  en: "what others put on an object stays",
  "zh-CN": "别人写在对象上的东西会留下",
};

/**
 * Somebody who is neither user nor controller, as there are many in a cluster: it annotates the objects of users, and
 * holds their deletion by a finalizer, for a while. Whoever replaces a whole object by what it knows takes that away.
 */
export class Bystander {
  readonly #cluster: FakeCluster;
  readonly #simulation: Simulation;
  readonly #marks = new Map<string, Standing[]>();
  #count = 0;
  /** A write of it is being done. */
  isActing = false;

  constructor(cluster: FakeCluster, simulation: Simulation) {
    this.#cluster = cluster;
    this.#simulation = simulation;
  }

  /** Puts a mark on an object of users; on what is not there, or a controller's own, none. */
  mark(operation: Marking, isOfUsers: (uid: string) => boolean): boolean {
    const object = this.#find(operation);
    const { uid = "", deletionTimestamp } = object?.metadata ?? {};
    // What is being deleted takes no finalizer.
    if (object === undefined || !isOfUsers(uid)) return false;
    if (operation.by === "finalizer" && deletionTimestamp !== undefined) return false;
    const { by, resource, forMs } = operation;
    const standing = {
      by,
      resource,
      key: keyOf(object),
      name: `bystander.example.com/${++this.#count}`,
    };
    if (!this.#write(`mark by ${by}`, standing, withMark(object, standing))) return false;
    this.#marks.set(uid, [...(this.#marks.get(uid) ?? []), standing]);
    this.#simulation.after(forMs, lane("actor"), () => this.#unmark(uid, standing));
    return true;
  }

  /** Takes every mark away. */
  heal(): void {
    for (const [uid, standing] of [...this.#marks])
      for (const one of [...standing]) this.#unmark(uid, one);
  }

  /** What users, and the server itself, do with an object is their business: what they took off is no mark any more. */
  saw({ verb, object }: Commit): void {
    const { uid = "", annotations = {}, finalizers = [] } = object.metadata ?? {};
    const marks = this.#marks.get(uid);
    if (marks === undefined || this.isActing) return;
    const left = marks.filter(
      ({ by, name }) =>
        verb !== "delete" &&
        (by === "finalizer" ? finalizers.includes(name) : annotations[name] !== undefined),
    );
    if (left.length === 0) this.#marks.delete(uid);
    else this.#marks.set(uid, left);
  }

  /** What a write of a program took away. */
  objectionTo({ verb, object, by, resource, key }: Commit): LocalizedText | undefined {
    const { uid = "", annotations = {}, finalizers = [] } = object.metadata ?? {};
    const lost = (this.#marks.get(uid) ?? []).find((mark) =>
      mark.by === "finalizer"
        ? verb === "delete" || !finalizers.includes(mark.name)
        : verb !== "delete" && annotations[mark.name] === undefined,
    );
    if (lost === undefined) return undefined;
    const what = `${resource} ${key}`;
    return {
      en: `${by} took the ${lost.by} ${lost.name} off ${what}, which somebody else had put there: send only your own fields, by a patch, or replace just what you read, with its resourceVersion`,
      "zh-CN": `${by} 从 ${what} 上抹掉了别人加的 ${lost.by} ${lost.name}：请用 patch 只写自己的字段，或带上 resourceVersion 只替换自己读到的那一版`,
    };
  }

  #unmark(uid: string, standing: Standing): void {
    const standings = this.#marks.get(uid) ?? [];
    if (!standings.includes(standing)) return;
    const rest = standings.filter((one) => one !== standing);
    if (rest.length === 0) this.#marks.delete(uid);
    else this.#marks.set(uid, rest);
    const { resource, key } = standing;
    const object = this.#cluster.get(resource, key);
    if (object?.metadata?.uid !== uid) return;
    this.#write("unmark", standing, withoutMark(object, standing));
  }

  #find({ resource, namespace, name, pick = 0 }: ChosenObject): KubernetesObject | undefined {
    if (name === undefined) {
      const all = this.#cluster.list(resource, namespace === undefined ? {} : { namespace });
      return all[pick % Math.max(1, all.length)];
    }
    const { namespaced } = this.#cluster.apiserver.definitionOf(resource);
    return this.#cluster.get(resource, namespaced ? `${namespace ?? "default"}/${name}` : name);
  }

  #write(action: string, { resource, key, name }: Standing, object: KubernetesObject): boolean {
    const operation = `${action} ${name}`;
    const ref = { resource, key };
    this.#simulation.trace.emit?.({
      kind: "actor.acted",
      actor: "bystander",
      action,
      operation,
      ref,
    });
    this.isActing = true;
    try {
      this.#cluster.update(object, { as: "bystander", operation: `bystander/${operation}` });
      return true;
    } catch (error) {
      // The moment was not right, or the object cannot be written as it is.
      if (error instanceof StatusError) return false;
      throw error;
    } finally {
      this.isActing = false;
    }
  }
}

function withMark(object: KubernetesObject, { by, name }: Standing): KubernetesObject {
  const { metadata } = object;
  return {
    ...object,
    metadata:
      by === "finalizer"
        ? { ...metadata, finalizers: [...(metadata?.finalizers ?? []), name] }
        : { ...metadata, annotations: { ...metadata?.annotations, [name]: "x" } },
  };
}

function withoutMark(object: KubernetesObject, { name }: Standing): KubernetesObject {
  const { metadata } = object;
  const { [name]: _mark, ...annotations } = metadata?.annotations ?? {};
  const finalizers = metadata?.finalizers?.filter((each) => each !== name);
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(metadata?.annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
    },
  };
}
