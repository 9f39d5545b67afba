import { messageOf } from "../environment/message-of.ts";
import { DeletedFinalStateUnknown } from "./deleted-final-state-unknown.ts";
import { printJson } from "./json.ts";
import type { KubernetesObject } from "./object.ts";

/** Makes the store key of something. @throws KeyError when it has none. */
export type KeyFunction = (object: unknown) => string;

/**
 * No key can be made (KF-3): what was given is no Kubernetes object.
 *
 * @see client-go tools/cache/store.go
 */
export class KeyError extends Error {
  override readonly name = "KeyError";
  /** What was given. */
  readonly object: unknown;

  constructor(object: unknown, cause: unknown) {
    const reason = messageOf(cause);
    super(`couldn't create key for object ${describe(object)}: ${reason}`, { cause });
    this.object = object;
  }
}

/** A key that stands for an object wherever a key function is applied (KF-2). */
export class ExplicitKey {
  readonly key: string;

  constructor(key: string) {
    this.key = key;
  }
}

/**
 * The default key (KF-1): `namespace/name`, or `name` when there is no namespace. An {@link ExplicitKey} is its own.
 *
 * @throws KeyError for anything without `metadata`.
 * @see client-go tools/cache/store.go
 */
export function metaNamespaceKey(object: unknown): string {
  const metadata = (object as KubernetesObject | null | undefined)?.metadata;
  if (typeof metadata !== "object" || metadata === null) {
    if (object instanceof ExplicitKey) return object.key;
    throw new KeyError(object, "object has no metadata; expected a Kubernetes object");
  }
  const name = metadata.name ?? "";
  const namespace = metadata.namespace ?? "";
  // Joined, the text lies in one piece: one made by a template is a pair of others, slower to find in a Map and larger.
  return namespace === "" ? name : [namespace, name].join("/");
}

/** As {@link metaNamespaceKey}, answering the stored key of a tombstone first (KF-4). */
export function deletionHandlingMetaNamespaceKey(object: unknown): string {
  return object instanceof DeletedFinalStateUnknown ? object.key : metaNamespaceKey(object);
}

/** A namespace and a name: the structured form of a key (KF-7). */
export interface ObjectName {
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * Takes a key apart (KF-6).
 *
 * @throws Error when the key has more than two parts.
 */
export function parseObjectName(key: string): ObjectName {
  const parts = key.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2) {
    throw new Error(
      `unexpected key format: ${JSON.stringify(key)} has ${parts.length} parts, expected "name" or "namespace/name"`,
    );
  }
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** Prints an {@link ObjectName} as a key. */
export function formatObjectName({ namespace, name }: ObjectName): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The {@link ObjectName} of an object. @throws KeyError for anything without `metadata`. */
export function objectToName(object: unknown): ObjectName {
  const metadata = (object as KubernetesObject | null | undefined)?.metadata;
  if (typeof metadata !== "object" || metadata === null) {
    throw new KeyError(object, "object has no metadata; expected a Kubernetes object");
  }
  return { namespace: metadata.namespace ?? "", name: metadata.name ?? "" };
}

/** As {@link objectToName}, reading the key of a tombstone. */
export function deletionHandlingObjectToName(object: unknown): ObjectName {
  return object instanceof DeletedFinalStateUnknown
    ? parseObjectName(object.key)
    : objectToName(object);
}

function describe(object: unknown): string {
  if (typeof object !== "object" || object === null) return String(object);
  const text = printJson(object) ?? "";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
