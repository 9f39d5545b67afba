import type { KubernetesObject } from "@informerlab/core";
import { listOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type Amounts, amountsOf, most } from "../../kinds/built-in/pods/container-amounts.ts";

/**
 * The pod with what its containers hold while they are resized: what they ask for, what was set aside for them and
 * what they run with, whichever is more. What they ask for in vain does not count.
 *
 * @see k8s.io/component-helpers resource/helpers.go determineEffectiveRequests, determineEffectiveLimits
 */
export function withHeldResources(pod: KubernetesObject): KubernetesObject {
  const statuses = new Map<string, unknown>();
  for (const list of ["containerStatuses", "initContainerStatuses"])
    for (const status of listOf(valueAt(pod, "status", list)))
      statuses.set(textOf(valueAt(status, "name")), status);
  if (statuses.size === 0) return pod;
  const isVain = asksInVain(pod);
  const held = (container: unknown, isInitial: boolean): unknown => {
    const status = statuses.get(textOf(valueAt(container, "name")));
    const isRunning = !isInitial || valueAt(container, "restartPolicy") === "Always";
    if (!isRunning || valueAt(status, "resources") === undefined) return container;
    const asked = (kind: string): Amounts =>
      isVain ? {} : amountsOf(valueAt(container, "resources", kind));
    const actual = (kind: string): Amounts => amountsOf(valueAt(status, "resources", kind));
    const aside = amountsOf(valueAt(status, "allocatedResources"));
    return {
      ...(container as object),
      resources: {
        requests: most(asked("requests"), actual("requests"), aside),
        limits: most(asked("limits"), actual("limits")),
      },
    };
  };
  return ["containers", "initContainers"].reduce((changed, list) => {
    const containers = listOf(valueAt(pod, "spec", list));
    if (containers.length === 0) return changed;
    const isInitial = list === "initContainers";
    return withValueAt(
      changed,
      ["spec", list],
      containers.map((container) => held(container, isInitial)),
    );
  }, pod);
}

function asksInVain(pod: KubernetesObject): boolean {
  const pending = listOf(valueAt(pod, "status", "conditions")).find(
    (condition) => valueAt(condition, "type") === "PodResizePending",
  );
  return valueAt(pending, "reason") === "Infeasible";
}
