import type { ObjectRef } from "@informerlab/core/trace";
import type { TraceObject } from "./trace-log.ts";

/** True for what kubectl prints as an object: a kind, and a name. */
export function isObject(value: unknown): value is TraceObject & { readonly kind: string } {
  const { kind, metadata } = (value ?? {}) as { kind?: unknown; metadata?: { name?: unknown } };
  return typeof kind === "string" && typeof metadata?.name === "string";
}

/** Which object it is. The resource's name is worked out from the kind, since objects do not carry it. */
export function refOfObject(object: TraceObject): ObjectRef {
  const { name = "", namespace, uid, resourceVersion } = object.metadata ?? {};
  return {
    resource: resourceOf(object),
    key: namespace === undefined || namespace === "" ? name : `${namespace}/${name}`,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** The plural that the API's own kinds have, with the group unless core: `Ingress` → `ingresses.networking.k8s.io`. */
export function resourceOf(object: TraceObject): string {
  const { kind = "Object", apiVersion = "v1" } = object as { kind?: string; apiVersion?: string };
  const slash = apiVersion.indexOf("/");
  const plural = pluralOf(kind.toLowerCase());
  return slash < 0 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}

function pluralOf(kind: string): string {
  if (kind === "endpoints" || kind.endsWith("metrics")) return kind;
  if (/(s|x|ch|sh)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** Which object of a cluster it is, whatever its version. */
export function idOf(object: TraceObject): string {
  const { resource, key } = refOfObject(object);
  return `${resource} ${key}`;
}

/** Its resourceVersion, or nothing. */
export function versionOf(object: TraceObject): string {
  return object.metadata?.resourceVersion ?? "";
}

const stampDepthMax = 8;

/** The newest time that an object mentions, milliseconds since the epoch: about when it was written last. */
export function newestTimeIn(object: TraceObject): number | undefined {
  const { metadata, status } = object as { metadata?: unknown; status?: unknown };
  const stamps = [...stampsIn(metadata), ...stampsIn(status)];
  return stamps.length === 0 ? undefined : stamps.reduce((a, b) => Math.max(a, b));
}

/** What the server and controllers stamp; a spec may name a time in the future, and is not looked into. */
function* stampsIn(value: unknown, name = "", depth = 0): Iterable<number> {
  if (typeof value === "string") {
    const isStamp = /time(stamp)?$/i.test(name) && /^\d{4}-\d\d-\d\dT/.test(value);
    const at = isStamp ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(at)) yield at;
  } else if (typeof value === "object" && value !== null && depth < stampDepthMax) {
    for (const [field, part] of Object.entries(value)) yield* stampsIn(part, field, depth + 1);
  }
}
