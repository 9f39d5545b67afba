import type { Apiserver } from "../apiserver.ts";
import { garbageCollector } from "./garbage-collector.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { podTermination } from "./pod-termination.ts";

/** What may run beside the server. */
export interface ControllerSwitches {
  /** Namespaces that are deleted are emptied and go. */
  readonly namespaces?: boolean;
  /** What is owned by objects that are gone goes, too. */
  readonly gc?: boolean;
  /** Pods that are being deleted go when their grace is over. */
  readonly pods?: boolean;
}

/** Starts the controllers that are switched on; the returned function stops them. */
export function startControllers(server: Apiserver, switches: ControllerSwitches): () => void {
  const chosen = [
    ...(switches.namespaces === true ? [namespaceLifecycle] : []),
    ...(switches.gc === true ? [garbageCollector] : []),
    ...(switches.pods === true ? [podTermination] : []),
  ];
  const stops = chosen.map((controller) => controller.start(server));
  return () => {
    for (const stop of stops) stop();
  };
}
