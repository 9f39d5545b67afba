import type { Environment, KubernetesObject } from "@informerlab/core";
import type { Commit } from "./commit.ts";
import type { ResourceLog } from "./resource-log.ts";
import type { RevisionLog, Write } from "./revision-log.ts";

/** Told of every commit, in order, each before the next one is told. */
export type CommitListener = (commit: Commit) => void;

/** A {@link Write}, and the fact that led to it. */
export interface CausedWrite extends Write {
  /** `seq` of the fact `server.requested`. */
  readonly cause?: number | undefined;
}

/** The revision log with listeners: who writes here is heard by watches, controllers and the trace. */
export class ObjectStorage {
  readonly #environment: Environment;
  readonly #log: RevisionLog;
  readonly #listeners = new Set<CommitListener>();
  readonly #unannounced: Commit[] = [];
  #isAnnouncing = false;

  constructor(environment: Environment, log: RevisionLog) {
    this.#environment = environment;
    this.#log = log;
  }

  get log(): RevisionLog {
    return this.#log;
  }

  get revision(): number {
    return this.#log.revision;
  }

  of(resource: string): ResourceLog {
    return this.#log.of(resource);
  }

  get(resource: string, key: string): KubernetesObject | undefined {
    return this.#log.get(resource, key);
  }

  /** Creates or replaces an object; preconditions are the caller's, in the same step. */
  put(write: CausedWrite): Commit {
    return this.#announce(this.#log.put(write), write.cause);
  }

  /** Removes an object that exists. */
  delete(write: CausedWrite): Commit {
    return this.#announce(this.#log.delete(write), write.cause);
  }

  subscribe(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #announce(commit: Commit, cause: number | undefined): Commit {
    const { uid } = commit.object.metadata ?? {};
    commit.cause = this.#environment.trace.emit?.(
      {
        kind: "server.committed",
        verb: commit.verb,
        ref: {
          resource: commit.resource,
          key: commit.key,
          ...(uid === undefined ? {} : { uid }),
          resourceVersion: commit.resourceVersion,
        },
        object: commit.object,
      },
      cause,
    );
    this.#unannounced.push(commit);
    // A listener that writes must not let others hear of the second commit before the first.
    if (this.#isAnnouncing) return commit;
    this.#isAnnouncing = true;
    try {
      for (let next = this.#unannounced.shift(); next; next = this.#unannounced.shift()) {
        for (const listener of this.#listeners) listener(next);
      }
    } finally {
      this.#isAnnouncing = false;
    }
    return commit;
  }
}
