import { type KubernetesObject, resourceNameOf } from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import type { FakeCluster } from "@informerlab/fake-apiserver";

/** One write that the server has done. */
export interface Commit {
  readonly verb: "create" | "update" | "delete";
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  /** `namespace/name` or `name`. */
  readonly key: string;
  /** Name of the process that asked for it; `user` for users, accidents and bystanders, empty for the server's own controllers. */
  readonly by: string;
  /** Which life of the process asked: 1, and one more after each crash; 0 for others. */
  readonly life: number;
  /** When, in virtual milliseconds since the start of the run. */
  readonly atMs: number;
  /** The state after it; for a deletion the last state. */
  readonly object: KubernetesObject;
}

/** What a rule looks at: the server's own state, never a cache. */
export interface ClusterView {
  /** Virtual milliseconds since the start of the run. */
  readonly now: number;
  /** The write that was just done; undefined before the first and at the end of a run. */
  readonly commit: Commit | undefined;
  /** Every write of the run so far, oldest first. */
  readonly commits: readonly Commit[];
  /** The objects of a resource, in key order. */
  list<T extends KubernetesObject>(
    resource: TypedResource<T> | string,
    options?: { readonly namespace?: string; readonly labelSelector?: string },
  ): readonly T[];
  /** One object by `namespace/name` or `name`. */
  get<T extends KubernetesObject>(resource: TypedResource<T> | string, key: string): T | undefined;
}

/** The name of a resource in the server's words. */
export function resourceName(resource: TypedResource | string): string {
  return typeof resource === "string" ? resource : resourceNameOf(resource);
}

/** `namespace/name`, or `name`. */
export function keyOf({ metadata }: KubernetesObject): string {
  const { namespace, name = "" } = metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** A view of a cluster at work. */
export function viewOf(
  cluster: FakeCluster,
  state: { now(): number; commit(): Commit | undefined; readonly commits: readonly Commit[] },
): ClusterView {
  return {
    get now() {
      return state.now();
    },
    get commit() {
      return state.commit();
    },
    commits: state.commits,
    list: <T extends KubernetesObject>(
      resource: TypedResource<T> | string,
      options: { readonly namespace?: string; readonly labelSelector?: string } = {},
    ) => cluster.list<T>(resourceName(resource), options),
    get: <T extends KubernetesObject>(resource: TypedResource<T> | string, key: string) =>
      cluster.get<T>(resourceName(resource), key),
  };
}
