import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";

/** A ConfigMap for tests. */
export interface TestObject extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** `a/x` at version 5: `object("a/x", 5)`. The uid follows the key unless given. */
export function object(
  key: string,
  version: number | string,
  extra: {
    readonly uid?: string;
    readonly labels?: Record<string, string>;
    readonly data?: Record<string, string>;
  } = {},
): TestObject {
  const [first = "", second] = key.split("/");
  const { uid = `uid-${key}`, labels, data } = extra;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: second ?? first,
      ...(second === undefined ? {} : { namespace: first }),
      uid,
      resourceVersion: String(version),
      ...(labels === undefined ? {} : { labels }),
    },
    ...(data === undefined ? {} : { data }),
  };
}

/** What is no object at all. */
export const notAnObject = 42 as unknown as TestObject;

/** `a/x@5`, or `†a/x(a/x@5)` for a tombstone. */
export function printed(value: unknown): string {
  if (value instanceof DeletedFinalStateUnknown) {
    return `†${value.key}(${value.object === undefined ? "" : printed(value.object)})`;
  }
  const { namespace, name, resourceVersion } = (value as KubernetesObject).metadata ?? {};
  return `${namespace === undefined ? "" : `${namespace}/`}${name}@${resourceVersion}`;
}
