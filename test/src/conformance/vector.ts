import {
  DeletedFinalStateUnknown,
  ExplicitKey,
  type IndexFunction,
  type KubernetesObject,
  metaNamespaceIndexFunction,
  type TransformFunction,
} from "@informerlab/core";

/** An object as the vectors describe it: a ConfigMap in short. What is absent is empty. */
export interface VectorObject {
  readonly ns?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly rv?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tags?: string;
  readonly val?: string;
}

/** A ConfigMap with the one datum that the vectors use. */
export interface VectorConfigMap extends KubernetesObject {
  readonly data?: { readonly val?: string };
}

/** Arguments that several operations share. */
export interface VectorArgument {
  readonly obj?: VectorObject;
  readonly tombstone?: { readonly key: string; readonly obj?: VectorObject };
  readonly key?: string;
  readonly bad?: boolean;
}

/** Stands for what is no object at all; client-go's harness uses the number 42. */
export const notAnObject = 42 as unknown as VectorConfigMap;

/** Makes the ConfigMap that a vector means. */
export function toConfigMap(object: VectorObject): VectorConfigMap {
  const { ns = "", name = "", uid = "", rv = "", labels, tags, val } = object;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name,
      ...(ns === "" ? {} : { namespace: ns }),
      uid,
      resourceVersion: rv,
      ...(labels === undefined ? {} : { labels }),
      ...(tags === undefined ? {} : { annotations: { tags } }),
    },
    ...(val === undefined ? {} : { data: { val } }),
  };
}

/** The tombstone that a vector means. */
export function toTombstone(tombstone: {
  readonly key: string;
  readonly obj?: VectorObject;
}): DeletedFinalStateUnknown<VectorConfigMap> {
  return new DeletedFinalStateUnknown(
    tombstone.key,
    tombstone.obj === undefined ? undefined : toConfigMap(tombstone.obj),
  );
}

/** The short print of an object or tombstone: `key|uid|rv|val`, `!key(…)`. */
export function refText(object: unknown): string {
  if (object instanceof DeletedFinalStateUnknown) {
    return `!${object.key}(${object.object === undefined ? "nil" : refText(object.object)})`;
  }
  // Go prints what it cannot read by its type.
  if (object === notAnObject) return "?int";
  if (object instanceof ExplicitKey) return "?cache.ExplicitKey";
  const { metadata = {}, data } = object as VectorConfigMap;
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = metadata;
  const key = namespace === "" ? name : `${namespace}/${name}`;
  return `${key}|${uid}|${resourceVersion}|${data?.val ?? ""}`;
}

/** The index functions that the vectors name. */
export const vectorIndexFunctions: Readonly<Record<string, IndexFunction<VectorConfigMap>>> = {
  ns: metaNamespaceIndexFunction,
  namespace: metaNamespaceIndexFunction,
  app: (object) => {
    const app = object.metadata?.labels?.["app"];
    return app === undefined ? [] : [app];
  },
  tags: (object) => {
    const tags = object.metadata?.annotations?.["tags"] ?? "";
    return tags === "" ? [] : tags.split(",");
  },
  const: () => ["all"],
  picky: (object) => {
    const val = object.data?.val ?? "";
    if (val === "bad") throw new Error("picky");
    return [val];
  },
};

/** Index functions by their names. @throws Error for a name that the vectors do not define. */
export function indexersNamed(
  names: readonly string[],
): Record<string, IndexFunction<VectorConfigMap>> {
  return Object.fromEntries(
    names.map((name) => {
      const indexFunction = vectorIndexFunctions[name];
      if (indexFunction === undefined)
        throw new Error(`unknown index function ${JSON.stringify(name)}`);
      return [name, indexFunction];
    }),
  );
}

/** The transforms that the vectors name. @throws Error for another name. */
export function transformNamed(
  name: string | undefined,
): TransformFunction<VectorConfigMap> | undefined {
  switch (name) {
    case undefined:
      return undefined;
    case "mark":
      return (object) => ({ ...object, data: { val: `T${object.data?.val ?? ""}` } });
    case "strip":
      return (object) => {
        const { labels: _labels, annotations: _annotations, ...metadata } = object.metadata ?? {};
        return { ...object, metadata, data: { val: "S" } };
      };
    case "refuse-bad":
      return (object) => {
        if (object.data?.val === "bad") throw new Error("refused");
        return object;
      };
    default:
      throw new Error(`unknown transform ${JSON.stringify(name)}`);
  }
}

/** Transforms leave what is no object alone, as the Go harness does. */
export function vectorTransform(
  name: string | undefined,
): TransformFunction<VectorConfigMap> | undefined {
  const transform = transformNamed(name);
  return transform && ((object) => (isConfigMap(object) ? transform(object) : object));
}

function isConfigMap(object: unknown): boolean {
  return typeof object === "object" && object !== null && "metadata" in object;
}

/** Collects what differs, one line each. */
export class Differences {
  readonly lines: string[] = [];
  #place = "";

  at(place: string): void {
    this.#place = place;
  }

  /** Notes a difference unless both print alike. */
  compare(what: string, expected: unknown, actual: unknown): void {
    const wanted = JSON.stringify(expected);
    const got = JSON.stringify(actual);
    if (wanted !== got) this.add(`${what}: expected ${wanted}, got ${got}`);
  }

  add(text: string): void {
    this.lines.push(`${this.#place}: ${text}`);
  }
}
