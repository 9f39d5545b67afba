import { compareQuantities } from "../../../codec/go/quantity.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  valueAt,
} from "../../../codec/json/plain-object.ts";

const counted = ["cpu", "memory"];

/**
 * Guaranteed, Burstable or BestEffort, by what the pod asks for, or else its containers.
 *
 * @see kubernetes pkg/apis/core/helper/qos/qos.go
 */
export function qualityOfServiceOf(pod: unknown): string {
  const spec = objectOf(valueAt(pod, "spec"));
  const own = spec["resources"];
  const containers = [...listOf(spec["initContainers"]), ...listOf(spec["containers"])];
  // A pod that says something of itself, and be it nothing, is not asked of its containers.
  const parts = isPlainObject(own)
    ? [own]
    : containers.map((container) => objectOf(valueAt(container, "resources")));
  const asksForAny = parts.some((part) =>
    counted.some((name) => amountOf(part, "requests", name) || amountOf(part, "limits", name)),
  );
  if (!asksForAny) return "BestEffort";
  return parts.every(isGuaranteed) ? "Guaranteed" : "Burstable";
}

function amountOf(part: PlainObject, kind: "requests" | "limits", name: string): boolean {
  return compareQuantities(objectOf(part[kind])[name], "0") > 0;
}

function isGuaranteed(part: PlainObject): boolean {
  const [requests, limits] = [objectOf(part["requests"]), objectOf(part["limits"])];
  return counted.every((name) => {
    const request = requests[name];
    return (
      amountOf(part, "limits", name) &&
      (request === undefined || compareQuantities(request, limits[name]) === 0)
    );
  });
}
