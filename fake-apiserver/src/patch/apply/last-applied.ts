import { type KubernetesObject, parseJson, printJson } from "@informerlab/core";
import { htmlSafe } from "../../codec/go/go-text.ts";
import { isPlainObject, without } from "../../codec/json/plain-object.ts";
import { sortedWithin } from "../../schema/map-order.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { compareValues } from "./compare.ts";
import { difference, type FieldSet, union } from "./field-set.ts";
import { toFieldSet } from "./to-field-set.ts";
import { configurationProblems } from "./validate-configuration.ts";

/** The annotation in which `kubectl apply` kept its configuration before the server did. */
const annotation = "kubectl.kubernetes.io/last-applied-configuration";

/** Bytes that the annotations of an object may have in all. */
const annotationsMax = 256 * 1024;

/**
 * What was applied from the client's side and is so still: `kubectl` may take it over without a conflict.
 *
 * @see apimachinery pkg/util/managedfields/internal/lastappliedmanager.go
 */
export function lastAppliedSet(
  live: KubernetesObject | undefined,
  schema: ObjectSchema,
): FieldSet | undefined {
  const text = live?.metadata?.annotations?.[annotation];
  if (text === undefined || text === "") return undefined;
  try {
    const configuration: unknown = parseJson(text);
    if (!isPlainObject(configuration) || configuration["apiVersion"] !== live?.apiVersion)
      return undefined;
    // What the kind's schema does not know cannot be compared at all.
    if (configurationProblems(configuration, schema).length > 0) return undefined;
    const { added, modified, removed } = compareValues(configuration, live, schema);
    return difference(toFieldSet(configuration, schema), union(union(added, modified), removed));
  } catch {
    return undefined;
  }
}

/**
 * An object that has the annotation has this configuration in it from now on.
 *
 * @see apimachinery pkg/util/managedfields/internal/lastappliedupdater.go
 */
export function withLastApplied(
  object: KubernetesObject,
  configuration: KubernetesObject,
): KubernetesObject {
  const annotations = object.metadata?.annotations;
  if (annotations?.[annotation] === undefined) return object;
  const text = `${goJson(withoutAnnotation(configuration))}\n`;
  const next = { ...annotations, [annotation]: text };
  const size = Object.entries(next).reduce(
    (sum, [key, value]) => sum + key.length + value.length,
    0,
  );
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: size > annotationsMax ? without(annotations, annotation) : next,
    },
  };
}

function withoutAnnotation(configuration: KubernetesObject): KubernetesObject {
  const { metadata } = configuration;
  if (metadata?.annotations === undefined) return configuration;
  const annotations = without(metadata.annotations, annotation);
  return { ...configuration, metadata: { ...metadata, annotations } };
}

/** JSON as Go prints a map: members in order. */
function goJson(value: unknown): string {
  return htmlSafe(printJson(sortedWithin(value)));
}
