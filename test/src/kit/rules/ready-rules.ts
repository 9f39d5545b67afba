import type { KubernetesObject } from "@informerlab/core";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { ResourceLike } from "../process/client.ts";
import { type ClusterView, type Commit, keyOf, resourceName } from "../process/cluster-view.ts";
import { changedFields } from "../story/changed-fields.ts";
import { always, eventually, type Rule } from "./rules.ts";

/** Settings of {@link nothingStuckInDeletion}. */
export interface DeletionOptions {
  /** @defaultValue every resource that somebody wrote to */
  readonly resources?: readonly ResourceLike[];
}

/** At the end no finalizer holds an object that was deleted: whoever put it there removed it. */
export function nothingStuckInDeletion({ resources }: DeletionOptions = {}): Rule {
  const title = { en: "nothing is stuck in deletion", "zh-CN": "没有对象卡在删除中" };
  return eventually(title, ({ commits, list }) => {
    const names = resources?.map(resourceName) ?? commits.map(({ resource }) => resource);
    for (const resource of new Set(names)) {
      for (const object of list(resource)) {
        const { deletionTimestamp, finalizers = [] } = object.metadata ?? {};
        if (deletionTimestamp === undefined || finalizers.length === 0) continue;
        const [what, held] = [`${resource} ${keyOf(object)}`, finalizers.join(", ")];
        return {
          en: `${what} was deleted and is still held by the finalizer ${held}`,
          "zh-CN": `${what} 已被删除，却仍被 finalizer ${held} 留住`,
        };
      }
    }
    return true;
  });
}

/** Settings of {@link noOrphans}. */
export interface OrphanOptions {
  /** What controllers make for others. */
  readonly children: ResourceLike;
  /** For whom. */
  readonly owners: ResourceLike;
}

/**
 * At the end each child that a controller made has an ownerReference to an owner that is there: without one nobody
 * deletes it when its owner goes.
 */
export function noOrphans({ children, owners }: OrphanOptions): Rule {
  const [child, owner] = [resourceName(children), resourceName(owners)];
  const title = { en: `no ${child} without their owner`, "zh-CN": `没有失去所有者的 ${child}` };
  return eventually(title, ({ commits, list }) => {
    const living = new Set(list(owner).map(({ metadata }) => metadata?.uid));
    const made = new Set(
      commits
        .filter(({ verb, resource, life }) => verb === "create" && resource === child && life > 0)
        .map(({ object }) => object.metadata?.uid),
    );
    for (const object of list(child)) {
      const { uid, ownerReferences = [] } = object.metadata ?? {};
      if (!made.has(uid) || ownerReferences.some((reference) => living.has(reference.uid)))
        continue;
      const what = `${child} ${keyOf(object)}`;
      if (ownerReferences.length === 0)
        return {
          en: `${what} has no ownerReference, so nobody deletes it when its owner goes`,
          "zh-CN": `${what} 没有 ownerReference，所有者没了也不会有人删除它`,
        };
      const { kind = "", name = "" } = ownerReferences[0] ?? {};
      return {
        en: `${what} is there, and its owner ${kind} ${name} is not`,
        "zh-CN": `${what} 还在，它的所有者 ${kind} ${name} 却不在了`,
      };
    }
    return true;
  });
}

/**
 * Never two objects for one purpose, whatever a controller could not know: its cache lags behind its own writes, or the
 * answer to a create was lost.
 *
 * @param purposeOf what an object is for, as the uid of its owner; undefined: it does not count.
 */
export function noDuplicates<T extends KubernetesObject>(
  resource: ResourceLike<T>,
  purposeOf: (object: T) => string | undefined,
): Rule {
  const name = resourceName(resource);
  const title = { en: `no two ${name} for one purpose`, "zh-CN": `${name} 不会一事两份` };
  return always(title, ({ commit, list }) => {
    if (commit?.verb === "delete" || commit?.resource !== name) return true;
    const purpose = purposeOf(commit.object as T);
    if (purpose === undefined) return true;
    const same = list<T>(resource).filter(
      (object) => object.metadata?.deletionTimestamp === undefined && purposeOf(object) === purpose,
    );
    const keys = same.map(keyOf);
    return (
      keys.length <= 1 || {
        en: `${keys.join(" and ")} are both for ${purpose}`,
        "zh-CN": `${keys.join("、")} 都是为 ${purpose} 而建的`,
      }
    );
  });
}

/** Settings of {@link comesToRest}. */
export interface RestOptions {
  /** How long before the end nobody may write any more, virtual milliseconds. @defaultValue 30,000 */
  readonly quietMs?: number;
  /** Writes that go on for ever, rightly. @defaultValue those of Leases and Events */
  readonly ignores?: (commit: Commit) => boolean;
}

/** At the end no controller writes any more: none undoes for ever what another did, or what it did itself. */
export function comesToRest({ quietMs = 30_000, ignores = goesOn }: RestOptions = {}): Rule {
  const title = { en: "controllers come to rest", "zh-CN": "控制器最终会停下来" };
  return eventually(title, ({ commits, now }) => {
    const counts = new Map<string, number>();
    for (const commit of commits) {
      if (commit.life === 0 || commit.atMs < now - quietMs || ignores(commit)) continue;
      const who = `${commit.by}: ${commit.resource} ${commit.key}`;
      counts.set(who, (counts.get(who) ?? 0) + 1);
    }
    const told = [...counts].slice(0, 4).map(([who, count]) => `${who} × ${count}`);
    const seconds = quietMs / 1000;
    return (
      told.length === 0 || {
        en: `in the last ${seconds} s there were still writes: ${told.join(", ")}`,
        "zh-CN": `最后 ${seconds} 秒里仍有写入：${told.join("，")}`,
      }
    );
  });
}

/** Settings of {@link specBelongsToUsers}. */
export interface SpecOptions {
  /** Top-level fields that only users write. @defaultValue `spec` */
  readonly fields?: readonly string[];
}

/**
 * No controller changes what users want: one that writes back a whole object, for its status, also writes back an old
 * `spec`.
 */
export function specBelongsToUsers(
  resource: ResourceLike,
  { fields = ["spec"] }: SpecOptions = {},
): Rule {
  const name = resourceName(resource);
  const what = fields.join(", ");
  const title = {
    en: `only users write ${what} of ${name}`,
    "zh-CN": `${name} 的 ${what} 只由用户写`,
  };
  return always(title, (view) => {
    const { commit } = view;
    if (commit?.verb !== "update" || commit.resource !== name || commit.life === 0) return true;
    const before = earlier(view, commit);
    const changes = changedFields(only(before, fields), only(commit.object, fields), "∅");
    return (
      changes === "" || {
        en: `${commit.by} wrote ${name} ${commit.key}: ${changes}`,
        "zh-CN": `${commit.by} 写了 ${name} ${commit.key}：${changes}`,
      }
    );
  });
}

/**
 * `status.observedGeneration` is never ahead of `metadata.generation`, never goes back, and reaches it in the end. That
 * the status was made from that generation only a rule about what it says can tell.
 */
export function observedGeneration(resource: ResourceLike): readonly Rule[] {
  const name = resourceName(resource);
  const title = {
    en: `observedGeneration of ${name} only goes forward`,
    "zh-CN": `${name} 的 observedGeneration 只会前进`,
  };
  const titleAtEnd = {
    en: `observedGeneration of ${name} reaches the generation`,
    "zh-CN": `${name} 的 observedGeneration 最终等于 generation`,
  };
  return [
    always(title, (view) => {
      const { commit } = view;
      if (commit?.verb !== "update" || commit.resource !== name || commit.life === 0) return true;
      const [now, before] = [observedOf(commit.object), observedOf(earlier(view, commit))];
      const { generation = 0 } = commit.object.metadata ?? {};
      if (now > generation) return compared(commit, `${now} > generation ${generation}`);
      return now >= before || compared(commit, `${before} → ${now}`);
    }),
    eventually(titleAtEnd, ({ list }) => {
      // A deletion counts the generation up, and is no business of a controller that holds nothing.
      const late = list(name).find(
        ({ metadata, ...rest }) =>
          metadata?.deletionTimestamp === undefined && observedOf(rest) !== metadata?.generation,
      );
      return (
        late === undefined || `${keyOf(late)}: ${observedOf(late)} ≠ ${late.metadata?.generation}`
      );
    }),
  ];
}

function compared({ by, key }: Commit, what: string): LocalizedText {
  return { en: `${by} wrote ${key}: ${what}`, "zh-CN": `${by} 写了 ${key}：${what}` };
}

function observedOf(object: KubernetesObject | undefined): number {
  const { status } = (object ?? {}) as {
    readonly status?: { readonly observedGeneration?: number };
  };
  return status?.observedGeneration ?? 0;
}

/** The same object, of the same uid, before a write. */
function earlier({ commits }: ClusterView, commit: Commit): KubernetesObject | undefined {
  const uid = commit.object.metadata?.uid;
  const end = commits.lastIndexOf(commit);
  return commits.findLast(({ object }, index) => index < end && object.metadata?.uid === uid)
    ?.object;
}

function only(
  object: KubernetesObject | undefined,
  fields: readonly string[],
): KubernetesObject & Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => fields.includes(name)));
}

function goesOn({ resource }: Commit): boolean {
  return resource === "leases.coordination.k8s.io" || resource.startsWith("events");
}
