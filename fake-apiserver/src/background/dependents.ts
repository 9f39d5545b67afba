import type { KubernetesObject } from "@informerlab/core";
import type { Commit } from "../storage/commit.ts";

/** Names a stored object. */
export interface StoredRef {
  readonly resource: string;
  readonly key: string;
}

/** Who is owned by whom, by uid, kept up to date from commits. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, StoredRef>>();

  /** The objects that name the owner. */
  of(ownerUid: string): readonly StoredRef[] {
    return [...(this.#byOwner.get(ownerUid)?.values() ?? [])];
  }

  clear(): void {
    this.#byOwner.clear();
  }

  /** Takes in an object that is stored. */
  add(ref: StoredRef, object: KubernetesObject): void {
    this.#add(ref, ownerUidsOf(object));
  }

  observe(commit: Commit): void {
    const ref = { resource: commit.resource, key: commit.key };
    const before = ownerUidsOf(
      commit.previous?.verb === "delete" ? undefined : commit.previous?.object,
    );
    const after = ownerUidsOf(commit.verb === "delete" ? undefined : commit.object);
    for (const uid of before) {
      if (after.includes(uid)) continue;
      const owned = this.#byOwner.get(uid);
      owned?.delete(idOf(ref));
      if (owned?.size === 0) this.#byOwner.delete(uid);
    }
    this.#add(ref, after);
  }

  #add(ref: StoredRef, ownerUids: readonly string[]): void {
    for (const uid of ownerUids) {
      let owned = this.#byOwner.get(uid);
      if (owned === undefined) {
        owned = new Map();
        this.#byOwner.set(uid, owned);
      }
      owned.set(idOf(ref), ref);
    }
  }
}

function idOf({ resource, key }: StoredRef): string {
  return `${resource}/${key}`;
}

function ownerUidsOf(object: KubernetesObject | undefined): readonly string[] {
  return object?.metadata?.ownerReferences?.map(({ uid }) => uid) ?? [];
}
