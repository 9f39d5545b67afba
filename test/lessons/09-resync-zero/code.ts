import type {
  KubernetesObject,
  ResourceEventHandler,
  SharedIndexInformer,
} from "@informerlab/core";

/** Adds a handler that needs no replay, and one that looks at the outside world now and then. */
export function register<T extends KubernetesObject>(
  nodes: SharedIndexInformer<T>,
  inside: ResourceEventHandler<T>,
  outside: ResourceEventHandler<T>,
  periodMs: number,
): void {
  // The informer's own period is the shortest that a handler can get; with 0 nobody gets any.
  nodes.addEventHandler(inside, { resyncPeriodMs: 0 });
  nodes.addEventHandler(outside, { resyncPeriodMs: periodMs });
}
