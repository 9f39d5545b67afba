import { type KubernetesObject, lane, StatusError } from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { ChosenObject, PlanOperation } from "../plan/plan.ts";
import { type Commit, keyOf } from "../process/cluster-view.ts";
import { hasMark, type NamedMark, type Owner, withMark, withoutMark } from "./marks.ts";

type Marking = Extract<PlanOperation, { readonly do: "mark" }>;

/** Something that stands on an object for a while. */
interface Standing extends NamedMark {
  readonly resource: string;
  readonly key: string;
}

/** What a write breaks that takes away what it does not know. */
export const othersMarksStay: LocalizedText = {
  en: "what others put on an object stays",
  "zh-CN": "别人写在对象上的东西会留下",
};

/** Whom a bystander makes an owner: a namespace that nobody deletes, so that nothing is collected for its sake. */
const ownerNamespace = "default";

/**
 * Somebody who is neither user nor controller, as there are many in a cluster: it annotates the objects of users, holds
 * their deletion by a finalizer, tells of them in their conditions, or gives them another owner, for a while. Whoever
 * replaces a whole object, or a whole list, by what it knows takes that away.
 */
export class Bystander {
  readonly #cluster: FakeCluster;
  readonly #simulation: Simulation;
  readonly #marks = new Map<string, Standing[]>();
  /** What it took away again, by uid: whoever writes that writes what was. */
  readonly #taken = new Map<string, Standing[]>();
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
    const { uid = "", deletionTimestamp, ownerReferences = [] } = object?.metadata ?? {};
    // What is being deleted takes no finalizer.
    if (object === undefined || !isOfUsers(uid)) return false;
    if (operation.by === "finalizer" && deletionTimestamp !== undefined) return false;
    const owner = operation.by === "owner" ? this.#owner() : undefined;
    if (ownerReferences.some((each) => each.uid === owner?.uid)) return false;
    const { by, resource, forMs } = operation;
    const name = owner?.name ?? `bystander.example.com/${++this.#count}`;
    const standing = { by, resource, key: keyOf(object), name };
    const placed = this.#put(object, standing, owner);
    if (placed === undefined) return false;
    this.#marks.set(uid, [...(this.#marks.get(uid) ?? []), placed]);
    this.#simulation.after(forMs, lane("actor"), () => this.#unmark(uid, placed));
    return true;
  }

  /** Takes every mark away. */
  heal(): void {
    for (const [uid, standing] of [...this.#marks])
      for (const one of [...standing]) this.#unmark(uid, one);
  }

  /** What users, and the server itself, do with an object is their business: what they took off is no mark any more. */
  saw({ verb, object }: Commit): void {
    const { uid = "" } = object.metadata ?? {};
    const marks = this.#marks.get(uid);
    if (marks === undefined || this.isActing) return;
    const left = marks.filter((mark) => verb !== "delete" && hasMark(object, mark));
    if (left.length === 0) this.#marks.delete(uid);
    else this.#marks.set(uid, left);
  }

  /** What a write of a program took away. */
  objectionTo({ verb, object, by, resource, key }: Commit): LocalizedText | undefined {
    const { uid = "" } = object.metadata ?? {};
    const back = (this.#taken.get(uid) ?? []).find((mark) => hasMark(object, mark));
    if (back !== undefined && verb !== "delete") return putBack(by, back);
    const lost = (this.#marks.get(uid) ?? []).find((mark) =>
      // Only a finalizer holds what is deleted.
      verb === "delete" ? mark.by === "finalizer" : !hasMark(object, mark),
    );
    if (lost === undefined) return undefined;
    const what = `${resource} ${key}`;
    const isListed = lost.by !== "annotation";
    const how = isListed
      ? {
          en: "a write that replaces the whole list loses the entries of others, and a merge patch is one: apply, or replace just the list that you read, with its resourceVersion",
          "zh-CN":
            "整个替换列表会丢掉别人的条目，merge patch 也是如此：请用 apply，或带上 resourceVersion 只替换自己读到的那个列表",
        }
      : {
          en: "send only your own fields, by a patch, or replace just what you read, with its resourceVersion",
          "zh-CN": "请用 patch 只写自己的字段，或带上 resourceVersion 只替换自己读到的那一版",
        };
    return {
      en: `${by} took the ${lost.by} ${lost.name} off ${what}, which somebody else had put there: ${how.en}`,
      "zh-CN": `${by} 从 ${what} 上抹掉了别人加的 ${lost.by} ${lost.name}：${how["zh-CN"]}`,
    };
  }

  /** A condition becomes an annotation where the kind knows none. */
  #put(object: KubernetesObject, standing: Standing, owner?: Owner): Standing | undefined {
    const told = `mark by ${standing.by}`;
    const none: Owner = { apiVersion: "", kind: "", name: "", uid: "" };
    const now = new Date(Math.floor(this.#simulation.now() / 1000) * 1000);
    const marked = withMark(object, standing, owner ?? none, now.toISOString().replace(".000", ""));
    const written = this.#write(told, standing, marked);
    if (written !== undefined && hasMark(written, standing)) return standing;
    return standing.by === "condition"
      ? this.#put(object, { ...standing, by: "annotation" })
      : undefined;
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
    const written = this.#write("unmark", standing, withoutMark(object, standing));
    // Another owner is the same one when it is put there again.
    if (written === undefined || standing.by === "owner") return;
    this.#taken.set(uid, [...(this.#taken.get(uid) ?? []), standing]);
  }

  #owner(): Owner | undefined {
    const uid = this.#cluster.get("namespaces", ownerNamespace)?.metadata?.uid;
    return uid === undefined
      ? undefined
      : { apiVersion: "v1", kind: "Namespace", name: ownerNamespace, uid };
  }

  #find({ resource, namespace, name, pick = 0 }: ChosenObject): KubernetesObject | undefined {
    if (name === undefined) {
      const all = this.#cluster.list(resource, namespace === undefined ? {} : { namespace });
      return all[pick % Math.max(1, all.length)];
    }
    const { namespaced } = this.#cluster.apiserver.definitionOf(resource);
    return this.#cluster.get(resource, namespaced ? `${namespace ?? "default"}/${name}` : name);
  }

  #write(
    action: string,
    { by, resource, key, name }: Standing,
    object: KubernetesObject,
  ): KubernetesObject | undefined {
    const operation = `${action} ${name}`;
    const ref = { resource, key };
    this.#simulation.trace.emit?.({
      kind: "actor.acted",
      actor: "bystander",
      action,
      operation,
      ref,
    });
    const as = { as: "bystander", operation: `bystander/${operation}` };
    this.isActing = true;
    try {
      return by === "condition"
        ? this.#cluster.updateStatus(object, as)
        : this.#cluster.update(object, as);
    } catch (error) {
      // The moment was not right, or the object cannot be written as it is.
      if (error instanceof StatusError) return undefined;
      throw error;
    } finally {
      this.isActing = false;
    }
  }
}

function putBack(by: string, { by: kind, name, resource, key }: Standing): LocalizedText {
  const what = `${resource} ${key}`;
  return {
    en: `${by} put the ${kind} ${name} back on ${what}, which somebody else had taken away: send only your own fields, or replace just what you read, with its resourceVersion`,
    "zh-CN": `${by} 把别人已从 ${what} 上拿掉的 ${kind} ${name} 又写了回去：请只写自己的字段，或带上 resourceVersion 只替换自己读到的那一版`,
  };
}
