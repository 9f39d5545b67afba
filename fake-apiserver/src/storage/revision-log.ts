import type { Clock, KubernetesObject } from "@informerlab/core";
import { type Commit, objectAfter } from "./commit.ts";
import { ResourceLog } from "./resource-log.ts";
import type { StorageSnapshot } from "./snapshot.ts";

/** A write about to become a {@link Commit}. */
export interface Write {
  /** Storage key of the resource. */
  readonly resource: string;
  readonly key: string;
  /** The new state, or for a deletion the last one; its resourceVersion is set by the log. */
  readonly object: KubernetesObject;
  readonly operation?: string | undefined;
  /** The object was made for this write and nobody else has it: it may get its resourceVersion in place. */
  readonly isFresh?: boolean;
}

/**
 * The truth: every write of every resource under one counter, as etcd keeps it. Revisions only grow; each write
 * takes the next one. Readers of the past are served until compaction.
 *
 * @see etcd server/storage/mvcc
 */
export class RevisionLog {
  readonly #clock: Clock;
  readonly #resources = new Map<string, ResourceLog>();
  #revision: number;
  #compactedRevision = 0;
  #restores = 0;

  /** An empty etcd is at revision 1. */
  constructor(clock: Clock, revision = 1) {
    this.#clock = clock;
    this.#revision = revision;
  }

  /** The revision of the newest write. */
  get revision(): number {
    return this.#revision;
  }

  /** States before this revision are forgotten; 0 when nothing is. */
  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  /** How often everything was replaced by a snapshot. */
  get restores(): number {
    return this.#restores;
  }

  /** The log of one resource, made when first asked for. */
  of(resource: string): ResourceLog {
    let log = this.#resources.get(resource);
    if (log === undefined) {
      log = new ResourceLog(resource);
      this.#resources.set(resource, log);
    }
    return log;
  }

  /** Every resource that was ever asked for. */
  logs(): Iterable<ResourceLog> {
    return this.#resources.values();
  }

  /** The object as it is now. */
  get(resource: string, key: string): KubernetesObject | undefined {
    return objectAfter(this.#resources.get(resource)?.latest(key));
  }

  /** Creates or replaces. The caller has checked every precondition in the same step. */
  put(write: Write): Commit {
    return this.#append(undefined, write);
  }

  /** Removes an object that exists. */
  delete(write: Write): Commit {
    return this.#append("delete", write);
  }

  /** Storage forgets the states before `revision`; that revision itself stays readable. What is to come cannot be forgotten. */
  compact(revision: number): void {
    this.#compactedRevision = Math.max(this.#compactedRevision, Math.min(revision, this.#revision));
  }

  /** Moves the counter on, as writes of other components to the same etcd do. */
  skip(revisions: number): void {
    this.#revision += revisions;
  }

  /** The newest state. Costs references, not copies: stored objects never change. */
  snapshot(): StorageSnapshot {
    const resources: Record<string, Record<string, KubernetesObject>> = {};
    for (const log of this.#resources.values()) {
      if (log.size === 0) continue;
      resources[log.resource] = Object.fromEntries(
        log.listAll("").map(({ key, object }) => [key, object]),
      );
    }
    return { version: 1, revision: this.#revision, resources };
  }

  /** Replaces everything by a snapshot: revisions may go back. What was before it is forgotten. */
  restore(snapshot: StorageSnapshot): void {
    for (const log of this.#resources.values()) log.clear();
    this.#restores += 1;
    this.#revision = snapshot.revision;
    this.#compactedRevision = snapshot.revision;
    const commits = Object.entries(snapshot.resources).flatMap(([resource, objects]) =>
      Object.entries(objects).map(([key, object]) => this.#restored(resource, key, object)),
    );
    commits.sort((a, b) => a.revision - b.revision);
    for (const commit of commits) this.of(commit.resource).append(commit);
  }

  #restored(resource: string, key: string, object: KubernetesObject): Commit {
    const { resourceVersion = "1" } = object.metadata ?? {};
    return {
      revision: Number(resourceVersion),
      resourceVersion,
      verb: "create",
      resource,
      key,
      object,
      previous: undefined,
      ordinal: 1,
      at: this.#clock.now(),
      operation: undefined,
      cause: undefined,
    };
  }

  /** Without a verb the write creates or replaces, by what there is. */
  #append(verb: Commit["verb"] | undefined, write: Write): Commit {
    const log = this.of(write.resource);
    const previous = log.latest(write.key);
    const exists = objectAfter(previous) !== undefined;
    this.#revision += 1;
    const resourceVersion = String(this.#revision);
    const commit: Commit = {
      revision: this.#revision,
      resourceVersion,
      verb: verb ?? (exists ? "update" : "create"),
      resource: write.resource,
      key: write.key,
      object:
        write.isFresh === true
          ? versioned(write.object, resourceVersion)
          : withResourceVersion(write.object, resourceVersion),
      previous,
      ordinal: (previous?.ordinal ?? 0) + 1,
      at: this.#clock.now(),
      operation: write.operation,
      cause: undefined,
    };
    log.append(commit);
    return commit;
  }
}

/** Gives a new object its resourceVersion without another copy. */
function versioned(object: KubernetesObject, resourceVersion: string): KubernetesObject {
  const { metadata } = object;
  if (metadata === undefined) return withResourceVersion(object, resourceVersion);
  (metadata as { resourceVersion?: string }).resourceVersion = resourceVersion;
  return object;
}

/** A copy of the object with another resourceVersion. */
export function withResourceVersion<T extends KubernetesObject>(
  object: T,
  resourceVersion: string,
): T {
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}
