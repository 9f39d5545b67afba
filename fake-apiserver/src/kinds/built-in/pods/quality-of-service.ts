import { listOf, objectOf, valueAt } from "../../../codec/plain-object.ts";
import { compareQuantities } from "../../../codec/quantity.ts";

/** Guaranteed, Burstable or BestEffort, by what the containers ask for. */
export function qualityOfServiceOf(pod: unknown): string {
  const spec = objectOf(valueAt(pod, "spec"));
  const containers = [...listOf(spec["initContainers"]), ...listOf(spec["containers"])];
  let asksForAny = false;
  let isGuaranteed = containers.length > 0;
  for (const container of containers) {
    const requests = objectOf(valueAt(container, "resources", "requests"));
    const limits = objectOf(valueAt(container, "resources", "limits"));
    for (const resource of ["cpu", "memory"]) {
      const request = requests[resource];
      const limit = limits[resource];
      if (compareQuantities(request, "0") > 0 || compareQuantities(limit, "0") > 0)
        asksForAny = true;
      if (limit === undefined || compareQuantities(limit, "0") === 0) isGuaranteed = false;
      if (request !== undefined && limit !== undefined && compareQuantities(request, limit) !== 0)
        isGuaranteed = false;
    }
  }
  if (!asksForAny) return "BestEffort";
  return isGuaranteed ? "Guaranteed" : "Burstable";
}
